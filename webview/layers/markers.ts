import type { Marker } from '../../src/core/protocol/details.ts';
import type { Layer } from '../render/frameLoop.ts';
import { RectBatch } from '../../src/core/picture/rectBatch.ts';
import type { Watched } from '../render/signal.ts';
import type { Surface } from '../render/surface.ts';
import type { Store } from '../store.ts';
import { markerKind, markerTime } from '../ui/markerWords.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';
import { LABEL_INSET, layoutMarkers, type MarkerLayout } from '../../src/core/picture/axes/markerLayout.ts';

const NOTHING: MarkerLayout = { flags: [], spans: [] };

/** The row over the ruler: chapters and cue points as flags with their names, loops and regions as spans below them. */
export class MarkersLayer implements Layer {
  readonly name = 'markers';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #surface: Surface;
  #axis: TimeAxis;
  #layout = NOTHING;
  #rects = new RectBatch();
  #widths = new Map<string, number>();
  #font = '';

  constructor(store: Store, surface: Surface, axis: TimeAxis) {
    this.#store = store;
    this.#surface = surface;
    this.#axis = axis;
    this.dirtiedBy = [store.details, store.view, store.screen, store.totalFrames, store.theme, store.file];
  }

  draw(): void {
    const { renderer, width, height, sized } = this.#surface;
    const markers = this.#store.details.value?.details?.markers ?? [];
    this.#layout = NOTHING;
    if (!sized || markers.length === 0 || this.#store.totalFrames.value === 0) return;
    const theme = this.#store.theme.value;
    const { dpr } = this.#store.screen.value;
    if (this.#axis.font() !== this.#font) this.#widths.clear();
    this.#font = this.#axis.font();
    this.#layout = layoutMarkers(markers, this.#store.viewport(), width / dpr, (text) => this.#measure(text));

    renderer.begin(width, height, theme.editor);
    const px = (value: number): number => Math.round(value * dpr);
    for (const { from, to, startsHere, endsHere } of this.#layout.spans) {
      const [left, right] = [px(from), Math.max(px(to), px(from) + 1)];
      this.#rects.add(left, height - px(3), right - left, px(1));
      if (startsHere) this.#rects.add(left, height - px(6), 1, px(6));
      if (endsHere) this.#rects.add(right - 1, height - px(6), 1, px(6));
    }
    this.#fill(theme.quiet);
    for (const { x, markers: group, before } of this.#layout.flags) {
      if (before) continue;
      const left = px(x);
      this.#rects.add(left, px(2), 1, height - px(2));
      // Chapters divide, cue points stand out: only those wave.
      if (group.some(({ kind }) => kind === 'cue')) {
        for (let row = 0; row < px(6); row++) {
          const reach = Math.min(row, px(6) - 1 - row) + 1;
          this.#rects.add(left, px(2) + row, 1 + reach * 2, 1);
        }
      }
    }
    this.#fill(theme.ink);
    const font = this.#font.replace('10px', `${10 * dpr}px`);
    for (const { x, label, before } of this.#layout.flags) {
      if (label) renderer.text(label, px(x) + (before ? 0 : px(LABEL_INSET)), px(8), 'left', font, theme.foreground);
    }
  }

  /** The markers under a point of the row: those of a flag, else the span. */
  at(x: number): readonly Marker[] {
    const flag = this.#layout.flags.find(({ from, to }) => x >= from && x <= to);
    if (flag) return flag.markers;
    const span = this.#layout.spans.find(({ from, to }) => x >= from && x <= to);
    return span ? [span.marker] : [];
  }

  /** What is under a point, one marker a line; '' for nothing. */
  words(x: number): string {
    const rate = this.#store.file.value?.info.sampleRate ?? 1;
    const format = this.#store.timeFormat.value;
    const said = (marker: Marker): string =>
      `${markerKind(marker)}: ${marker.label}, ${markerTime(marker, rate, format)}`;
    const lines = this.at(x).map(said);
    if (lines.length === 0) return '';
    const more = lines.length > 12 ? [`and ${lines.length - 12} more`] : [];
    return [...lines.slice(0, 12), ...more, 'Written in the audio file: not changed here'].join('\n');
  }

  #measure(text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      if (this.#widths.size > 5000) this.#widths.clear();
      width = this.#axis.measure(text);
      this.#widths.set(text, width);
    }
    return width;
  }

  #fill(colour: string): void {
    this.#surface.renderer.rects(this.#rects.data, this.#rects.count, colour);
    this.#rects.clear();
  }
}
