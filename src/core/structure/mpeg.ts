import { findMpegFrame, mpegHeader, type MpegHeader } from '../formats/mpegHeader.ts';
import { addTag } from '../metadata/findings.ts';
import type { StructureNode } from '../protocol/details.ts';
import { FieldReader, hertz, setFields } from './fields.ts';
import { addProblem, count, plural, type Walk } from './walk.ts';

const SEARCH = 64 * 1024;

export function isMpeg(head: Uint8Array): boolean {
  return findMpegFrame(head.subarray(0, SEARCH), false) >= 0;
}

/** MPEG audio, layers I to III: the first frame and what encoders write into it; the others are summed up. */
export async function readMpeg(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const bytes = await walk.copy(start, Math.min(SEARCH * 4, end - start));
  const found = findMpegFrame(bytes, bytes.length === end - start);
  if (found < 0) return [walk.node('?', 'Audio data', start, end - start, end)];
  const nodes: StructureNode[] = [];
  if (found > 0) {
    const junk = walk.node('?', 'Bytes before the first frame', start, found, end);
    addProblem(junk, 'No frame starts here.');
    nodes.push(junk);
  }
  const at = start + found;
  const header = mpegHeader(bytes, found)!;
  const first = walk.node('Frame', 'First frame', at, header.frameBytes, end);
  first.fields = headerFields(header, bytes, found, at);
  nodes.push(first);
  const info = readInfoTag(walk, first, header, bytes.subarray(found, found + header.frameBytes), at);
  if (info.child) first.children = [info.child];
  const from = info.child ? at + header.frameBytes : at;
  if (from < end) {
    const words =
      info.frames !== null ? plural(info.frames, 'frame') : `about ${plural(estimate(header, end - from), 'frame')}`;
    nodes.push(walk.node('Frames', words, from, end - from, end));
  }
  return nodes;
}

const estimate = (header: MpegHeader, bytes: number): number => Math.round(bytes / header.frameBytes);

const modes = ['stereo', 'joint stereo', 'dual channel', 'mono'];

function headerFields(header: MpegHeader, bytes: Uint8Array, at: number, offset: number): StructureNode['fields'] {
  const flags = bytes[at + 3]!;
  const emphasis = ['none', '50/15 µs', 'reserved', 'CCITT J.17'][flags & 3]!;
  const field = (name: string, value: string, byte: number) => ({ name, value, offset: offset + byte });
  return [
    field('Version', `MPEG-${header.mpeg}, layer ${'I'.repeat(header.layer)}`, 1),
    field('Bit rate', `${count(header.bitRate)} bit/s`, 2),
    field('Sample rate', hertz(header.sampleRate), 2),
    field('Channels', modes[flags >> 6]!, 3),
    field('Frames per frame', count(header.samples), 2),
    field('Checksum', header.hasCrc ? 'yes' : 'no', 1),
    field('Emphasis', emphasis, 3),
    field('Copyright', `${flags & 8 ? 'yes' : 'no'}, ${flags & 4 ? 'original' : 'copy'}`, 3),
  ];
}

interface InfoTag {
  child: StructureNode | null;
  /** Frames after this one. */
  frames: number | null;
}

/** Xing or Info with what LAME adds, or VBRI of Fraunhofer's encoder. */
function readInfoTag(walk: Walk, frame: StructureNode, header: MpegHeader, bytes: Uint8Array, offset: number): InfoTag {
  if (header.layer !== 3) return { child: null, frames: null };
  const side = header.mpeg === 1 ? (header.channels === 1 ? 17 : 32) : header.channels === 1 ? 9 : 17;
  // Some writers count the checksum, some do not.
  for (const at of [4 + side, 6 + side]) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (name === 'Xing' || name === 'Info') return readXing(walk, frame, name, bytes.subarray(at), offset + at);
  }
  if (String.fromCharCode(...bytes.subarray(36, 40)) !== 'VBRI') return { child: null, frames: null };
  return readVbri(walk, frame, bytes.subarray(36), offset + 36);
}

function readXing(walk: Walk, frame: StructureNode, name: string, bytes: Uint8Array, offset: number): InfoTag {
  const node = walk.node(name, name === 'Xing' ? 'Variable bit rate' : 'Constant bit rate', offset, bytes.length);
  frame.title = 'Frame without audio, for players';
  const fields = new FieldReader(bytes, offset);
  fields.skip(4);
  const flags = fields.u32();
  const frames = flags & 1 ? fields.u32('Frames') : null;
  if (flags & 2) fields.u32('Bytes');
  if (flags & 4) fields.raw('Seek table', 100);
  if (flags & 8) fields.u32('Quality', (value) => `${value} of 100`);
  if (fields.left >= 9) readLame(walk, fields);
  fields.short = false;
  setFields(node, fields);
  return { child: node, frames };
}

const methods: Readonly<Record<number, string>> = {
  1: 'CBR',
  2: 'ABR',
  3: 'VBR (old)',
  4: 'VBR (mtrh)',
  5: 'VBR (mt)',
  8: 'CBR, 2 passes',
  9: 'ABR, 2 passes',
};

function readLame(walk: Walk, fields: FieldReader): void {
  const encoder = fields.text('Encoder', 9);
  if (!/^[A-Za-z]/.test(encoder)) {
    fields.list.pop();
    return;
  }
  addTag(walk.found, 'Encoder', encoder);
  if (fields.left < 27) return;
  fields.u8('Method', (value) => methods[value & 15] ?? `method ${value & 15}`);
  fields.u8('Low-pass', (value) => (value === 0 ? 'none' : `${value * 100} Hz`));
  fields.f32('Peak', (value) => (value === 0 ? 'not given' : value.toFixed(6)));
  for (const name of ['track', 'album']) {
    const gain = fields.u16();
    // Three bits say which gain it is, one the sign, nine the tenths of a dB.
    if (gain >> 13 === 0) continue;
    const words = `${gain & 0x200 ? '\u2212' : '+'}${((gain & 0x1ff) / 10).toFixed(1)} dB`;
    fields.add(`ReplayGain ${name} gain`, words, 2);
    addTag(walk.found, `ReplayGain ${name} gain (LAME)`, words);
  }
  fields.u8('Flags and ATH', (value) => `0x${value.toString(16)}`);
  fields.u8('Bit rate', (value) => (value === 255 ? '255 kbit/s or more' : `${value} kbit/s`));
  fields.u24('Delay and padding', (value) => `${value >> 12} and ${value & 0xfff} frames`);
  fields.u8('Noise shaping and mode', (value) => `0x${value.toString(16)}`);
  fields.i8('MP3 gain', (value) => `${(value * 1.5).toFixed(1).replace('-', '\u2212')} dB`);
  fields.u16('Preset', (value) => count(value & 0x7ff));
  fields.u32('Bytes of music');
  fields.u16('Checksum of the music', (value) => `0x${value.toString(16).padStart(4, '0')}`);
  fields.u16('Checksum of this tag', (value) => `0x${value.toString(16).padStart(4, '0')}`);
}

function readVbri(walk: Walk, frame: StructureNode, bytes: Uint8Array, offset: number): InfoTag {
  const node = walk.node('VBRI', 'Variable bit rate, as Fraunhofer writes it', offset, bytes.length);
  frame.title = 'Frame without audio, for players';
  const fields = new FieldReader(bytes, offset);
  fields.skip(4);
  fields.u16('Version');
  fields.u16('Delay');
  fields.u16('Quality');
  fields.u32('Bytes');
  const frames = fields.u32('Frames');
  fields.u16('Entries of the seek table');
  fields.u16('Scale of its entries');
  fields.u16('Bytes of an entry');
  fields.u16('Frames of an entry');
  setFields(node, fields);
  if (!fields.short) addTag(walk.found, 'Encoder', 'Fraunhofer (VBRI)');
  return { child: node, frames: fields.short ? null : frames };
}
