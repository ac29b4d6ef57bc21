import { execFileSync } from 'node:child_process';
import type { Columns, View } from './earshot.ts';

const MAX_BYTES = 1 << 30;

/** What ffmpeg makes of a file at its own rate: decoded[c][frame]. */
export function decodeWithFfmpeg(file: string): { sampleRate: number; channels: Float32Array[] } {
  const fields = [
    '-v',
    'error',
    '-select_streams',
    'a:0',
    '-show_entries',
    'stream=sample_rate,channels',
    '-of',
    'json',
  ];
  const probed = JSON.parse(execFileSync('ffprobe', [...fields, file], { encoding: 'utf8' })) as {
    streams: { sample_rate: string; channels: number }[];
  };
  const stream = probed.streams[0];
  if (!stream) throw new Error(`${file}: no audio stream`);
  const output = ['-f', 'f32le', '-c:a', 'pcm_f32le', 'pipe:1'];
  const bytes = execFileSync('ffmpeg', ['-v', 'error', '-i', file, ...output], { maxBuffer: MAX_BYTES });
  const interleaved = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const frames = Math.floor(interleaved.length / stream.channels);
  const channels = Array.from({ length: stream.channels }, (_, c) =>
    Float32Array.from({ length: frames }, (_, i) => interleaved[i * stream.channels + c] ?? 0),
  );
  return { sampleRate: Number(stream.sample_rate), channels };
}

/** The pixels of a PNG. */
export function decodePng(png: Buffer, width: number, height: number): Uint8Array {
  const args = ['-v', 'error', '-f', 'png_pipe', '-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  const pixels = execFileSync('ffmpeg', args, { input: png, maxBuffer: MAX_BYTES });
  if (pixels.length !== width * height * 3)
    throw new Error(`picture has ${pixels.length} bytes, not ${width}×${height}`);
  return pixels;
}

export interface ColumnFault {
  x: number;
  drawn: [number, number];
  signal: [number, number];
}

function extremes(signal: Float32Array, from: number, to: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = Math.max(0, Math.floor(from)); i < Math.min(signal.length, Math.ceil(to)); i++) {
    const value = signal[i] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * Columns that the signal cannot explain. A column's edges are rounded down to pyramid blocks. These are at most half a
 * column wide, except the finest, of 16 frames: so a column holds the extremes of its frames but for the last such
 * block, and none from beyond one block before it and its own end.
 * epsilon: how far two decoders of the format may differ.
 */
export function columnFaults(columns: Columns, view: View, signal: Float32Array, epsilon: number): ColumnFault[] {
  const faults: ColumnFault[] = [];
  const step = ((columns.x[1] ?? 1) - (columns.x[0] ?? 0)) * view.framesPerPixel;
  const block = Math.max(step / 2, Math.min(step, 16));
  columns.x.forEach((x, i) => {
    const start = view.startFrame + x * view.framesPerPixel;
    if (start >= signal.length) return;
    const outer = extremes(signal, start - block - 1, start + step + 1);
    const inner = extremes(signal, start, start + step - block);
    const low = columns.min[i] ?? NaN;
    const high = columns.max[i] ?? NaN;
    const within = low >= outer[0] - epsilon && high <= outer[1] + epsilon;
    const enough = inner[0] > inner[1] || (low <= inner[0] + epsilon && high >= inner[1] - epsilon);
    if (!(within && enough)) faults.push({ x, drawn: [low, high], signal: outer });
  });
  return faults;
}
