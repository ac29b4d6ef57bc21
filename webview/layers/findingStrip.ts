import { type Screen, type View, xOf } from '../../src/core/picture/viewport.ts';
import { el } from '../ui/dom.ts';
import { type FindingMark, MARK_HEIGHT, MARK_WIDTH, markSpans, severities, type Severity } from '../ui/findingMarks.ts';

export type MarkColours = Readonly<Record<Severity, string>>;

/** CSS pixels: a band along what a finding spans. */
const BAND = 2;

export function markColours(): MarkColours {
  const style = getComputedStyle(document.body);
  const colour = (severity: Severity): string => style.getPropertyValue(`--es-mark-${severity}`).trim() || 'gray';
  return { error: colour('error'), warning: colour('warning'), info: colour('info') };
}

/** Under the marks: chapters, one device pixel each. */
interface Lines {
  readonly frames: readonly number[];
  readonly colour: string;
}
const noLines: Lines = { frames: [], colour: '' };

/** A canvas as wide as the time axis and no higher than the marks on it. */
export class FindingStrip {
  readonly canvas = el('canvas', { class: 'finding-strip', width: '0', height: '0', 'aria-hidden': 'true' });
  #empty = true;

  paint(marks: readonly FindingMark[], view: View, screen: Screen, colours: MarkColours, lines: Lines = noLines): void {
    const { canvas } = this;
    const empty = marks.length === 0 && lines.frames.length === 0;
    if (empty && this.#empty) return;
    this.#empty = empty;
    const [width, height] = [Math.round(screen.width * screen.dpr), Math.round(MARK_HEIGHT * screen.dpr)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, width, height);
    context.fillStyle = lines.colour;
    for (const frame of lines.frames) {
      context.fillRect(Math.min(width - 1, Math.round(xOf(view, frame) * screen.dpr)), 0, 1, height);
    }
    const [band, head] = [Math.round(BAND * screen.dpr), Math.round(MARK_WIDTH * screen.dpr)];
    for (const severity of severities) {
      context.fillStyle = colours[severity];
      const { heads, spans } = markSpans(marks, severity, view, screen);
      for (const [left, right] of spans) context.fillRect(left, 0, right - left, band);
      for (const left of heads) context.fillRect(left, 0, head, height);
    }
  }

  /** Gives the pixels back. */
  release(): void {
    this.#empty = true;
    this.canvas.width = 0;
    this.canvas.height = 0;
  }
}
