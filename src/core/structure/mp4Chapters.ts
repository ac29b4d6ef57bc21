import { viewOf } from '../formats/byteSource.ts';
import { addMarker } from '../metadata/findings.ts';
import { utf16, utf8 } from '../metadata/text.ts';
import type { Walk } from './walk.ts';

/** What is needed of a track to read its samples, should it hold the chapters of another. */
export interface ChapterTrack {
  id: number;
  scale: number;
  /** Media units before what is shown, and movie units of silence before that. */
  skip: number | null;
  pause: number;
  times: { samples: number; delta: number }[];
  chunks: { first: number; samples: number }[];
  sizes: number[];
  offsets: number[];
}

export interface Mp4Chapters {
  movieScale: number;
  tracks: ChapterTrack[];
  /** Tracks that others name as their chapters. */
  references: number[];
  nero: { at: number; label: string }[];
  add(): ChapterTrack;
}

const MAX_TRACKS = 64;
const MAX_CHAPTERS = 2000;

export function newMp4Chapters(): Mp4Chapters {
  const tracks: ChapterTrack[] = [];
  return {
    movieScale: 0,
    tracks,
    references: [],
    nero: [],
    add() {
      const track = { id: 0, scale: 0, skip: null, pause: 0, times: [], chunks: [], sizes: [], offsets: [] };
      if (tracks.length < MAX_TRACKS) tracks.push(track);
      return track;
    },
  };
}

/** The text track of QuickTime and iTunes where there is one, else the list of Nero. */
export async function findChapters(walk: Walk, { movieScale, tracks, references, nero }: Mp4Chapters): Promise<void> {
  for (const id of references) {
    const track = tracks.find((each) => each.id === id && each.scale > 0 && each.offsets.length > 0);
    const chapters = track ? await textSamples(walk, track, movieScale) : [];
    if (chapters.length === 0) continue;
    for (const chapter of chapters) addMarker(walk.found, { kind: 'chapter', unit: 'seconds', ...chapter });
    return;
  }
  for (const { at, label } of nero) addMarker(walk.found, { kind: 'chapter', unit: 'seconds', at, end: null, label });
}

interface Chapter {
  at: number;
  end: number;
  label: string;
}

async function textSamples(walk: Walk, track: ChapterTrack, movieScale: number): Promise<Chapter[]> {
  const places = samplePlaces(track);
  const chapters: Chapter[] = [];
  let sample = 0;
  let units = -(track.skip ?? 0);
  const pause = movieScale > 0 ? track.pause / movieScale : 0;
  for (const { samples, delta } of track.times) {
    for (let i = 0; i < samples && sample < places.length && chapters.length < MAX_CHAPTERS; i++, sample++) {
      const { offset, size } = places[sample]!;
      const text = await walk.read(offset, Math.min(size, 4096));
      const length = text.length >= 2 ? viewOf(text).getUint16(0) : 0;
      const label = decode(text.subarray(2, 2 + length));
      const at = Math.max(0, units / track.scale + pause);
      units += delta;
      // An empty text fills the time before the first chapter.
      if (label) chapters.push({ at, end: Math.max(at, units / track.scale + pause), label });
    }
  }
  return chapters;
}

const decode = (bytes: Uint8Array): string =>
  (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe) ? utf16(bytes) : utf8(bytes);

function samplePlaces({ chunks, sizes, offsets }: ChapterTrack): { offset: number; size: number }[] {
  const places: { offset: number; size: number }[] = [];
  let run = 0;
  for (let chunk = 1; chunk <= offsets.length && places.length < sizes.length; chunk++) {
    while (run + 1 < chunks.length && chunks[run + 1]!.first <= chunk) run++;
    let offset = offsets[chunk - 1]!;
    for (let i = 0; i < (chunks[run]?.samples ?? 1) && places.length < sizes.length; i++) {
      const size = sizes[places.length]!;
      places.push({ offset, size });
      offset += size;
    }
  }
  return places;
}
