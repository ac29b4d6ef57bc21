import { aacChannels, aacRates, lcConfig, withoutSbr } from './aacConfig.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { checkShape, corrupt, unsupported } from './validate.ts';

const SEARCH = 64 * 1024;

export interface AdtsHeader {
  objectType: number;
  rateIndex: number;
  channelConfig: number;
  headerBytes: number;
  frameBytes: number;
}

/** ISO 13818-7 section 6.2. */
export function adtsHeader(bytes: Uint8Array, at: number): AdtsHeader | undefined {
  if (at + 7 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) return undefined;
  const rateIndex = (bytes[at + 2]! >> 2) & 15;
  const frameBytes = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
  const headerBytes = bytes[at + 1]! & 1 ? 7 : 9;
  if (rateIndex >= aacRates.length || frameBytes <= headerBytes) return undefined;
  const channelConfig = ((bytes[at + 2]! & 1) << 2) | (bytes[at + 3]! >> 6);
  return { objectType: (bytes[at + 2]! >> 6) + 1, rateIndex, channelConfig, headerBytes, frameBytes };
}

/** Offset of the first of several frames in a row; a run that reaches the end may be shorter. -1 if there is none. */
export function findAdtsFrame(bytes: Uint8Array, endsHere: boolean): number {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    let next = at;
    let run = 0;
    for (let header = adtsHeader(bytes, at); header && run < 4; header = adtsHeader(bytes, next)) {
      run++;
      next += header.frameBytes;
    }
    if (run >= 4 || (endsHere && run > 0 && (next === bytes.length || (run >= 2 && next + 7 > bytes.length))))
      return at;
  }
  return -1;
}

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
  if (header.objectType !== 2) throw unsupported(name, `AAC of object type ${header.objectType}`);
  const channels = aacChannels[header.channelConfig] ?? 0;
  const sampleRate = aacRates[header.rateIndex]!;
  if (channels === 0) throw unsupported(name, 'AAC without a channel configuration');
  checkShape(name, channels, sampleRate);

  // Frames differ in size: the mean of the first ones stands for all.
  let count = 0;
  let bytes = 0;
  for (let frame = adtsHeader(head, at); frame; frame = adtsHeader(head, at + bytes)) {
    count++;
    bytes += frame.frameBytes;
  }
  return {
    info: {
      container: 'AAC',
      codec: 'AAC-LC',
      sampleRate,
      channels,
      bitsPerSample: null,
      frames: Math.max(1, Math.round((source.size - start - at) / (bytes / count))) * 1024,
      framesExact: false,
      fileBytes: source.size,
      warnings: [],
    },
    stream: {
      kind: 'coded',
      codec: 'adts',
      sampleRate,
      channels,
      keepAs: 'f32',
      start: start + at,
      config: withoutSbr(lcConfig(header.rateIndex, header.channelConfig)),
    },
  };
}
