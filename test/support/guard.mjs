// Outlives its parent by a moment: when the parent's end of the pipe closes, however that came about, it ends the
// process groups and deletes the folders that the parent has named ("+pid N", "+dir PATH") and not taken back ("-…").
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { stopGroup } from '../../scripts/lib/serverProcess.mjs';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const owned = new Set();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => (line[0] === '+' ? owned.add(line.slice(1)) : owned.delete(line.slice(1))));
lines.on('close', () => void cleanUp());

async function cleanUp() {
  const values = (kind) => [...owned].filter((each) => each.startsWith(`${kind} `)).map((each) => each.slice(4));
  await Promise.all(values('pid').map((pid) => stopGroup(Number(pid), { graceMs: 2000 })));
  for (const folder of values('dir')) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
