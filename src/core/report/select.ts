/** A place in a file. */
type Place = { seconds: number } | { frame: number };

/** As the user gave it; an end that is left out is the file's. */
export interface Selection {
  start: Place;
  end: Place | undefined;
  text: string;
}

const help =
  'takes START:END, each in seconds (12.5), as m:ss or h:mm:ss.mmm, or in frames (#48000); ' +
  'START or END may be left out, and START..END is the same';

/** START:END or START..END; throws what is wrong with it. A colon that could be either is refused. */
export function parseSelection(text: string): Selection {
  const dots = text.split('..');
  const pairs = dots.length === 2 ? [dots as [string, string]] : colonPairs(text);
  const read = pairs.flatMap(([from, to]) => {
    const start = from === '' ? { seconds: 0 } : parsePlace(from);
    const end = to === '' ? undefined : parsePlace(to);
    if (!start || (to !== '' && !end) || (from === '' && to === '')) return [];
    return [{ start, end, text, alike: parts(from) === parts(to) }];
  });
  if (read.length === 0) throw new Error(`--select ${help}, not '${text}'`);
  const forward = read.filter(({ start, end }) => isForward(start, end));
  if (forward.length === 0) throw new Error(`--select ${text}: it ends where it starts, or before`);
  const alike = forward.filter((each) => each.alike);
  const [found] = forward.length === 1 ? forward : alike;
  if (!found || (forward.length > 1 && alike.length > 1)) {
    throw new Error(`--select ${text} can be read in several ways: write START..END`);
  }
  return { start: found.start, end: found.end, text };
}

const colonPairs = (text: string): [string, string][] =>
  [...text.matchAll(/:/g)].map(({ index }) => [text.slice(0, index), text.slice(index + 1)]);

const parts = (text: string): number => text.split(':').length;

function parsePlace(text: string): Place | undefined {
  const frame = /^#(\d{1,15})$/.exec(text);
  if (frame) return { frame: Number(frame[1]) };
  const clock = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d*)?|\.\d+)$/.exec(text);
  if (!clock) return undefined;
  const [, hours, minutes, seconds] = clock;
  const twoDigits = (part: string): boolean => /^[0-5]\d(\.|$)/.test(part);
  if (minutes !== undefined && !twoDigits(seconds!)) return undefined;
  if (hours !== undefined && !twoDigits(minutes!)) return undefined;
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds);
  return Number.isFinite(total) ? { seconds: total } : undefined;
}

function isForward(start: Place, end: Place | undefined): boolean {
  if (!end) return true;
  if ('frame' in start && 'frame' in end) return start.frame < end.frame;
  // Which of a time and a frame comes first hangs on the file.
  return !('seconds' in start && 'seconds' in end) || start.seconds < end.seconds;
}

/** Frames startFrame … endFrame−1, endFrame undefined for the end of the file. A time is the frame nearest to it. */
export function framesOf(
  { start, end }: Selection,
  sampleRate: number,
): { startFrame: number; endFrame: number | undefined } {
  const frame = (place: Place): number => ('frame' in place ? place.frame : Math.round(place.seconds * sampleRate));
  return { startFrame: frame(start), endFrame: end && frame(end) };
}
