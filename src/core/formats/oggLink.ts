import { type OggConfig } from '../demux/ogg.ts';
import { oggPackets } from '../demux/oggPackets.ts';
import { packetTimer } from '../demux/packetTimer.ts';
import type { ByteSource } from './byteSource.ts';
import type { CodecConfig } from './format.ts';
import { identifyOgg, nameOgg, type OggAudio } from './oggCodec.ts';
import { oggPage } from './oggPage.ts';

/** The streams that begin together at a place of the file, and the first of them that is audio. */
export interface LinkHead {
  serials: ReadonlySet<number>;
  serial: number;
  audio: OggAudio;
  codec: CodecConfig;
  /** The first page of audio. */
  start: number;
  /** Granule position of frame 0. */
  base: number;
  counted: boolean;
}

export interface LinkTail {
  lastPage: number;
  sequence: number;
  /** Frames of the decoder's timeline up to the end mark, and what the packets decode to beyond it. */
  frames: number;
  padding: number;
  /** The last page says that it is the last. */
  marked: boolean;
  /** It says so, or (many encoders do not) the bytes end with it. */
  whole: boolean;
  counted: boolean;
  /** More than one page agree on where it ends. */
  confirmed: boolean;
}

/** A sentence: why a link cannot be read. */
export interface Refusal {
  why: string;
  kind: 'corrupt' | 'unsupported' | 'no-audio';
}

/** Comments may hold pictures. */
const HEAD_WINDOWS = [64 * 1024, 1024 * 1024, 32 * 1024 * 1024];
const TAIL_WINDOWS = [64 * 1024, 1024 * 1024, 8 * 1024 * 1024];
const MAX_STREAMS = 256;
/** Granule positions made from milliseconds are wrong by less; those that are wrong by more are not heeded. */
const ROUGH_SECONDS = 0.1;

export const isRefusal = (value: object): value is Refusal => 'why' in value;

/** Reads the headers of a link in one read, or a few where they are long. */
export async function linkHead(source: ByteSource, at: number): Promise<LinkHead | Refusal> {
  for (const length of HEAD_WINDOWS) {
    const bytes = (await source.read(at, length)).slice();
    const whole = at + bytes.length >= source.size;
    const head = parseHead(window(at, bytes), at, whole || length === HEAD_WINDOWS.at(-1));
    if (head) return head;
  }
  return { kind: 'corrupt', why: 'its Ogg header does not end' };
}

interface Window {
  size: number;
  read(offset: number, length: number): Uint8Array;
}

/** As if the file ended with these bytes. */
const window = (at: number, bytes: Uint8Array): Window => ({
  size: at + bytes.length,
  read: (offset, length) => bytes.subarray(Math.max(0, offset - at), Math.max(0, offset - at) + length),
});

/** undefined: more bytes are needed. */
function parseHead(input: Window, at: number, whole: boolean): LinkHead | Refusal | undefined {
  const streams = beginnings(input, at);
  if (!streams) return whole ? { kind: 'corrupt', why: 'its first Ogg page is damaged or cut off' } : undefined;
  let refusal: Refusal | undefined;
  for (const [serial, packet] of streams) {
    const audio = identifyOgg(packet);
    if (typeof audio === 'string') refusal ??= { kind: 'corrupt', why: audio };
    if (!audio || typeof audio === 'string') continue;
    return parseStream(input, { serial, start: at, end: input.size }, audio, new Set(streams.keys()), whole);
  }
  const first = [...streams.values()].find((packet) => identifyOgg(packet) === undefined);
  return refusal ?? { kind: 'unsupported', why: nameOgg(first ?? new Uint8Array(0)) };
}

/** First packets by serial number: all streams start with a page each, before any other page. */
function beginnings(input: Window, start: number): Map<number, Uint8Array> | undefined {
  const streams = new Map<number, Uint8Array>();
  for (let at = start; streams.size < MAX_STREAMS;) {
    const bytes = input.read(at, 27 + 255 + 255 * 255);
    const page = oggPage(bytes, 0);
    if (!page || page.size > bytes.length) return streams.size > 0 && at >= input.size ? streams : undefined;
    if (!page.first) break;
    if (!streams.has(page.serial)) streams.set(page.serial, bytes.slice(page.bodyOffset, page.size));
    at += page.size;
  }
  return streams.size > 0 ? streams : undefined;
}

function parseStream(
  input: Window,
  range: { serial: number; start: number; end: number },
  audio: OggAudio,
  serials: ReadonlySet<number>,
  whole: boolean,
): LinkHead | Refusal | undefined {
  const headers: Uint8Array[] = [];
  let start = -1;
  for (const page of oggPackets(input, range)) {
    // Headers whose number is not said end before the page that begins with a frame.
    if (audio.headers === 0 && headers.length > 0 && page.packets[0]![0] === 0xff) break;
    headers.push(...page.packets);
    start = page.offset + page.size;
    if (audio.headers > 0 && headers.length >= audio.headers) break;
  }
  if (start < 0 || headers.length < audio.headers) {
    return whole ? { kind: 'corrupt', why: `its ${audio.codec} header is damaged or cut off` } : undefined;
  }
  const codec = audio.config(headers.slice(0, Math.max(1, audio.headers)));
  if (typeof codec === 'string') return { kind: 'corrupt', why: codec };
  const found = firstGranule(input, { ...range, start }, codec, audio.sampleRate);
  if (!found) {
    if (!whole) return undefined;
    return { kind: 'no-audio', why: `it has a ${audio.codec} header but nothing after it` };
  }
  return { serials, serial: range.serial, audio, codec, start, ...found };
}

/** Where frame 0 stands: the granule position of the first page less the frames up to its end. */
function firstGranule(
  input: Window,
  range: { serial: number; start: number; end: number },
  codec: CodecConfig,
  sampleRate: number,
): { base: number; counted: boolean } | undefined {
  const timer = packetTimer(codec);
  let frames = 0;
  let base: number | undefined;
  let counted = false;
  let any = false;
  for (const page of oggPackets(input, range)) {
    if (page.lost) break;
    any = true;
    for (const packet of page.packets) frames += Math.max(0, timer?.frames(packet) ?? 0);
    if (page.granule < 0) continue;
    // A stream of one page: its granule position says where it ends, not where it starts.
    if (base === undefined && page.last) return { base: Math.max(0, page.granule - frames), counted };
    base ??= page.granule - frames;
    const off = Math.abs(page.granule - base - frames);
    if (!page.last && off > 0 && off <= ROUGH_SECONDS * sampleRate) counted = true;
  }
  if (base === undefined) return any && range.end >= input.size ? { base: 0, counted } : undefined;
  return { base, counted };
}

/** The end of a link, from its last bytes. undefined: none of its pages is there. */
export async function linkTail(source: ByteSource, head: LinkHead, end: number): Promise<LinkTail | undefined> {
  for (const length of TAIL_WINDOWS) {
    const from = Math.max(head.start, end - length);
    const bytes = (await source.read(from, end - from)).slice();
    const tail = parseTail(window(from, bytes), { serial: head.serial, start: from, end }, head);
    // What only one page says, nothing confirms.
    if (tail?.confirmed || from === head.start || (tail && length === TAIL_WINDOWS.at(-1))) return tail;
  }
  return undefined;
}

function parseTail(
  input: Window,
  range: { serial: number; start: number; end: number },
  head: LinkHead,
): LinkTail | undefined {
  const timer = packetTimer(head.codec);
  const rough = ROUGH_SECONDS * head.audio.sampleRate;
  let tail: LinkTail | undefined;
  /** Where the packets end by their own lengths, once a page has said where it stands. */
  let at = range.start === head.start ? head.base : undefined;
  /** Where they would end by a page that contradicts those before it. */
  let other: number | undefined;
  let counted = head.counted;
  for (const page of oggPackets(input, range)) {
    if (page.lost) {
      timer?.restart();
      at = other = undefined;
    }
    const frames = page.packets.reduce((sum, packet) => sum + Math.max(0, timer?.frames(packet) ?? 0), 0);
    if (at !== undefined) at += frames;
    if (other !== undefined) other += frames;
    if (page.granule < 0) continue;
    // The page before was not the last one, so nothing of it was to be left out.
    if (tail && tail.padding !== 0 && !tail.marked) counted = true;
    const agrees = at !== undefined && Math.abs(at - page.granule) <= rough;
    if (!agrees && other !== undefined && Math.abs(other - page.granule) <= rough) at = other;
    const beyond = at === undefined ? 0 : at - page.granule;
    const possible = Math.abs(beyond) <= rough || (page.last && beyond > 0);
    const end = possible && (counted || beyond >= 0) ? page.granule : at!;
    tail = {
      lastPage: page.offset,
      sequence: page.sequence,
      frames: Math.max(0, end - head.base),
      padding: possible ? beyond : 0,
      marked: page.last,
      whole: page.last || (!page.open && page.offset + page.size === range.end),
      counted,
      confirmed: at !== undefined,
    };
    other = possible ? undefined : page.granule;
    at = possible ? page.granule : at;
  }
  return tail;
}

export const linkConfig = (head: LinkHead, tail: LinkTail, end: number): OggConfig => ({
  type: 'ogg',
  serial: head.serial,
  start: head.start,
  end,
  base: head.base,
  lastPage: tail.lastPage,
  counted: tail.counted,
});
