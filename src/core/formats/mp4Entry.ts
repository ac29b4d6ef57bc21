import { ascii, viewOf } from './byteSource.ts';
import { body, type Box, boxes, findBox, parseEsds } from './mp4Boxes.ts';
import type { Track } from './mp4Movie.ts';
import type { Steps } from './steps.ts';

/** The sample entry of an audio track: how its samples are coded (ISO 14496-12 section 12.2, QuickTime's sound description). */
export interface SampleEntry {
  type: string;
  /** 0, or the version of QuickTime's sound description. */
  version: number;
  channels: number;
  bits: number;
  sampleRate: number;
  /** Of lpcm: see QuickTime's kLinearPCMFormatFlag. */
  flags: number;
  /** The bodies of the boxes that configure the codec, by type; those of QuickTime's 'wave' box, too. */
  configs: ReadonlyMap<string, Uint8Array>;
}

const CONFIGS = ['esds', 'alac', 'dOps', 'dfLa', 'pcmC', 'enda', 'frma', 'damr'];
const MAX_CONFIG = 1 << 16;

export function* readSampleEntry(track: Track): Steps<SampleEntry | undefined> {
  const stsd = yield* findBox(track.stbl, 'stsd');
  const head = yield* body(stsd, 8);
  const box = stsd && (yield* boxes(stsd.start + 8, stsd.end))[0];
  const view = yield* body(box, 64);
  if (!box || !head || !view || view.byteLength < 28) return undefined;
  // ISO's own version 1 is told by the stsd box, and adds no fields.
  const version = head.byteLength > 0 && head.getUint8(0) === 1 ? 0 : view.getUint16(8);
  const entry = {
    type: box.type,
    version,
    channels: view.getUint16(16),
    bits: view.getUint16(18),
    sampleRate: view.getUint32(24) / 65536,
    flags: 0,
  };
  if (version === 2 && view.byteLength >= 64) {
    entry.sampleRate = view.getFloat64(32);
    entry.channels = view.getUint32(40);
    entry.bits = view.getUint32(48);
    entry.flags = view.getUint32(52);
  }
  const start = box.start + ({ 1: 44, 2: 64 }[version] ?? 28);
  return { ...entry, configs: yield* readConfigs({ ...box, start }) };
}

function* readConfigs(box: Box): Steps<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const inside = yield* boxes(box.start, box.end);
  const wave = inside.find(({ type }) => type === 'wave');
  const all = wave ? [...inside, ...(yield* boxes(wave.start, wave.end))] : inside;
  for (const each of all) {
    if (!CONFIGS.includes(each.type) || found.has(each.type)) continue;
    const view = yield* body(each, MAX_CONFIG);
    if (view) found.set(each.type, new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }
  return found;
}

export const esdsOf = (entry: SampleEntry): ReturnType<typeof parseEsds> => {
  const esds = entry.configs.get('esds');
  return esds && parseEsds(viewOf(esds));
};

/** The OpusHead packet that a dOps box stands for: the same fields, big-endian (Opus in ISOBMFF section 4.3.2). */
export function opusHead(dOps: Uint8Array): Uint8Array | undefined {
  if (dOps.length < 11) return undefined;
  const from = viewOf(dOps);
  const head = new Uint8Array(8 + dOps.length);
  const to = viewOf(head);
  head.set([...'OpusHead'].map((letter) => letter.charCodeAt(0)));
  head[8] = 1;
  head[9] = dOps[1]!;
  to.setUint16(10, from.getUint16(2), true);
  to.setUint32(12, from.getUint32(4), true);
  to.setInt16(16, from.getInt16(8), true);
  head.set(dOps.subarray(10), 18);
  return head;
}

/** STREAMINFO: the first block of a dfLa box (FLAC in ISOBMFF section 3.3.2). */
export function flacStreamInfo(dfLa: Uint8Array): Uint8Array | undefined {
  return dfLa.length >= 4 + 4 + 34 && (dfLa[4]! & 0x7f) === 0 ? dfLa.slice(8, 42) : undefined;
}

/** The codec that a QuickTime 'wave' box names. */
export const originalFormat = (entry: SampleEntry): string => {
  const frma = entry.configs.get('frma');
  return frma && frma.length >= 4 ? ascii(frma, 0, 4) : '';
};
