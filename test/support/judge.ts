import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EarshotError } from '../../src/core/protocol/errors.ts';
import type { AudioServerClient } from '../../src/node/client.ts';
import { scanned } from '../unit/node/support.ts';
import type { BadFile } from './badFiles.ts';
import { residentBytes } from './processes.ts';

export interface Verdict {
  name: string;
  /** 'read', 'warned' or the code of the error. */
  outcome: string;
  /** What must not be; empty if all is well. */
  faults: string[];
  ms: number;
}

export interface Limits {
  /** Each file, and a hundredth of the time that its audio lasts; they are opened several at a time. */
  ms: number;
  /** Of the server's memory, at any time. */
  rssBytes: number;
}

/** Opens bad files in the real audio server, several at once, and says which of them were not dealt with properly. */
export async function judge(
  client: AudioServerClient,
  folder: string,
  files: Iterable<BadFile>,
  limits: Limits,
  atOnce = 4,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const queue = files[Symbol.iterator]();
  let peak = 0;
  const sampling = setInterval(() => (peak = Math.max(peak, client.pid ? residentBytes(client.pid) : 0)), 50);
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      verdicts.push(await verdictOf(client, folder, next.value, limits));
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    clearInterval(sampling);
  }
  if (peak > limits.rssBytes) {
    const faults = [`the server's memory rose to ${Math.round(peak / 2 ** 20)} MB`];
    verdicts.push({ name: 'memory', outcome: 'memory', faults, ms: 0 });
  }
  return verdicts;
}

async function verdictOf(
  client: AudioServerClient,
  folder: string,
  { name, bytes, layout, must }: BadFile,
  limits: Limits,
): Promise<Verdict> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const before = performance.now();
  const faults: string[] = [];
  let outcome: string;
  let seconds = 0;
  // A server that does not answer at all is ended, so that the other files can be judged.
  const timer = setTimeout(() => {
    faults.push('was not answered for');
    if (client.pid !== undefined) process.kill(client.pid, 'SIGKILL');
  }, 6 * limits.ms);
  try {
    ({ outcome, seconds } = await outcomeOf(client, path, name, layout, faults));
  } catch (error) {
    outcome = failure(error, name, faults);
  }
  clearTimeout(timer);
  const ms = performance.now() - before;
  if (ms > limits.ms + seconds * 10) faults.push(`took ${Math.round(ms)} ms`);
  if (must === 'said' && outcome === 'read') faults.push('was read without a word');
  if (must === 'read' && outcome !== 'read' && outcome !== 'warned') faults.push(`was refused: ${outcome}`);
  rmSync(path, { force: true });
  return { name, outcome, faults, ms };
}

async function outcomeOf(
  client: AudioServerClient,
  path: string,
  name: string,
  layout: BadFile['layout'],
  faults: string[],
): Promise<{ outcome: string; seconds: number }> {
  const { handle, info, scan, error } = await scanned(client, path, layout);
  try {
    const seconds = scan.scannedFrames / info.sampleRate;
    if (error) return { outcome: failure(new EarshotError(error.code, error.message), name, faults), seconds };
    const frames = scan.scannedFrames;
    if (!(frames > 0)) faults.push('succeeded with nothing');
    if (scan.totalFrames !== frames) faults.push(`of ${scan.totalFrames} frames ${frames} were scanned`);
    const last = await client.pcm({ handle, startFrame: frames - 1, frames: 10 });
    if (last.frames !== 1) faults.push(`${last.frames} frames were read from the last on`);
    const middle = await client.pcm({ handle, startFrame: frames >> 1, frames: 100 });
    if (middle.frames !== Math.min(100, frames - (frames >> 1))) faults.push('the middle could not be read');
    const peaks = await client.peaks({ handle, level: 4, start: 0, count: 64 });
    if (peaks.count === 0) faults.push('there are no peaks');
    return { outcome: [...info.warnings, ...scan.warnings].length > 0 ? 'warned' : 'read', seconds };
  } finally {
    await client.close(handle).catch(() => undefined);
  }
}

function failure(error: unknown, name: string, faults: string[]): string {
  if (!(error instanceof EarshotError)) {
    faults.push(`failed with ${String(error)}`);
    return 'bug';
  }
  if (error.code === 'internal' || error.code === 'server-lost' || error.code === 'protocol') {
    faults.push(`${error.code}: ${error.message}`);
  } else if (!error.message.includes(name) && !error.message.startsWith('The file '))
    faults.push(`its message does not name it: ${error.message}`);
  return error.code;
}
