// The machine code of the time-stretcher, which its package holds as text inside a script.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Of signalsmith-stretch 1.3.2. The names that src/core/engine/stretchWasm.ts calls are those of this very build. */
const SHA256 = '83869197b3c5ebf9fc8c517a1586aef1ecf77404842218d62b9c0e82882d8ca3';
/**
 * Pages of 64 KiB that its memory has from the start: enough for 8 channels at 192 kHz. A memory that grew would leave its
 * old buffer detached, and after that the engine checks every access to any typed array: a third slower.
 */
const PAGES = 256;
const MEMORY_SECTION = 5;

/** Throws when the package is another one. */
export function readStretchWasm() {
  // Found as modules are: this file may have been bundled elsewhere.
  const script = createRequire(import.meta.url).resolve('signalsmith-stretch');
  const found = readFileSync(script, 'utf8').match(/"data:application\/octet-stream;base64,([A-Za-z0-9+/]+=*)"/g) ?? [];
  if (found.length !== 1) throw new Error(`signalsmith-stretch holds ${found.length} modules where 1 is expected`);
  const bytes = Buffer.from(found[0].slice(found[0].indexOf(',') + 1, -1), 'base64');
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== SHA256) throw new Error(`signalsmith-stretch holds another module than the one known: SHA-256 ${hash}`);
  return withMemory(bytes, PAGES);
}

/** The same module with more memory at the start. */
function withMemory(bytes, pages) {
  for (let at = 8; at < bytes.length;) {
    const [size, body] = readLeb(bytes, at + 1);
    if (bytes[at] !== MEMORY_SECTION) {
      at = body + size;
      continue;
    }
    // One memory: count, flags, smallest size, largest size where flags say so.
    const [smallest, rest] = readLeb(bytes, body + 2);
    if (bytes[body] !== 1 || smallest > pages) throw new Error('the time-stretcher has another memory than expected');
    const section = Buffer.concat([bytes.subarray(body, body + 2), writeLeb(pages), bytes.subarray(rest, body + size)]);
    const head = [bytes.subarray(0, at + 1), writeLeb(section.length)];
    return Buffer.concat([...head, section, bytes.subarray(body + size)]);
  }
  throw new Error('the time-stretcher has no memory');
}

function readLeb(bytes, at) {
  for (let value = 0, shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}

function writeLeb(value) {
  const bytes = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}
