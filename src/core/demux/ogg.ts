import type { CodecConfig, DemuxConfig } from '../formats/format.ts';
import type { Demuxer, DemuxInput, Packet, SeekIndex } from './demuxer.ts';
import { lastAtOrBefore } from './frameWalk.ts';
import { OggBisection, type PagePlace } from './oggBisection.ts';
import { oggPackets, type PagePackets } from './oggPackets.ts';
import { packetsFrom } from './packetsFrom.ts';
import { packetTimer, type PacketTimer } from './packetTimer.ts';

export type OggConfig = Extract<DemuxConfig, { type: 'ogg' }>;

const INDEX_STEP_BYTES = 64 * 1024;
const BREATH_BYTES = 1 << 20;

/** A page with the packets that end on it, and where they stand. */
interface PlacedPage {
  offset: number;
  packets: Packet[];
  /** Frame at the end of the last one. */
  end: number;
  /** Packets that also a reader has that starts at this page. */
  own: number;
}

/**
 * One link of an Ogg file. A page's granule position is that of the end of its last packet, from which the others are
 * counted back: so any page is found by bisection and knows where it stands, whatever is lost before it. Streams whose
 * granule positions do not agree with their packets (made from rounded times) are counted from the start, by an index.
 */
export function demuxOgg(config: OggConfig, codec: CodecConfig, input: DemuxInput): Demuxer {
  const timer = packetTimer(codec);
  if (!timer) throw new Error(`no packets of ${codec.type} in Ogg`);
  const bisection = new OggBisection(config, input);
  let index: SeekIndex | undefined;

  const remember = config.counted ? undefined : (place: PagePlace): void => bisection.remember(place);
  const first: PagePlace = { offset: config.start, end: 0 };
  const startFor = (frame: number): PagePlace => {
    if (!config.counted) return bisection.find(frame) ?? first;
    const entry = index ? lastAtOrBefore(index.frames, frame) : -1;
    return entry < 0 ? first : { offset: index!.offsets[entry]!, end: index!.frames[entry]! };
  };

  return {
    *packets(frame) {
      for (let start = startFor(frame); ; start = startFor(start.end - 1)) {
        const fromFirst = start.offset <= config.start;
        const position = fromFirst ? 0 : config.counted ? start.end : undefined;
        const pages = placedPages(config, timer, input, start.offset, position, remember);
        const wanted = fromPacket(pages, frame, fromFirst);
        if (!wanted) continue;
        yield* wanted;
        return;
      }
    },
    ...(config.counted && {
      *buildIndex() {
        const frames: number[] = [];
        const offsets: number[] = [];
        let total = 0;
        let breath = config.start;
        for (const page of placedPages(config, timer, input, config.start, 0)) {
          total = page.end;
          const place = page.packets[page.packets.length - page.own + (timer.primes ? 1 : 0)];
          if (place && page.offset - (offsets.at(-1) ?? -Infinity) >= INDEX_STEP_BYTES) {
            frames.push(place.position);
            offsets.push(page.offset);
          }
          if (page.offset - breath < BREATH_BYTES) continue;
          breath = page.offset;
          yield;
        }
        index = { frames: Float64Array.from(frames), offsets: Float64Array.from(offsets), totalFrames: total };
        return index;
      },
      useIndex(built: SeekIndex) {
        index = built;
      },
    }),
  };
}

/** position: frame that the first packet starts at, where it is known. */
function* placedPages(
  config: OggConfig,
  timer: PacketTimer,
  input: DemuxInput,
  offset: number,
  position: number | undefined,
  remember?: (place: PagePlace) => void,
): Generator<PlacedPage> {
  const damage = {
    bytes: () => input.warn('Parts of the file are damaged; silence stands in their place.'),
    restarted: () => input.warn('Another stream with the same number follows in the file; it is not read.'),
  };
  let at = position;
  timer.restart();
  for (const page of oggPackets(input, { ...config, start: offset }, damage)) {
    if (page.lost) {
      input.warn('Parts of the file are missing; silence stands in their place.');
      timer.restart();
      at = undefined;
    }
    const frames = page.packets.map((packet) => timer.frames(packet));
    const sum = frames.reduce((all, now) => all + Math.max(0, now), 0);
    const start = startOf(page, sum, at, config);
    if (start === undefined) continue;
    if (at !== undefined && start !== at) {
      input.warn('Positions in the file do not follow from its packets; some are left out, or silence stands between.');
    }
    const packets: Packet[] = [];
    let own = 0;
    at = start;
    for (let i = 0; i < frames.length; i++) {
      if (frames[i]! < 0) continue;
      if (at >= 0) packets.push({ data: page.packets[i]!, position: at, frames: frames[i]! });
      if (i > 0 || !page.carried) own++;
      at += frames[i]!;
    }
    if (page.granule >= 0) remember?.({ offset: page.offset, end: page.granule - config.base });
    yield { offset: page.offset, packets, end: at, own };
  }
}

/** Frame that the packets of a page start at, which decode to `sum` frames; undefined: nobody can say. */
function startOf(page: PagePackets, sum: number, at: number | undefined, config: OggConfig): number | undefined {
  if (page.granule < 0) return at;
  const counted = page.granule - config.base - sum;
  if (at === undefined) return counted;
  // The last page says how many of its frames are to be heard, not how many there are.
  return config.counted || page.last || page.offset >= config.lastPage ? at : counted;
}

/** Packets from the one that holds `frame`, and the one that primes it; undefined if it starts before these pages. */
function fromPacket(pages: Generator<PlacedPage>, frame: number, fromFirst: boolean): Iterable<Packet> | undefined {
  const ahead = pages.next();
  if (ahead.done) return [];
  const earliest = ahead.value.packets[0];
  if (!fromFirst && (!earliest || earliest.position > frame)) return undefined;
  return packetsFrom(packetsOf(ahead.value, pages), frame);
}

function* packetsOf(first: PlacedPage, others: Generator<PlacedPage>): Generator<Packet> {
  yield* first.packets;
  for (const page of others) yield* page.packets;
}
