import { bytesPerSample, type PcmEncoding } from '../dsp/pcm.ts';
import { EarshotError } from '../protocol/errors.ts';
import type { RawLayout } from '../protocol/audio.ts';
import { ascii, type ByteSource, viewOf } from './byteSource.ts';
import { defineFormat, type OpenedAudio } from './format.ts';
import { pcmAudio } from './pcmAudio.ts';
import { corrupt, MAX_CHANNELS, noAudio, unsupported } from './validate.ts';

const MAX_HEADER = 64 * 1024;

export const isNpy = (head: Uint8Array, at = 0): boolean => ascii(head, at, 6) === '\x93NUMPY';

/** One NumPy array: mono, or frames and channels in either order. Its rate is the user's to say. */
export const npy = defineFormat({
  id: 'npy',
  extensions: [],
  optionalExtensions: ['npy'],
  sniff: (head) => isNpy(head),
  open: ({ source, name, start, layout }) => openArray(source, name, start, source.size, layout),
});

export interface NpyHeader {
  encoding: PcmEncoding;
  frames: number;
  channels: number;
  planar: boolean;
  /** Bytes before the samples. */
  headerBytes: number;
}

/** The array that stands from start to end. */
export async function openArray(
  source: ByteSource,
  name: string,
  start: number,
  end: number,
  layout: RawLayout | undefined,
): Promise<OpenedAudio> {
  const head = Uint8Array.from(await source.read(start, Math.min(MAX_HEADER, end - start)));
  const { encoding, frames, channels, planar, headerBytes } = parseNpy(name, head);
  const offset = start + headerBytes;
  const declaredBytes = frames * channels * bytesPerSample[encoding];
  if (planar && declaredBytes > end - offset) {
    throw corrupt(name, `its array needs ${declaredBytes} bytes, but the file ends after ${Math.max(0, end - offset)}`);
  }
  if (!layout) throw needsRate(name);
  const facts = { container: 'NumPy', encoding, channels, sampleRate: layout.sampleRate };
  const opened = pcmAudio(name, source, facts, { offset, declaredBytes });
  if (planar && opened.stream.kind === 'pcm') opened.stream.planar = true;
  return opened;
}

export const needsRate = (name: string): EarshotError =>
  new EarshotError('needs-layout', `${name} is a NumPy array, which does not say its sample rate: please give it.`);

/** NumPy's format, versions 1 to 3: a Python dictionary as text. */
export function parseNpy(name: string, head: Uint8Array): NpyHeader {
  const wide = head[6]! > 1;
  if (!isNpy(head) || head.length < 12) throw noAudio(name, 'the NumPy header is not complete');
  const start = wide ? 12 : 10;
  const length = wide ? viewOf(head).getUint32(8, true) : viewOf(head).getUint16(8, true);
  if (start + length > head.length) {
    throw length > MAX_HEADER
      ? corrupt(name, `its NumPy header has ${length} bytes`)
      : noAudio(name, 'the NumPy header is not complete');
  }
  const text = ascii(head, start, length);
  const descr = /'descr'\s*:\s*('([^']*)'|\[)/.exec(text);
  const shape = /'shape'\s*:\s*\(([^)]*)\)/.exec(text);
  const fortran = /'fortran_order'\s*:\s*True/.test(text);
  if (!descr || !shape) throw corrupt(name, 'its NumPy header is damaged');
  const kind = descr[2];
  if (kind === undefined) throw unsupported(name, 'a NumPy array of records');
  const sizes = shape[1]!
    .split(',')
    .filter((each) => each.trim() !== '')
    .map(Number);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw corrupt(name, `its NumPy header gives the shape (${shape[1]!.slice(0, 60)})`);
  }
  return { encoding: encodingOf(name, kind), ...arrange(name, sizes, fortran), headerBytes: start + length };
}

/** The smaller of two axes is the channels; axes of length 1 say nothing. */
function arrange(
  name: string,
  sizes: readonly number[],
  fortran: boolean,
): Pick<NpyHeader, 'frames' | 'channels' | 'planar'> {
  if (sizes.includes(0)) throw noAudio(name, 'its array is empty');
  const axes = sizes.filter((size) => size > 1);
  if (axes.length > 2) throw unsupported(name, `a NumPy array of ${axes.length} dimensions (${sizes.join(' × ')})`);
  const [first = 1, second = 1] = axes;
  const channels = axes.length < 2 ? 1 : Math.min(first, second);
  if (channels > MAX_CHANNELS) {
    throw unsupported(name, `a NumPy array of ${first} × ${second}: neither can be channels (${MAX_CHANNELS} at most)`);
  }
  const channelsFirst = axes.length === 2 && first < second;
  return { channels, frames: Math.max(first, second), planar: channels > 1 && channelsFirst !== fortran };
}

const kinds: Readonly<Record<string, PcmEncoding>> = {
  i1: 's8',
  u1: 'u8',
  i2: 's16',
  u2: 'u16',
  i4: 's32',
  f2: 'f16',
  f4: 'f32',
  f8: 'f64',
};
const refused: Readonly<Record<string, string>> = {
  b: 'truth values (bool)',
  c: 'complex numbers',
  O: 'Python objects',
  S: 'text',
  a: 'text',
  U: 'text',
  V: 'raw bytes',
  M: 'dates',
  m: 'durations',
};

function encodingOf(name: string, descr: string): PcmEncoding {
  const [, order = '', type = '', size = ''] = /^([<>=|]?)([a-zA-Z?])(\d*)/.exec(descr) ?? [];
  const kind = kinds[type + size];
  if (kind) return order === '>' && bytesPerSample[kind] > 1 ? (`${kind}be` as PcmEncoding) : kind;
  const bits = Number(size) * 8;
  const what =
    refused[type === '?' ? 'b' : type] ??
    (type === 'i' || type === 'u' ? `${bits}-bit integers` : `'${descr.slice(0, 20)}'`);
  throw unsupported(name, `a NumPy array of ${type === 'f' ? `${bits}-bit floats` : what}`);
}
