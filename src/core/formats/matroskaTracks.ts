import { ebmlChildren, ebmlFloat, ebmlHead, ebmlText, ebmlUint, MAX_EBML_HEAD } from './ebml.ts';
import { ids } from './matroskaIds.ts';
import { bytesAt, type Steps } from './steps.ts';

export interface MatroskaTrack {
  number: number;
  type: number;
  /** To be played unless the user says otherwise. */
  isDefault: boolean;
  codec: string;
  codecPrivate: Uint8Array;
  /** In ns. */
  codecDelay: number;
  sampleRate: number;
  outputRate: number;
  channels: number;
  bits: number;
  /** Bytes that every frame begins with and that are left out in the file. */
  stripped: Uint8Array;
  /** Another encoding of the frames: why they cannot be read. */
  encoding: string | undefined;
}

export interface MatroskaHead {
  docType: string;
  /** ns a tick of timestamps. */
  scale: number;
  /** In ticks, 0 if not said. */
  duration: number;
  tracks: MatroskaTrack[] | undefined;
  /** Where the first cluster, or what comes before it, begins. */
  start: number;
  /** Of the segment; the file's end where it does not say its size. */
  end: number;
  /** It says its size, so it was finished. */
  sized: boolean;
  /** It says more than there is. */
  cut: boolean;
}

const AUDIO = 2;
const MAX_ELEMENT = 16 * 1024 * 1024;
/** Elements before the tracks. More are only met where they stand behind all clusters. */
const MAX_ELEMENTS = 1_000_000;

/** The headers of a file, up to the first cluster, and beyond it where the tracks are described there. */
export function* readMatroska(from: number, size: number): Steps<MatroskaHead | undefined> {
  const head: MatroskaHead = {
    docType: 'matroska',
    scale: 1_000_000,
    duration: 0,
    tracks: undefined,
    start: -1,
    end: size,
    sized: false,
    cut: false,
  };
  let at = from;
  for (let count = 0; count < MAX_ELEMENTS && at < head.end; count++) {
    const element = ebmlHead(yield* bytesAt(at, MAX_EBML_HEAD), 0);
    if (!element) break;
    const body = at + element.head;
    if (element.id === ids.segment) {
      if (element.size >= 0) head.end = Math.min(size, body + element.size);
      head.sized = element.size >= 0;
      head.cut = element.size >= 0 && body + element.size > size;
      at = body;
      continue;
    }
    if (element.id === ids.cluster && head.start < 0) head.start = at;
    if (element.id === ids.cluster && head.tracks) break;
    const wanted = element.id === ids.ebml || element.id === ids.info || element.id === ids.tracks;
    if (wanted && element.size >= 0 && element.size <= MAX_ELEMENT) {
      readPart(element.id, yield* bytesAt(body, element.size), head);
    }
    // Clusters that do not say where they end are gone through element by element.
    at = element.size < 0 ? body : body + element.size;
  }
  if (head.start < 0) head.start = Math.min(at, head.end);
  return head;
}

function readPart(id: number, body: Uint8Array, head: MatroskaHead): void {
  if (id === ids.tracks) head.tracks ??= [];
  for (const child of ebmlChildren(body)) {
    if (id === ids.ebml && child.id === ids.docType) head.docType = ebmlText(child.body);
    if (id === ids.info && child.id === ids.timestampScale) head.scale = ebmlUint(child.body) || head.scale;
    if (id === ids.info && child.id === ids.duration) head.duration = ebmlFloat(child.body);
    if (id === ids.tracks && child.id === ids.trackEntry) head.tracks!.push(readTrack(child.body));
  }
}

function readTrack(body: Uint8Array): MatroskaTrack {
  const track: MatroskaTrack = {
    number: 0,
    type: 0,
    isDefault: true,
    codec: '',
    codecPrivate: new Uint8Array(0),
    codecDelay: 0,
    sampleRate: 8000,
    outputRate: 0,
    channels: 1,
    bits: 0,
    stripped: new Uint8Array(0),
    encoding: undefined,
  };
  for (const { id, body: value } of ebmlChildren(body)) {
    if (id === ids.trackNumber) track.number = ebmlUint(value);
    if (id === ids.trackType) track.type = ebmlUint(value);
    if (id === ids.flagDefault) track.isDefault = ebmlUint(value) !== 0;
    if (id === ids.codecId) track.codec = ebmlText(value);
    if (id === ids.codecPrivate) track.codecPrivate = value.slice();
    if (id === ids.codecDelay) track.codecDelay = ebmlUint(value);
    if (id === ids.audio) readAudio(value, track);
    if (id === ids.contentEncodings) readEncodings(value, track);
  }
  return track;
}

function readAudio(body: Uint8Array, track: MatroskaTrack): void {
  for (const { id, body: value } of ebmlChildren(body)) {
    if (id === ids.samplingFrequency) track.sampleRate = ebmlFloat(value);
    if (id === ids.outputSamplingFrequency) track.outputRate = ebmlFloat(value);
    if (id === ids.channels) track.channels = ebmlUint(value);
    if (id === ids.bitDepth) track.bits = ebmlUint(value);
  }
}

const FRAMES_SCOPE = 1;
const HEADER_STRIPPING = 3;
const algorithms = ['zlib', 'bzip2', 'LZO'];

/** Encodings of the frames (RFC 9559 section 5.1.4.1.31). */
function readEncodings(body: Uint8Array, track: MatroskaTrack): void {
  for (const encoding of ebmlChildren(body)) {
    if (encoding.id !== ids.contentEncoding) continue;
    let [scope, type, algorithm] = [FRAMES_SCOPE, 0, 0];
    let settings = new Uint8Array(0);
    for (const { id, body: value } of ebmlChildren(encoding.body)) {
      if (id === ids.contentScope) scope = ebmlUint(value);
      if (id === ids.contentType) type = ebmlUint(value);
      if (id !== ids.contentCompression) continue;
      for (const part of ebmlChildren(value)) {
        if (part.id === ids.contentAlgorithm) algorithm = ebmlUint(part.body);
        if (part.id === ids.contentSettings) settings = part.body.slice();
      }
    }
    if ((scope & FRAMES_SCOPE) === 0) continue;
    if (type !== 0) track.encoding ??= 'encrypted audio';
    else if (algorithm !== HEADER_STRIPPING) {
      track.encoding ??= `audio packets compressed with ${algorithms[algorithm] ?? 'an unknown method'}`;
    } else track.stripped = Uint8Array.from([...settings, ...track.stripped]);
  }
}

/** The audio track that is heard: the first that is a default, else the first. */
export function heardAudio(tracks: readonly MatroskaTrack[]): MatroskaTrack | undefined {
  const audio = tracks.filter(({ type }) => type === AUDIO);
  return audio.find(({ isDefault }) => isDefault) ?? audio[0];
}
