import type { FlacFrame } from './flacFrame.ts';
import type { FlacHeader } from './flacHeader.ts';

/**
 * Puts the channels of a decoded frame into planes, in full scale, from `at` on: undoes the stereo modes of RFC 9639
 * section 4.2.
 */
export function putFrame(
  frame: FlacFrame,
  header: FlacHeader,
  bits: number,
  planes: readonly Float32Array[],
  at: number,
  frames: number,
): void {
  const scale = 2 ** (1 - bits);
  if (header.stereo < 8) {
    planes.slice(0, header.channels).forEach((plane, c) => put(plane, at, frame.samples[c]!, frames, scale));
    return;
  }
  const left = planes[0]!;
  const right = planes[1] ?? new Float32Array(left.length);
  if (frame.wideChannel >= 0) return putWide(frame, header.stereo, left, right, at, frames, scale);
  const a = frame.samples[0]!;
  const b = frame.samples[1]!;
  if (header.stereo === 8) putLeftSide(a, b, left, right, at, frames, scale);
  else if (header.stereo === 9) putSideRight(a, b, left, right, at, frames, scale);
  else putMidSide(a, b, left, right, at, frames, scale);
}

function put(plane: Float32Array, at: number, samples: Int32Array, frames: number, scale: number): void {
  for (let i = 0; i < frames; i++) plane[at + i] = samples[i]! * scale;
}

type Both = [left: Float32Array, right: Float32Array, at: number, frames: number, scale: number];

function putLeftSide(a: Int32Array, b: Int32Array, ...[left, right, at, frames, scale]: Both): void {
  for (let i = 0; i < frames; i++) {
    const l = a[i]!;
    left[at + i] = l * scale;
    right[at + i] = ((l - b[i]!) | 0) * scale;
  }
}

function putSideRight(a: Int32Array, b: Int32Array, ...[left, right, at, frames, scale]: Both): void {
  for (let i = 0; i < frames; i++) {
    const r = b[i]!;
    left[at + i] = ((r + a[i]!) | 0) * scale;
    right[at + i] = r * scale;
  }
}

/** The mid channel lacks its last bit, which is that of the side. */
function putMidSide(a: Int32Array, b: Int32Array, ...[left, right, at, frames, scale]: Both): void {
  for (let i = 0; i < frames; i++) {
    const side = b[i]!;
    const l = (a[i]! + (side >> 1) + (side & 1)) | 0;
    left[at + i] = l * scale;
    right[at + i] = ((l - side) | 0) * scale;
  }
}

/** 32-bit channels, whose difference has 33 bits. */
function putWide(frame: FlacFrame, stereo: number, ...[left, right, at, frames, scale]: Both): void {
  const side = frame.wide;
  const other = frame.samples[1 - frame.wideChannel]!;
  for (let i = 0; i < frames; i++) {
    const d = side[i]!;
    const o = other[i]!;
    const l = stereo === 8 ? o : stereo === 9 ? o + d : o + Math.ceil(d / 2);
    left[at + i] = l * scale;
    right[at + i] = (stereo === 9 ? o : l - d) * scale;
  }
}
