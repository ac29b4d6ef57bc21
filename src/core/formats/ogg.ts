import { type CodecConfig, defineFormat, type FileFacts, type OpenedAudio, type Part } from './format.ts';
import { linkEnd, restartWithin } from './oggChain.ts';
import type { OggAudio } from './oggCodec.ts';
import { isRefusal, linkConfig, linkHead, type LinkHead, linkTail, type LinkTail } from './oggLink.ts';
import { ascii, type ByteSource } from './byteSource.ts';
import { checkShape, corrupt, MAX_CHANNELS, noAudio, unsupported } from './validate.ts';

/** More links than hours of web radio have. */
const MAX_LINKS = 4096;
/** A granule position that promises more lies: FLAC frames have at least 10 bytes, packets of the others 2 with their lacing. */
const mostFramesAByte = (codec: CodecConfig): number => (codec.type === 'flac' ? 6554 : 2880);

/** Vorbis, Opus and FLAC in Ogg (RFC 3533), also several files one after the other. */
export const ogg = defineFormat({
  id: 'ogg',
  extensions: ['ogg', 'oga', 'opus'],
  sniff: (head) => ascii(head, 0, 4) === 'OggS',
  open,
});

interface Link {
  head: LinkHead;
  tail: LinkTail;
  end: number;
  skip: number;
  frames: number;
}

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const head = await linkHead(source, start);
  if (isRefusal(head)) {
    throw { corrupt, unsupported, 'no-audio': noAudio }[head.kind](name, head.why);
  }
  checkShape(name, head.audio.channels, head.audio.sampleRate);
  const warnings: string[] = [];
  const links = await allLinks(source, head, warnings);
  const { codec, sampleRate, channels, layout, bits } = widest(links) ?? head.audio;
  if (links.some((link) => link.head.audio.channels !== channels)) {
    warnings.push(`Parts of the file are mono, others have ${channels} channels; mono is spread over all of them.`);
  }
  const last = links.at(-1);
  if (!last) throw noAudio(name, `it has a ${codec} header but nothing after it`);
  const frames = links.reduce((sum, link) => sum + link.frames, 0);
  if (frames === 0) throw noAudio(name, 'it ends before the first frame that is to be heard');
  if (!last.tail.whole) warnings.push('The stream does not end with a whole page: the end of the file is missing.');
  const bytes = links.reduce((sum, link) => sum + link.end - link.head.start, 0);
  return {
    info: {
      container: 'Ogg',
      codec,
      sampleRate,
      channels,
      bitsPerSample: bits,
      frames,
      framesExact: links.every(({ tail }) => tail.whole && !tail.counted),
      fileBytes: source.size,
      ...(layout && { layout }),
      ...(links[0]!.skip > 0 && { delayFrames: links[0]!.skip }),
      ...(last.tail.padding > 0 && { paddingFrames: last.tail.padding }),
      bitrate: (bytes * 8 * sampleRate) / frames,
      warnings,
    },
    stream: { kind: 'packets', sampleRate, channels, parts: links.map(partOf) },
  };
}

/** The links from the first on, as far as they can be heard as one. */
async function allLinks(source: ByteSource, first: LinkHead, warnings: string[]): Promise<Link[]> {
  const links: Link[] = [];
  for (let head = first; ;) {
    let end = await linkEnd(source, head);
    let tail = await linkTail(source, head, end);
    if (tail) {
      const restart = await restartWithin(source, head, tail, end);
      if (restart < end) {
        end = restart;
        tail = await linkTail(source, head, end);
      }
    }
    if (tail) {
      // Before frame 0 of the granule positions nothing is to be heard (Vorbis I section A.2).
      const skip = head.audio.preSkip > 0 ? head.audio.preSkip : Math.max(0, -head.base);
      const possible = Math.min(tail.frames, (end - head.start) * mostFramesAByte(head.codec));
      links.push({ head, tail, end, skip, frames: Math.max(0, possible - skip) });
    }
    if (end >= source.size) return links;
    const next = await linkHead(source, end);
    const refused = isRefusal(next) ? next.why : differs(first, next, widest(links)?.channels ?? 1);
    if (refused === undefined && links.length < MAX_LINKS) {
      head = next as LinkHead;
      continue;
    }
    warnings.push(
      refused === undefined
        ? `The file is made of more than ${MAX_LINKS} streams; the rest is not read.`
        : `Another stream follows at byte ${end}, which is not read: ${refused}.`,
    );
    return links;
  }
}

const widest = (links: readonly Link[]): OggAudio | undefined =>
  links
    .map(({ head }) => head.audio)
    .reduce<OggAudio | undefined>((a, b) => (a && a.channels >= b.channels ? a : b), undefined);

/** Why a link cannot be heard as the continuation of the first. Mono can be spread over all channels. */
function differs({ audio }: LinkHead, { audio: next }: LinkHead, channels: number): string | undefined {
  if (next.sampleRate !== audio.sampleRate) {
    return `it has a sample rate of ${next.sampleRate} Hz, the first ${audio.sampleRate} Hz`;
  }
  if (next.channels !== channels && next.channels !== 1 && channels !== 1) {
    return `it has ${next.channels} channels, the first ${audio.channels}`;
  }
  if (next.channels < 1 || next.channels > MAX_CHANNELS) return `its header says ${next.channels} channels`;
  return undefined;
}

const partOf = ({ head, tail, end, skip, frames }: Link): Part => ({
  demux: linkConfig(head, tail, end),
  codec: head.codec,
  skip,
  frames,
});
