import { decodeAdpcm } from '../../core/codecs/adpcm.ts';
import { decodeAlac } from '../../core/codecs/alac.ts';
import { decodeDsd } from '../../core/codecs/dsd.ts';
import { decodeFlac } from '../../core/codecs/flac.ts';
import type { DecoderContext, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import { decodePcm } from '../../core/codecs/pcmPackets.ts';
import { decodeQoa } from '../../core/codecs/qoa.ts';
import { decodeSilence } from '../../core/codecs/silence.ts';
import { decodeTta } from '../../core/codecs/tta.ts';
import type { CodecConfig } from '../../core/formats/format.ts';

/** Opens the decoder of a part. Each is loaded when it is first needed, and stands in a file of its own. */
export async function openDecoder(codec: CodecConfig, context: DecoderContext): Promise<PacketDecoder> {
  switch (codec.type) {
    case 'mpeg':
      return (await import('./mpegDecoder.ts')).decodeMpeg(codec, context);
    case 'aac':
      return (await import('./aacDecoder.ts')).decodeAac(codec, context);
    case 'pcm':
      return decodePcm(codec, context);
    case 'silence':
      return decodeSilence(context.channels);
    case 'adpcm':
      return decodeAdpcm(codec, context);
    case 'tta':
      return decodeTta(codec.bits, context);
    case 'qoa':
      return decodeQoa(context);
    case 'wavpack':
      return (await import('./wavpack.ts')).decodeWavpack(context);
    case 'ac3':
      return (await import('./eac3.ts')).decodeEac3(context);
    case 'dts':
      return (await import('./dts.ts')).decodeDts(context);
    case 'amr':
      return (await import('./amr.ts')).decodeAmr(codec.wide, context);
    case 'dsd':
      return decodeDsd(codec, context);
    case 'alac':
      return decodeAlac(codec, context);
    case 'flac':
      return decodeFlac(codec, context);
    case 'vorbis':
      return (await import('./vorbisDecoder.ts')).decodeVorbis(codec, context);
    case 'opus':
      return (await import('./opusDecoder.ts')).decodeOpus(codec, context);
  }
}
