import { ascii, type ByteSource, viewOf } from './byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { corrupt, noAudio } from './validate.ts';
import { waveAudio } from './waveAudio.ts';
import { readWaveFormat } from './waveFormat.ts';

const GUID_BYTES = 16;
const HEADER_BYTES = 24;
const MAX_CHUNKS = 10_000;

/** Sony Wave64: WAV with GUIDs for names and 64-bit sizes that count their header. */
export const w64 = defineFormat({
  id: 'w64',
  extensions: ['w64'],
  sniff: (head) => ascii(head, 0, 8) === 'riff.\x91\xcf\x11' && ascii(head, 24, 4) === 'wave',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const chunks = await findChunks(source, start + GUID_BYTES + HEADER_BYTES);
  const { format, data, fact } = chunks;
  if (!format) {
    throw data ? corrupt(name, 'its Wave64 header has no format') : noAudio(name, 'the Wave64 header is not complete');
  }
  const wave = await readWaveFormat(name, source, format, true);
  if (!data) throw noAudio(name, 'it has a Wave64 header but no audio data');
  const factBytes = viewOf(await source.read(fact?.offset ?? 0, fact ? Math.min(fact.size, 8) : 0));
  const frames = factBytes.byteLength === 8 ? Number(factBytes.getBigUint64(0, true)) : undefined;
  const extent = { offset: data.offset, declaredBytes: chunks.declaredBytes, filling: 7 };
  return waveAudio(name, source, 'Wave64', wave, extent, frames);
}

interface Found {
  format?: { offset: number; size: number };
  data?: { offset: number; size: number };
  fact?: { offset: number; size: number };
  declaredBytes: number | null;
}

async function findChunks(source: ByteSource, from: number): Promise<Found> {
  const found: Found = { declaredBytes: null };
  for (let at = from, count = 0; count < MAX_CHUNKS && !(found.format && found.data); count++) {
    const header = await source.read(at, HEADER_BYTES);
    if (header.length < HEADER_BYTES) break;
    const id = ascii(header, 0, 4);
    const declared = Number(viewOf(header).getBigUint64(GUID_BYTES, true)) - HEADER_BYTES;
    const offset = at + HEADER_BYTES;
    const rest = source.size - offset;
    const size = Math.min(declared, rest);
    if (id === 'data') {
      // 0, the mere header or all ones: the writer has not come back to fill it in.
      const written = declared > 0 && declared < 2 ** 62;
      if (written) found.declaredBytes = declared;
      found.data ??= { offset, size: written ? size : rest };
      if (!written) break;
    } else if (size < 0) break;
    else if (id === 'fmt ') found.format ??= { offset, size };
    else if (id === 'fact') found.fact ??= { offset, size };
    at = offset + size + ((8 - (size % 8)) % 8);
  }
  return found;
}
