import type { Label } from './label.ts';
import { counted } from './losses.ts';
import { formatClock, parseClock } from './times.ts';

/** 'start --> end rest', of SRT and WebVTT; the times as written. */
export function timingLine(line: string): { start: string; end: string; rest: string } | undefined {
  const match = /^\s*(-?\d[\d:.,]*)\s*-->\s*(-?\d[\d:.,]*)(?:\s+(.*))?$/.exec(line);
  return match ? { start: match[1]!, end: match[2]!, rest: match[3]?.trim() ?? '' } : undefined;
}

/** Subtitles are h:m:s throughout: a number of seconds alone is no time of theirs. */
export const cueTime = parseClock;

/** Writes what subtitles can hold, and counts what they cannot. */
export class CueWriter {
  readonly #mark: '.' | ',';
  #rounded = 0;
  #early = 0;
  #points = 0;
  #texts = 0;

  constructor(mark: '.' | ',') {
    this.#mark = mark;
  }

  timing({ startSeconds, endSeconds }: Label): string {
    const start = this.#time(startSeconds);
    const end = this.#time(endSeconds);
    if (start === end) this.#points++;
    return `${start} --> ${end}`;
  }

  #time(seconds: number): string {
    if (seconds < 0) this.#early++;
    const written = formatClock(Math.max(0, seconds), this.#mark);
    if (seconds >= 0 && parseClock(written) !== seconds) this.#rounded++;
    return written;
  }

  /** Neither blank lines, which end a cue, nor arrows, which start one. */
  text(text: string, arrow: string): string {
    const lines = text.replace(/\r\n?/g, '\n').split('\n');
    const kept = lines.filter((line) => line.trim() !== '');
    if (text !== '' && kept.length < lines.length) this.#texts++;
    return kept.join('\n').replaceAll('-->', arrow);
  }

  /** `changed`: texts that lost something else. */
  warnings(name: string): string[] {
    const all: [number, string][] = [
      [this.#rounded, `${name} count in milliseconds: ${counted(this.#rounded, 'time')} ${be(this.#rounded)} rounded.`],
      [
        this.#early,
        `${name} begin at 0: ${counted(this.#early, 'time')} before the audio ${be(this.#early)} moved there.`,
      ],
      [
        this.#points,
        `${name} hold no points: ${counted(this.#points, 'cue')} without length may not be shown by players.`,
      ],
      [this.#texts, `Cues hold no blank lines: those of ${counted(this.#texts, 'text')} are not saved.`],
    ];
    return all.filter(([count]) => count > 0).map(([, sentence]) => sentence);
  }
}

const be = (n: number): string => (n === 1 ? 'is' : 'are');
