import { body, type Box, boxes, findBox, timing } from './mp4Boxes.ts';
import type { Steps } from './steps.ts';

/** An audio track of an MP4 or QuickTime movie. */
export interface Track {
  id: number;
  box: Box;
  stbl: Box;
  enabled: boolean;
  /** Units of its media clock per second. */
  scale: number;
}

/** The table of contents, but for the tables of samples. */
export interface Movie {
  moov: Box;
  /** Units of the clock of edits per second. */
  scale: number;
  /** In these units; 0 where it is not known. */
  duration: number;
  audioTracks: Track[];
  /** The samples are told of by fragments behind it. */
  fragmented: boolean;
  /** A box reaches beyond the end of the file. */
  cut: boolean;
}

/** undefined: there is no moov box. */
export function* readMovie(start: number, size: number): Steps<Movie | undefined> {
  const top = yield* boxes(start, size, 'moof');
  const moov = top.find((box) => box.type === 'moov');
  if (!moov || moov.cut) return undefined;
  const children = yield* boxes(moov.start, moov.end);
  const header = timing(
    yield* body(
      children.find((box) => box.type === 'mvhd'),
      32,
    ),
  );
  const audioTracks: Track[] = [];
  for (const box of children) {
    const track = box.type === 'trak' ? yield* audioTrack(box) : undefined;
    if (track) audioTracks.push(track);
  }
  const mvex = children.find((box) => box.type === 'mvex');
  const mehd = mvex && (yield* body(yield* findBox(mvex, 'mehd'), 12));
  return {
    moov,
    ...header,
    duration: (mehd && mehdDuration(mehd)) || header.duration,
    audioTracks,
    fragmented: mvex !== undefined,
    cut: top.some((box) => box.cut),
  };
}

function mehdDuration(view: DataView): number {
  if (view.byteLength < 8) return 0;
  return view.getUint8(0) === 1 && view.byteLength >= 12 ? Number(view.getBigUint64(4)) : view.getUint32(4);
}

function* audioTrack(box: Box): Steps<Track | undefined> {
  const mdia = yield* findBox(box, 'mdia');
  if (!mdia) return undefined;
  const handler = yield* body(yield* findBox(mdia, 'hdlr'), 12);
  const stbl = yield* findBox(mdia, 'minf', 'stbl');
  if (!stbl || handler?.byteLength !== 12 || handler.getUint32(8) !== 0x736f756e /* soun */) return undefined;
  const tkhd = yield* body(yield* findBox(box, 'tkhd'), 24);
  const idAt = tkhd && tkhd.byteLength >= 24 && tkhd.getUint8(0) === 1 ? 20 : 12;
  return {
    id: tkhd && tkhd.byteLength >= idAt + 4 ? tkhd.getUint32(idAt) : 0,
    box,
    stbl,
    enabled: !tkhd || tkhd.byteLength < 4 || (tkhd.getUint32(0) & 1) === 1,
    scale: timing(yield* body(yield* findBox(mdia, 'mdhd'), 32)).scale,
  };
}

/** The track that is heard: the first that is enabled. */
export const heardTrack = (movie: Movie): Track | undefined =>
  movie.audioTracks.find((track) => track.enabled) ?? movie.audioTracks[0];
