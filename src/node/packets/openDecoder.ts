import type { DecoderContext, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import { decodeSilence } from '../../core/codecs/silence.ts';
import type { CodecConfig } from '../../core/formats/format.ts';

/** Opens the decoder of a part. Each is loaded when it is first needed, and stands in a file of its own. */
export async function openDecoder(codec: CodecConfig, context: DecoderContext): Promise<PacketDecoder> {
  switch (codec.type) {
    case 'silence':
      return decodeSilence(context.channels);
    default:
      throw new Error(`no decoder for ${codec.type}`);
  }
}
