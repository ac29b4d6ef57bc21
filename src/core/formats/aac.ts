import { adtsHeader, findAdtsFrame } from './adtsHeader.ts';
import { aacChannels, aacLayouts, aacRates, lcConfig, withoutSbr } from './aacConfig.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { endBeforeTags } from './tailTags.ts';
import { checkShape, corrupt, unsupported } from './validate.ts';

const SEARCH = 64 * 1024;
const objectTypes: Readonly<Record<number, string>> = { 1: 'AAC Main', 3: 'AAC SSR', 4: 'AAC LTP' };

/** AAC as a bare stream of ADTS frames. */
export const aac = defineFormat({
  id: 'aac',
  extensions: ['aac', 'adts'],
  sniff: (head) => findAdtsFrame(head, head.length < SEARCH) >= 0,
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const head = Uint8Array.from(await source.read(start, SEARCH));
  const at = findAdtsFrame(head, head.length < SEARCH);
  const header = at < 0 ? undefined : adtsHeader(head, at);
  if (!header) throw corrupt(name, 'no AAC frame was found');
  const { objectType, rateIndex, channelConfig } = header;
  if (objectType !== 2) throw unsupported(name, objectTypes[objectType] ?? `AAC of object type ${objectType}`);
  const channels = aacChannels[channelConfig] ?? 0;
  const sampleRate = aacRates[rateIndex]!;
  if (channels === 0) throw unsupported(name, 'AAC whose channels are described inside its packets');
  checkShape(name, channels, sampleRate);

  // Frames differ in size: the mean of the first ones stands for all.
  let blocks = 0;
  let bytes = 0;
  for (let frame = adtsHeader(head, at); frame; frame = adtsHeader(head, at + bytes)) {
    blocks += frame.blocks;
    bytes += frame.frameBytes;
  }
  const end = await endBeforeTags(source, start + at);
  const layout = aacLayouts[channels];
  return {
    info: {
      container: 'AAC',
      codec: 'AAC-LC',
      sampleRate,
      channels,
      bitsPerSample: null,
      frames: Math.max(1, Math.round((end - start - at) / (bytes / blocks))) * 1024,
      framesExact: false,
      fileBytes: source.size,
      ...(layout ? { layout: [...layout] } : {}),
      bitrate: Math.round((bytes * 8 * sampleRate) / (blocks * 1024)),
      bitrateMode: 'variable',
      warnings: [],
    },
    stream: {
      kind: 'packets',
      sampleRate,
      channels,
      parts: [
        {
          demux: { type: 'adts', start: start + at, end },
          codec: { type: 'aac', config: withoutSbr(lcConfig(rateIndex, channelConfig)), sbr: false },
          skip: 0,
          frames: null,
        },
      ],
    },
  };
}
