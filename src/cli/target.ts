import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Output } from './terminal.ts';

/** Pipes and devices take bytes as they come; a file is complete when it appears. */
export async function targetOf(out: string): Promise<{ path: string | undefined; output: Output }> {
  if (out === '-') return { path: undefined, output: new Output(process.stdout) };
  const there = await stat(out).catch(() => undefined);
  const special = there !== undefined && !there.isFile() && !there.isDirectory();
  if (special) return { path: undefined, output: new Output(createWriteStream(out)) };
  return { path: out, output: new Output(process.stdout) };
}
