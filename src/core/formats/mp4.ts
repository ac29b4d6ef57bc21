import { MAX_SAMPLES, readTables, type SampleTables } from '../demux/mp4Tables.ts';
import { bytesPerSample } from '../dsp/pcm.ts';
import type { AudioInfo } from '../protocol/audio.ts';
import { ascii } from './byteSource.ts';
import { type AudioStream, defineFormat, type FileFacts, type OpenedAudio, type Part } from './format.ts';
import { mpegHeader } from './mpegHeader.ts';
import { type TrackCodec, trackCodec } from './mp4Codec.ts';
import { readEdits, type Stretch, stretches } from './mp4Edits.ts';
import { readSampleEntry } from './mp4Entry.ts';
import { iTunesGapless } from './mp4Gapless.ts';
import { heardTrack, type Movie, readMovie, type Track } from './mp4Movie.ts';
import { runSteps, type Steps } from './steps.ts';
import { checkShape, corrupt, noAudio } from './validate.ts';

const FIRST_BOXES = ['ftyp', 'moov', 'wide', 'mdat', 'free', 'skip', 'pnot', 'styp'];
const pictures: Readonly<Record<string, string>> = { heic: 'HEIC', heix: 'HEIC', mif1: 'HEIF', avif: 'AVIF' };

/** The audio of MPEG-4 and QuickTime files, alone or beside video. */
export const mp4 = defineFormat({
  id: 'mp4',
  extensions: ['m4a', 'm4b', 'm4r'],
  optionalExtensions: ['mp4', 'mov', 'm4v', '3gp', '3g2', 'qt'],
  sniff: (head) => FIRST_BOXES.includes(ascii(head, 4, 4)),
  open: ({ source, name, start }) => runSteps(source, open(name, start, source.size)),
});

function* open(name: FileFacts['name'], start: number, size: number): Steps<OpenedAudio> {
  const movie = yield* readMovie(start, size);
  if (!movie) throw yield* withoutMovie(name, start);
  const track = heardTrack(movie);
  if (!track) throw noAudio(name, 'the MP4 file has no audio track');
  const entry = yield* readSampleEntry(track);
  if (!entry) throw corrupt(name, 'its audio track does not say how it is coded');
  const coded = trackCodec(entry, name);
  checkShape(name, coded.channels, coded.sampleRate);
  const tables = yield* readTables(track.stbl, size, name);
  if (coded.frameBytes === 0 && tables.samples > MAX_SAMPLES) throw corrupt(name, 'its table of packets is damaged');
  if (tables.samples === 0 && !movie.fragmented) throw noAudio(name, 'its audio track is empty');
  if (coded.codec.type === 'mpeg') yield* lookIntoMpeg(coded, tables);

  const warnings: string[] = [];
  if (movie.cut) warnings.push('The file ends before its audio data does: the end is missing.');
  if (movie.audioTracks.length > 1)
    warnings.push(`The file has ${movie.audioTracks.length} audio tracks; one is shown.`);

  const total = movie.fragmented ? null : mediaFrames(coded, tables, track);
  const shown = yield* shownStretches(coded, movie, track, total);
  const frames = shown.reduce<number | null>(
    (sum, s) => (sum === null || s.frames === null ? null : sum + s.frames),
    0,
  );
  const guess =
    movie.duration > 0 && movie.scale > 0 ? Math.round((movie.duration / movie.scale) * coded.sampleRate) : null;
  const quickTime = isQuickTime(yield* brand(start));
  const info: AudioInfo = {
    container: quickTime ? 'QuickTime' : coded.codec.type === 'aac' || coded.codec.type === 'alac' ? 'M4A' : 'MP4',
    codec: coded.name,
    sampleRate: coded.sampleRate,
    channels: coded.channels,
    bitsPerSample: coded.bits,
    frames: frames ?? guess,
    framesExact: frames !== null && !movie.cut,
    fileBytes: size,
    warnings,
  };
  if (coded.layout) info.layout = [...coded.layout];
  const bytes = tables.size > 0 ? tables.samples * tables.size : tables.sizes.reduce((sum, each) => sum + each, 0);
  if (coded.frameBytes > 0) info.bitrate = coded.frameBytes * 8 * coded.sampleRate;
  else if (total && bytes) info.bitrate = Math.round((bytes * 8 * coded.sampleRate) / total);
  const [first] = shown;
  if (shown.length === 1 && first?.skip && coded.codec.type !== 'pcm') {
    info.delayFrames = first.skip;
    const decoded = tables.samples * coded.packetFrames;
    if (first.frames !== null && decoded > 0) info.paddingFrames = Math.max(0, decoded - first.skip - first.frames);
  }
  return { info, stream: streamOf(coded, movie, track, tables, shown, start) };
}

/** Frames of the whole media: what the table of times says, but no more than the packets hold. */
function mediaFrames({ sampleRate, packetFrames, frameBytes }: TrackCodec, tables: SampleTables, track: Track): number {
  const timed = track.scale > 0 ? Math.round((tables.duration * sampleRate) / track.scale) : Infinity;
  if (frameBytes > 0) {
    if (tables.size > 0) return tables.samples * Math.max(1, Math.floor(tables.size / frameBytes));
    return tables.sizes.reduce((sum, size) => sum + Math.floor(size / frameBytes), 0);
  }
  const held = packetFrames > 0 ? tables.samples * packetFrames : Infinity;
  const frames = Math.min(timed || Infinity, held);
  return Number.isFinite(frames) ? frames : 0;
}

function* shownStretches(coded: TrackCodec, movie: Movie, track: Track, total: number | null): Steps<Stretch[]> {
  const edits = yield* readEdits(track);
  if (edits.some((edit) => edit.mediaTime >= 0)) return stretches(edits, movie, track, coded.sampleRate, total);
  const gapless = yield* iTunesGapless(movie.moov);
  const skip = gapless?.priming ?? coded.preSkip;
  const rest = total === null ? null : Math.max(0, total - skip);
  if (!gapless) return [{ skip, frames: rest }];
  return [{ skip, frames: rest === null ? gapless.frames : Math.min(rest, gapless.frames) }];
}

function streamOf(
  coded: TrackCodec,
  movie: Movie,
  track: Track,
  tables: SampleTables,
  shown: readonly Stretch[],
  start: number,
): AudioStream {
  const { sampleRate, channels, codec, packetFrames, frameBytes, delay } = coded;
  const [only] = shown;
  if (
    codec.type === 'pcm' &&
    only?.skip === 0 &&
    only.frames !== null &&
    shown.length === 1 &&
    isWhole(coded, tables)
  ) {
    const { encoding } = codec;
    return { kind: 'pcm', encoding, channels, dataOffset: tables.chunkOffsets[0]!, frames: only.frames };
  }
  const demux = {
    type: 'mp4',
    trackId: track.id,
    start,
    sampleRate,
    packetFrames,
    frameBytes,
    fragmented: movie.fragmented,
  } as const;
  const parts = shown.map<Part>(({ skip, frames }) =>
    skip === null
      ? { demux: { type: 'silence' }, codec: { type: 'silence' }, skip: 0, frames }
      : { demux, codec, skip: skip + delay, frames },
  );
  return { kind: 'packets', sampleRate, channels, parts };
}

/** PCM whose chunks stand one behind the other, so that any frame is found by arithmetic. */
function isWhole(
  { frameBytes, codec }: TrackCodec,
  { chunkOffsets, chunkFirst, size, samples }: SampleTables,
): boolean {
  if (codec.type !== 'pcm' || size === 0 || bytesPerSample[codec.encoding] === 0 || samples === 0) return false;
  const bytes = Math.max(1, Math.floor(size / frameBytes)) * frameBytes;
  for (let i = 1; i < chunkOffsets.length; i++) {
    if (chunkOffsets[i] !== chunkOffsets[i - 1]! + (chunkFirst[i]! - chunkFirst[i - 1]!) * bytes) return false;
  }
  return chunkOffsets.length > 0;
}

/** The first frame tells the layer, which the sample entry does not. */
function* lookIntoMpeg(coded: TrackCodec, tables: SampleTables): Steps<void> {
  const at = tables.chunkOffsets[0];
  const header = at === undefined ? undefined : mpegHeader(yield { offset: at, length: 4 }, 0);
  if (!header) return;
  coded.codec = { type: 'mpeg', layer: header.layer };
  coded.name = `MPEG-${header.mpeg} layer ${'I'.repeat(header.layer)}`;
  coded.sampleRate = header.sampleRate;
  coded.packetFrames = header.samples;
}

function* brand(start: number): Steps<string> {
  const head = yield { offset: start, length: 12 };
  return head.length === 12 && ascii(head, 4, 4) === 'ftyp' ? ascii(head, 8, 4) : '';
}

/** Files before MPEG-4 have no brand. */
const isQuickTime = (major: string): boolean => major === 'qt  ' || major === '';

function* withoutMovie(name: string, start: number): Steps<Error> {
  const picture = pictures[yield* brand(start)];
  if (picture) return noAudio(name, `it is a picture (${picture})`);
  return corrupt(name, 'the table of contents (the moov box) is missing, so the file was cut short or never finished');
}
