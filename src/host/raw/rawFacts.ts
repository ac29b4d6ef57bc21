import { type RawLayout, rawEncodings } from '../../core/protocol/audio.ts';

export type RawShape = NonNullable<RawLayout['raw']>;
export type RawEncoding = RawShape['encoding'];

export function encodingBytes(encoding: RawEncoding): number {
  return Number(/\d+/.exec(encoding)?.[0] ?? 8) / 8;
}

export function encodingName(encoding: RawEncoding): string {
  if (encoding === 'alaw') return 'A-law, 8-bit';
  if (encoding === 'ulaw') return '\u00b5-law, 8-bit';
  const bits = encodingBytes(encoding) * 8;
  const kind = encoding.startsWith('f') ? 'float' : encoding.startsWith('u') ? 'unsigned' : 'signed';
  const order = encoding.endsWith('be') ? ', big-endian' : encoding.endsWith('le') ? ', little-endian' : '';
  return `${bits}-bit ${kind}${order}`;
}

export const encodings: readonly RawEncoding[] = rawEncodings;

/** What a file of so many bytes would be: its length, and whether the bytes make whole frames. */
export function describeRaw(bytes: number, sampleRate: number, raw: RawShape): string {
  const frameBytes = encodingBytes(raw.encoding) * raw.channels;
  const audio = bytes - raw.offset;
  if (audio < frameBytes) return 'no audio: the file is shorter than that';
  const frames = Math.floor(audio / frameBytes);
  const rest = audio % frameBytes;
  const fit = rest === 0 ? 'whole frames' : `${rest} ${rest === 1 ? 'byte' : 'bytes'} left over`;
  return `${duration(frames / sampleRate)}, ${fit}`;
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(3)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export function formatRate(rate: number): string {
  return `${rate} Hz`;
}
