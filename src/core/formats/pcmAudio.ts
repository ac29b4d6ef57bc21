import { bytesPerSample, type PcmEncoding } from '../dsp/pcm.ts';
import type { AudioInfo } from '../protocol/audio.ts';
import type { ByteSource } from './byteSource.ts';
import { type Extent, measure } from './extent.ts';
import type { OpenedAudio } from './format.ts';
import { checkShape } from './validate.ts';

export interface PcmFacts {
  container: string;
  encoding: PcmEncoding;
  /** Where fewer are used than are stored. */
  bits?: number;
  channels: number;
  sampleRate: number;
  layout?: readonly string[] | undefined;
  /** The byte order that goes without saying. */
  order?: 'little' | 'big';
}

/** Audio info and stream of linear PCM (and the laws), from what its header says and what is there. */
export function pcmAudio(name: string, source: ByteSource, facts: PcmFacts, extent: Extent): OpenedAudio {
  const { encoding, channels, sampleRate } = facts;
  checkShape(name, channels, sampleRate);
  const frameBytes = channels * bytesPerSample[encoding];
  const { bytes, frames, growing, warnings } = measure(name, source, extent, (n) => Math.floor(n / frameBytes));
  const rest = bytes % frameBytes;
  if (rest > (extent.filling ?? 0))
    warnings.push(`The audio ends with an incomplete frame of ${rest} of ${frameBytes} bytes.`);
  const info: AudioInfo = {
    container: facts.container,
    codec: pcmName(encoding, facts.bits, facts.order),
    sampleRate,
    channels,
    bitsPerSample: facts.bits ?? bytesPerSample[encoding] * 8,
    frames,
    framesExact: true,
    fileBytes: source.size,
    bitrate: sampleRate * frameBytes * 8,
    bitrateMode: 'constant',
    warnings,
  };
  if (facts.layout) info.layout = [...facts.layout];
  if (growing) info.growing = true;
  return { info, stream: { kind: 'pcm', encoding, channels, dataOffset: extent.offset, frames } };
}

/** In the user's words: 'PCM 24-bit', 'A-law'. */
export function pcmName(encoding: PcmEncoding, bits?: number, order: 'little' | 'big' = 'little'): string {
  if (encoding === 'alaw') return 'A-law';
  if (encoding === 'ulaw') return 'µ-law';
  const kind = encoding[0] === 'f' ? ' float' : encoding[0] === 'u' && encoding !== 'u8' ? ' unsigned' : '';
  const big = encoding.endsWith('be');
  const told = bytesPerSample[encoding] > 1 && big !== (order === 'big');
  return `PCM ${bits ?? bytesPerSample[encoding] * 8}-bit${kind}${told ? ` ${big ? 'big' : 'little'}-endian` : ''}`;
}
