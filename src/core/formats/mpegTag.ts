import { ascii, viewOf } from './byteSource.ts';
import type { MpegHeader } from './mpegHeader.ts';

/** What an encoder wrote into a first frame that holds no audio. */
export interface MpegTag {
  /** Of audio, without this one. */
  frames?: number;
  /** Of the file's audio, this frame included. */
  bytes?: number;
  mode?: 'constant' | 'variable' | 'average';
  /** Samples that the encoder put before and after the audio. */
  delay?: number;
  padding?: number;
}

/** LAME's VBR methods, by number. */
const lameModes: Readonly<Record<number, MpegTag['mode']>> = {
  1: 'constant',
  8: 'constant',
  2: 'average',
  9: 'average',
  3: 'variable',
  4: 'variable',
  5: 'variable',
  6: 'variable',
};

/** The Xing, Info or VBRI tag in the first frame, with LAME's delay and padding where they are given. */
export function readMpegTag(frame: Uint8Array, header: MpegHeader): MpegTag | undefined {
  if (header.layer !== 3) return undefined;
  const sideInfo = header.mpeg === 1 ? (header.channels === 1 ? 17 : 32) : header.channels === 1 ? 9 : 17;
  const view = viewOf(frame);
  const word = ascii(frame, 4 + sideInfo, 4);
  if ((word === 'Xing' || word === 'Info') && frame.length >= sideInfo + 12) {
    return { mode: word === 'Info' ? 'constant' : 'variable', ...readXing(view, 8 + sideInfo) };
  }
  // Fraunhofer's tag stands at a fixed place.
  if (frame.length >= 36 + 18 && ascii(frame, 36, 4) === 'VBRI') {
    return { mode: 'variable', frames: view.getUint32(36 + 14), bytes: view.getUint32(36 + 10) };
  }
  return undefined;
}

function readXing(view: DataView, flagsAt: number): MpegTag {
  const tag: MpegTag = {};
  const flags = view.getUint32(flagsAt);
  let at = flagsAt + 4;
  if (flags & 1 && at + 4 <= view.byteLength) tag.frames = view.getUint32(at);
  if (flags & 1) at += 4;
  if (flags & 2 && at + 4 <= view.byteLength) tag.bytes = view.getUint32(at);
  if (flags & 2) at += 4;
  if (flags & 4) at += 100;
  if (flags & 8) at += 4;
  if (at + 24 > view.byteLength) return tag;
  const name = ascii(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at, 4);
  if (!/^(LAME|Lavf|Lavc|L3\.9)/.test(name)) return tag;
  const mode = lameModes[view.getUint8(at + 9) & 15];
  if (mode) tag.mode = mode;
  const delays = view.getUint32(at + 20) & 0xffffff;
  return { ...tag, delay: delays >> 12, padding: delays & 0xfff };
}
