import { bytesPerSample, type PcmEncoding } from '../dsp/pcm.ts';
import { ascii, viewOf } from './byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { findChunks, type RiffChunk } from './riff.ts';
import { checkShape, corrupt, noAudio, unsupported } from './validate.ts';

const TAG_PCM = 1;
const TAG_FLOAT = 3;
const TAG_EXTENSIBLE = 0xfffe;
const otherTags: Readonly<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  6: 'A-law',
  7: 'µ-law',
  0x11: 'IMA ADPCM',
  0x31: 'GSM 6.10',
  0x50: 'MPEG layer II',
  0x55: 'MP3 inside WAV',
  0x161: 'Windows Media Audio',
};

/** RIFF/WAVE and RF64/BW64 with linear PCM. */
export const wav = defineFormat({
  id: 'wav',
  extensions: ['wav', 'wave', 'bwf', 'rf64'],
  sniff: (head) => ['RIFF', 'RF64', 'BW64'].includes(ascii(head, 0, 4)) && ascii(head, 8, 4) === 'WAVE',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const warnings: string[] = [];
  const { format, data, declaredBytes } = await findChunks(source, start);
  if (!format)
    throw data ? corrupt(name, "its WAV header has no 'fmt ' chunk") : noAudio(name, 'the WAV header is not complete');
  const shape = await readFormat(format, name, (length) => source.read(format.offset, length));
  if (!data) throw noAudio(name, "it has a WAV header but no 'data' chunk");

  const { channels, sampleRate, encoding, bits } = shape;
  const frameBytes = channels * bytesPerSample[encoding];
  const frames = Math.floor(data.size / frameBytes);
  if (frames === 0) throw noAudio(name, 'it has a WAV header but no samples after it');
  if (declaredBytes === null) {
    warnings.push(
      'The header does not give the length of the audio; everything up to the end of the file is read as audio.',
    );
  } else if (declaredBytes > data.size) {
    const promised = Math.floor(declaredBytes / frameBytes);
    warnings.push(
      `The header promises ${promised} frames, but the file ends after ${frames}: it is truncated or still being written.`,
    );
  }
  const rest = data.size % frameBytes;
  if (rest) warnings.push(`The audio ends with an incomplete frame of ${rest} of ${frameBytes} bytes.`);

  return {
    info: {
      container: 'WAV',
      codec: `PCM ${bits}-bit${encoding === 'f32' || encoding === 'f64' ? ' float' : ''}`,
      sampleRate,
      channels,
      bitsPerSample: bits,
      frames,
      framesExact: true,
      fileBytes: source.size,
      warnings,
    },
    stream: { kind: 'pcm', encoding, channels, dataOffset: data.offset, frames },
  };
}

async function readFormat(chunk: RiffChunk, name: string, read: (length: number) => Promise<Uint8Array>) {
  const bytes = await read(Math.min(chunk.size, 40));
  if (bytes.length < 16) throw corrupt(name, `its 'fmt ' chunk has ${bytes.length} bytes where 16 are needed`);
  const view = viewOf(bytes);
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const blockAlign = view.getUint16(12, true);
  let tag = view.getUint16(0, true);
  let bits = view.getUint16(14, true);
  if (tag === TAG_EXTENSIBLE) {
    if (bytes.length < 40) throw corrupt(name, "its extensible 'fmt ' chunk is too short");
    tag = view.getUint16(24, true); // first word of the sub-format GUID
    bits = view.getUint16(18, true) || bits;
  }
  if (tag !== TAG_PCM && tag !== TAG_FLOAT) {
    throw unsupported(name, `${otherTags[tag] ?? `audio of WAV format 0x${tag.toString(16)}`} in a WAV file`);
  }
  checkShape(name, channels, sampleRate);
  // Samples sit at the top of their container, which may be wider than they are (20 in 24, 24 in 32).
  const container = blockAlign / channels;
  if (!Number.isInteger(container) || container * 8 < bits || bits === 0) {
    throw corrupt(name, `${channels} channels of ${bits} bits do not fit its block size of ${blockAlign} bytes`);
  }
  const encoding = pick(tag, container);
  if (!encoding)
    throw unsupported(name, `${bits}-bit ${tag === TAG_FLOAT ? 'float' : 'integer'} samples of ${container} bytes`);
  return { channels, sampleRate, bits, encoding };
}

function pick(tag: number, container: number): PcmEncoding | undefined {
  if (tag === TAG_FLOAT) return ({ 4: 'f32', 8: 'f64' } as const)[container];
  return ({ 1: 'u8', 2: 's16', 3: 's24', 4: 's32' } as const)[container];
}
