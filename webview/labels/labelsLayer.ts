import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Surface } from '../render/surface.ts';
import type { Theme } from '../../src/core/picture/theme.ts';
import type { Store } from '../store.ts';
import { el, setAttribute } from '../ui/dom.ts';
import { readLabelColours } from './labelColours.ts';
import type { LabelEditor } from './labelEditor.ts';
import { indexOf } from './labelIndex.ts';
import {
  type Bar,
  type Hit,
  hitBar,
  layoutTrack,
  ROW_HEIGHT,
  type TimeScale,
  TRACK_PAD,
  xOfSeconds,
} from './labelLayout.ts';
import type { LabelModel } from './labelModel.ts';
import { type LabelColours, LabelPainter } from './labelPainter.ts';
import type { LabelRows } from './labelRows.ts';
import { nameOf } from './labelText.ts';

/** CSS pixels: a field for a text is never narrower. */
const LEAST_FIELD = 140;
const MOST_WIDTHS = 5000;

/** The rows of labels under the lanes: bars on a canvas, and elements only for the label that has the focus or is typed. */
export class LabelsLayer implements Layer {
  readonly name = 'labels';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #model: LabelModel;
  #rows: LabelRows;
  #editor: LabelEditor;
  #surface: Surface;
  #painter = new LabelPainter();
  #bars: (readonly Bar[])[] = [];
  #option = el('div', { id: 'active-label', class: 'label-option', role: 'option', 'aria-selected': 'true' });
  #widths = new Map<string, number>();
  #font = '';
  #colours: LabelColours | null = null;
  #theme: Theme | null = null;

  constructor(store: Store, model: LabelModel, rows: LabelRows, editor: LabelEditor, surface: Surface) {
    this.#store = store;
    this.#model = model;
    this.#rows = rows;
    this.#editor = editor;
    this.#surface = surface;
    const { labels, view, screen, totalFrames, theme, file, timeFormat } = store;
    const { chosen, draft, preview, part, folded } = model;
    this.dirtiedBy = [labels, view, screen, totalFrames, theme, file, timeFormat, chosen, draft, preview, part, folded];
  }

  draw(): void {
    const { labels, totalFrames, file } = this.#store;
    const some = labels.value?.fileName !== null || this.#model.tracks.some((track) => track.labels.length > 0);
    const drafted = this.#model.draft.value !== null;
    const shown = labels.value !== null && (some || drafted) && file.value !== null && totalFrames.value > 0;
    this.#rows.update(shown);
    this.#bars = [];
    if (!shown) return;
    const scale = this.scale();
    if (this.#surface.sized) this.#paint(scale);
    this.#placeOption(scale);
    this.#placeEditor(scale);
  }

  scale(): TimeScale {
    const { screen, file } = this.#store;
    return {
      view: this.#store.viewport(),
      sampleRate: file.value?.info.sampleRate ?? 1,
      width: screen.value.width,
    };
  }

  /** x of the time axis. */
  at(track: number, x: number, y: number): Hit | null {
    if (!this.#rows.isFolded(track)) return hitBar(this.#bars[track] ?? [], x, y);
    const bar = (this.#bars[track] ?? []).find(({ from, to }) => x >= from - 1 && x <= Math.max(to, from + 2));
    return bar ? { bar, part: 'body' } : null;
  }

  #paint(scale: TimeScale): void {
    const { renderer, width, height } = this.#surface;
    const theme = this.#store.theme.value;
    const { dpr } = this.#store.screen.value;
    if (theme !== this.#theme) this.#colours = readLabelColours();
    this.#theme = theme;
    if (theme.fontFamily !== this.#font) this.#widths.clear();
    this.#font = theme.fontFamily;
    renderer.begin(width, height, theme.editor);
    const paint = {
      dpr,
      width: width / dpr,
      colours: this.#colours!,
      fontFamily: theme.fontFamily,
      measure: (text: string, font: string) => this.#measure(text, font),
    };
    const scrolled = this.#rows.scrollTop;
    this.#rows.tracks.forEach((row, track) => {
      const top = row.top - scrolled;
      if (top + row.height < 0 || top * dpr > height) return;
      const { labels } = this.#model.track(track)!;
      const bars = this.#barsOf(track, scale);
      this.#bars[track] = bars;
      const folded = this.#rows.isFolded(track);
      const chosen = (index: number): boolean => this.#model.isChosen(track, index);
      this.#painter.paint(renderer, { labels, bars, top, folded, chosen }, paint);
      const line = Math.round((top + row.height) * dpr);
      renderer.rects(new Float32Array([0, line, width, Math.max(1, Math.round(dpr))]), 1, theme.border);
    });
  }

  /** With those that are being moved where they would be. */
  #barsOf(track: number, scale: TimeScale): Bar[] {
    const { labels } = this.#model.track(track)!;
    const preview = this.#model.preview.value;
    const moved = preview?.track === track ? preview.labels : undefined;
    const bars = layoutTrack(labels, scale, moved);
    for (const [label, { startSeconds, endSeconds }] of moved ?? []) {
      const [from, to] = [xOfSeconds(scale, startSeconds), xOfSeconds(scale, endSeconds)];
      const row = indexOf(labels).rowOf[label] ?? 0;
      bars.push({ row, from, to, label, count: 1, point: startSeconds === endSeconds, next: from });
    }
    return bars;
  }

  #placeOption(scale: TimeScale): void {
    const place = this.#store.chosenLabel.value;
    const label = place && this.#model.at(place);
    this.#rows.tracks.forEach(({ body }, track) => {
      const active = track === (place?.track ?? 0);
      setAttribute(body, 'tabindex', active ? '0' : '-1');
      if (!label || !active) body.removeAttribute('aria-activedescendant');
    });
    const row = place && this.#rows.tracks[place.track];
    if (!place || !label || !row) return this.#option.remove();
    if (this.#option.parentElement !== row.body) row.body.append(this.#option);
    setAttribute(row.body, 'aria-activedescendant', this.#option.id);
    const labels = this.#model.track(place.track)!.labels;
    const shown = this.#model.preview.value?.labels.get(place.index) ?? label;
    const times = { sampleRate: scale.sampleRate, format: this.#store.timeFormat.value };
    const part = this.#model.part.value;
    setAttribute(this.#option, 'data-part', part);
    setAttribute(this.#option, 'aria-label', nameOf(shown, times) + (part === 'both' ? '' : `, ${part} edge`));
    setAttribute(this.#option, 'aria-posinset', String(place.index + 1));
    setAttribute(this.#option, 'aria-setsize', String(labels.length));
    const [from, to] = [xOfSeconds(scale, shown.startSeconds), xOfSeconds(scale, shown.endSeconds)];
    const left = Math.min(Math.max(from, -4), scale.width + 4);
    const folded = this.#rows.isFolded(place.track);
    const top = folded ? 0 : TRACK_PAD + indexOf(labels).rowOf[place.index]! * ROW_HEIGHT;
    const { style } = this.#option;
    style.transform = `translate(${left}px, ${top}px)`;
    style.width = `${Math.max(Math.min(to, scale.width + 4) - left, 6)}px`;
    style.height = `${Math.min(ROW_HEIGHT, row.height)}px`;
  }

  #placeEditor(scale: TimeScale): void {
    const draft = this.#model.draft.value;
    const row = draft && this.#rows.tracks[draft.track];
    if (!draft || !row) return;
    const { labels } = this.#model.track(draft.track)!;
    const from = xOfSeconds(scale, draft.label.startSeconds);
    const to = Math.min(xOfSeconds(scale, draft.label.endSeconds), scale.width);
    const left = Math.max(0, Math.min(from, scale.width - LEAST_FIELD));
    const at = draft.index === null ? 0 : (indexOf(labels).rowOf[draft.index] ?? 0);
    const bottom = row.top - this.#rows.scrollTop + TRACK_PAD + (at + 1) * ROW_HEIGHT;
    const { style } = this.#editor.field;
    style.width = `${Math.min(Math.max(to - left, LEAST_FIELD), scale.width)}px`;
    // Grows upwards: the rows stand at the lower end of the page.
    style.transform = `translate(${left}px, calc(${bottom}px - 100%))`;
  }

  #measure(text: string, font: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      if (this.#widths.size > MOST_WIDTHS) this.#widths.clear();
      width = this.#surface.renderer.measure(text, font);
      this.#widths.set(text, width);
    }
    return width;
  }
}
