import { CustomSource, EncodedPacketSink, Input, MP4, QTFF } from 'mediabunny';
import { AacPackets } from './aacPackets.ts';
import type { Codec, CodecInput, DecodedBlock } from './codec.ts';

/** SBR's filter banks delay by 962 samples beyond the packet that the decoder withholds (measured on Apple's encoder). */
const SBR_DELAY = 962;

export async function decodeMp4Aac(input: CodecInput<'mp4-aac'>): Promise<Codec> {
  const { config, channels, sampleRate, sbr } = input.stream;
  return { step: 1, blocks: decode(input, await AacPackets.open(config, channels, sampleRate, sbr)) };
}

/** Packets in the order of the sample table, wherever in the file it stands; then the part that the edit list shows. */
async function* decode(
  { stream, size, read, warn }: CodecInput<'mp4-aac'>,
  aac: AacPackets,
): AsyncGenerator<DecodedBlock> {
  const source = new CustomSource({
    getSize: () => size,
    read: (start, end) => read(start, end - start),
    maxCacheSize: 2 << 20,
    prefetchProfile: 'fileSystem',
  });
  const container = new Input({ source, formats: [MP4, QTFF] });
  try {
    const track = await container.getPrimaryAudioTrack();
    if (!track) throw new Error('it has no audio track');
    let skip = stream.skip + (stream.sbr ? SBR_DELAY : 0);
    let left = stream.frames ?? Infinity;
    for await (const packet of new EncodedPacketSink(track).packets()) {
      const block = aac.decode(packet.data.slice());
      const from = Math.min(skip, block.frames);
      const to = Math.min(block.frames, from + left);
      skip -= from;
      left -= to - from;
      const whole = from === 0 && to === block.frames;
      yield whole
        ? block
        : { ...block, planes: block.planes.map((plane) => plane.subarray(from, to)), frames: to - from };
      if (left === 0) break;
    }
    if (aac.damaged) warn(`${aac.damaged} AAC packets cannot be decoded; silence stands in their place.`);
  } finally {
    aac.free();
    container.dispose();
  }
}
