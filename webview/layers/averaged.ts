import { mapRows, type RowMap } from '../../src/core/spectrogram/rows.ts';
import type { MeanSpectrum } from '../../src/core/spectrogram/bandLevel.ts';
import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';
import { setAttribute } from '../ui/dom.ts';
import type { LaneSet } from '../ui/lanes.ts';
import { formatDb } from '../../src/core/picture/axes/units.ts';
import { HaloPath } from './haloPath.ts';
import { type LaneOverlay, type LaneOverlays, svgElement } from './laneOverlays.ts';

/** Of a lane, as it shows it: sum and difference are twice as high as mid and side. */
export interface LaneSpectrum extends MeanSpectrum {
  readonly windows: number;
  readonly allWindows: number;
  /** Of the selection as it was a moment ago. */
  readonly stale: boolean;
}

export interface SpectrumSource {
  readonly changed: Watched;
  of(lane: string): LaneSpectrum | null;
  show(lanes: readonly string[]): void;
}

/** CSS pixels: the panel's width, never more than a part of the lane; and between its labels. */
const WIDTH = 120;
const MOST_PART = 1 / 3;
const LABEL_GAP = 34;
/** Labels stand above the lower edge. */
const FOOT = 12;
/** A lower lane has no room for labels, CSS pixels. */
const LABELS_FROM = 48;

/** dBFS of each row of a picture, the lowest first: the loudest bin in it, or between two bins a level between theirs. */
export function rowLevels(map: RowMap, bins: Float32Array): Float64Array {
  return Float64Array.from({ length: map.rows }, (_, row) => {
    const [first, count, weight] = [map.first[row]!, map.count[row]!, map.weight[row]!];
    if (first < 0) return -Infinity;
    if (count > 0) return bins.subarray(first, first + count).reduce((most, level) => Math.max(most, level), -Infinity);
    const [from, to] = [Math.max(bins[first]!, -192), Math.max(bins[first + 1]!, -192)];
    return from + (to - from) * weight;
  });
}

interface Panel {
  readonly group: SVGGElement;
  readonly back: SVGRectElement;
  readonly fill: SVGPathElement;
  readonly grid: SVGPathElement;
  readonly curve: HaloPath;
  readonly labels: SVGTextElement[];
  readonly word: SVGTextElement;
}

/** The averaged spectrum of the selection at the right of each lane: its frequencies, and the legend's levels to the left. */
export class AveragedLayer implements Layer {
  readonly name = 'averaged';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #overlays: LaneOverlays;
  #source: SpectrumSource;
  #panels = new Map<SVGGElement, Panel>();

  constructor(store: Store, overlays: LaneOverlays, lanes: LaneSet, source: SpectrumSource) {
    this.#store = store;
    this.#overlays = overlays;
    this.#source = source;
    const { extras, selection, frequencies, colours, pictures, screen, file, laneSizes } = store;
    const all = [extras, selection, frequencies, colours, pictures, screen, file, laneSizes];
    this.dirtiedBy = [...all, store.lanes, lanes.scrolled, source.changed];
  }

  draw(): void {
    const { extras, selection } = this.#store;
    const seen = extras.value.averaged ? this.#overlays.inSight() : [];
    const kept = new Set(seen.map(({ groups }) => groups.averaged));
    for (const group of this.#panels.keys()) {
      if (kept.has(group)) continue;
      group.replaceChildren();
      this.#panels.delete(group);
    }
    this.#source.show(selection.value ? seen.map(({ lane }) => lane.key) : []);
    for (const overlay of seen) this.#show(overlay, this.#panelOf(overlay.groups.averaged));
  }

  #panelOf(group: SVGGElement): Panel {
    const known = this.#panels.get(group);
    if (known) return known;
    const back = svgElement('rect', { class: 'back', y: '0' });
    const fill = svgElement('path', { class: 'fill' });
    const grid = svgElement('path', { class: 'grid' });
    group.append(back, grid, fill);
    const curve = new HaloPath(group, 'curve');
    const word = svgElement('text', { class: 'overlay-word', 'text-anchor': 'middle' });
    group.append(word);
    const panel = { group, back, fill, grid, curve, labels: [], word };
    this.#panels.set(group, panel);
    return panel;
  }

  #show({ lane, axis, width, height }: LaneOverlay, panel: Panel): void {
    const { floor, ceiling } = this.#store.colours.value;
    const { dpr } = this.#store.screen.value;
    const wide = Math.round(Math.min(WIDTH, width * MOST_PART));
    const spectrum = this.#store.selection.value ? this.#source.of(lane.key) : null;
    const left = width - wide;
    const xOfLevel = (level: number): number =>
      width - wide * Math.min(Math.max((level - floor) / (ceiling - floor), 0), 1);
    setAttribute(panel.back, 'x', String(left));
    setAttribute(panel.back, 'width', String(wide));
    setAttribute(panel.back, 'height', String(height));
    panel.group.classList.toggle('stale', spectrum?.stale ?? false);
    const rows = Math.max(1, Math.round(height * dpr));
    const points: string[] = [];
    if (spectrum) {
      const levels = rowLevels(mapRows({ ...axis, rows }, spectrum.bins.length, spectrum.binHz), spectrum.bins);
      levels.forEach((level, row) => {
        // Where there is no level there is no curve to be drawn: it lies at the floor.
        const x = xOfLevel(Number.isNaN(level) ? floor : level);
        points.push(`${x.toFixed(1)} ${(height - (row + 0.5) / dpr).toFixed(2)}`);
      });
    }
    const d = points.length > 0 ? `M${points.join('L')}` : '';
    panel.curve.set(d);
    setAttribute(panel.fill, 'd', d && `M${width} ${height}L${points.join('L')}L${width} 0Z`);
    this.#ticks(panel, floor, ceiling, wide, height, xOfLevel);
    panel.word.textContent = this.#store.selection.value ? (spectrum ? '' : '…') : 'Select a part';
    setAttribute(panel.word, 'x', String(left + wide / 2));
    setAttribute(panel.word, 'y', String(height / 2));
  }

  #ticks(
    panel: Panel,
    floor: number,
    ceiling: number,
    wide: number,
    height: number,
    xOf: (level: number) => number,
  ): void {
    const levels = levelTicks(floor, ceiling, wide);
    const foot = height >= LABELS_FROM ? height - FOOT : height;
    setAttribute(panel.grid, 'd', levels.map((level) => `M${xOf(level)} 0V${foot}`).join(''));
    const labelled = height >= LABELS_FROM ? levels : [];
    for (const label of panel.labels.splice(labelled.length)) label.remove();
    labelled.forEach((level, index) => {
      const label = panel.labels[index] ?? panel.group.appendChild(svgElement('text', { class: 'level-label' }));
      panel.labels[index] = label;
      const text = index === labelled.length - 1 ? `${formatDb(level, 0)} dBFS` : formatDb(level, 0);
      if (label.textContent !== text) label.textContent = text;
      setAttribute(label, 'x', String(xOf(level)));
      setAttribute(label, 'y', String(height - 3));
    });
  }
}

/** Round levels inside the range, from the lowest up, so far apart that their labels find room. */
export function levelTicks(floor: number, ceiling: number, width: number): number[] {
  const step = [5, 10, 20, 50, 100].find((each) => (each / (ceiling - floor)) * width >= LABEL_GAP) ?? 200;
  const found: number[] = [];
  const margin = (LABEL_GAP / 2 / width) * (ceiling - floor);
  for (let level = Math.ceil((floor + margin) / step) * step; level <= ceiling - margin; level += step)
    found.push(level);
  return found;
}
