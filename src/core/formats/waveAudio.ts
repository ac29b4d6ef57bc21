import { adpcmAudio } from './adpcmAudio.ts';
import type { ByteSource } from './byteSource.ts';
import { type Extent, measure } from './extent.ts';
import type { OpenedAudio } from './format.ts';
import { pcmAudio } from './pcmAudio.ts';
import { unsupported } from './validate.ts';
import type { WaveFormat } from './waveFormat.ts';

/** What WAV and Wave64 share once their chunks are found. factFrames: of the 'fact' chunk. */
export function waveAudio(
  name: string,
  source: ByteSource,
  container: string,
  format: WaveFormat,
  extent: Extent,
  factFrames: number | undefined,
  order: 'little' | 'big' = 'little',
): OpenedAudio {
  switch (format.kind) {
    case 'pcm':
      return pcmAudio(name, source, { ...format, container, order }, extent);
    case 'adpcm':
      return adpcmAudio(name, source, { ...format, container, frames: factFrames }, extent);
    case 'gsm':
      throw unsupported(name, 'GSM 6.10 speech');
    case 'mpeg':
      return mpegAudio(name, source, container, format, extent);
  }
}

/** MPEG audio wrapped in WAV: the header gives no more than a mean rate. */
function mpegAudio(
  name: string,
  source: ByteSource,
  container: string,
  format: Extract<WaveFormat, { kind: 'mpeg' }>,
  extent: Extent,
): OpenedAudio {
  const { channels, sampleRate, layer, bytesPerSecond } = format;
  const perSecond = bytesPerSecond > 0 ? bytesPerSecond : 16000;
  const framesIn = (bytes: number): number => Math.round((bytes / perSecond) * sampleRate);
  const { bytes, frames, growing, warnings } = measure(name, source, extent, framesIn);
  return {
    info: {
      container,
      codec: layer === 3 ? 'MP3' : `MPEG layer ${'I'.repeat(layer)}`,
      sampleRate,
      channels,
      bitsPerSample: null,
      frames,
      framesExact: false,
      fileBytes: source.size,
      bitrate: perSecond * 8,
      ...(growing ? { growing } : {}),
      warnings,
    },
    stream: {
      kind: 'packets',
      sampleRate,
      channels,
      parts: [
        {
          demux: { type: 'mpeg', start: extent.offset, end: extent.offset + bytes },
          codec: { type: 'mpeg', layer },
          skip: 0,
          frames: null,
        },
      ],
    },
  };
}
