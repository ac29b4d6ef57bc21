import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { snapPixel } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { setAttribute } from '../ui/dom.ts';
import type { LaneSet } from '../ui/lanes.ts';
import { type LaneOverlay, type LaneOverlays, svgElement, yOf } from './laneOverlays.ts';
import { HaloPath } from './haloPath.ts';

/** Lines nearer to one another say nothing, numbers cannot be read, CSS pixels. */
const LEAST_GAP = 3;
const NUMBER_GAP = 12;
const NUMBER_ASIDE = 6;

export interface Harmonic {
  readonly number: number;
  readonly y: number;
  readonly labelled: boolean;
}

/** Multiples of a frequency from the lower edge of a picture to the upper, as far as they can be told apart. */
export function harmonicsOf(place: Pick<LaneOverlay, 'axis' | 'height'>, hertz: number): Harmonic[] {
  const found: Harmonic[] = [];
  const { low, high } = place.axis;
  if (!(hertz > 0)) return found;
  let [last, lastLabel] = [Infinity, Infinity];
  for (let number = Math.max(1, Math.ceil(low / hertz - 1e-9)); number * hertz <= high; number++) {
    const y = yOf(place, number * hertz);
    if (last - y < LEAST_GAP) break;
    const labelled = lastLabel - y >= NUMBER_GAP && y >= NUMBER_GAP / 2 && y <= place.height - NUMBER_GAP / 2;
    if (labelled) lastLabel = y;
    last = y;
    found.push({ number, y, labelled });
  }
  return found;
}

/** The harmonic cursor: a line in all lanes at each multiple of the pointer's frequency, numbered. */
export class HarmonicsLayer implements Layer {
  readonly name = 'harmonics';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #overlays: LaneOverlays;
  #drawn = new Map<SVGGElement, { path: HaloPath; numbers: SVGTextElement[] }>();

  constructor(store: Store, overlays: LaneOverlays, lanes: LaneSet) {
    this.#store = store;
    this.#overlays = overlays;
    const { pointer, extras, frequencies, pictures, file, screen, laneSizes } = store;
    this.dirtiedBy = [pointer, extras, frequencies, pictures, file, screen, laneSizes, store.lanes, lanes.scrolled];
  }

  draw(): void {
    const { pointer, extras } = this.#store;
    const { frequency = null, x = 0 } = pointer.value ?? {};
    const seen = extras.value.harmonics && frequency !== null ? this.#overlays.inSight() : [];
    const kept = new Set(seen.map(({ groups }) => groups.harmonics));
    for (const [group, { path, numbers }] of this.#drawn) {
      if (kept.has(group)) continue;
      path.remove();
      for (const number of numbers) number.remove();
      this.#drawn.delete(group);
    }
    for (const overlay of seen) this.#show(overlay, frequency!, x);
  }

  #show(overlay: LaneOverlay, hertz: number, x: number): void {
    const { width } = overlay;
    const group = overlay.groups.harmonics;
    const { dpr } = this.#store.screen.value;
    let drawn = this.#drawn.get(group);
    if (!drawn) this.#drawn.set(group, (drawn = { path: new HaloPath(group, 'harmonic'), numbers: [] }));
    const found = harmonicsOf(overlay, hertz);
    // On the middle of a device pixel a line of one is one.
    const line = ({ y }: Harmonic): string => `M0 ${snapPixel(y - 0.5 / dpr, dpr) + 0.5 / dpr}H${width}`;
    drawn.path.set(found.map(line).join(''));
    const labelled = found.filter((each) => each.labelled);
    for (const number of drawn.numbers.splice(labelled.length)) number.remove();
    // At the right edge they stand left of the pointer.
    const before = x > width - 40;
    labelled.forEach(({ number, y }, index) => {
      const text = drawn.numbers[index] ?? group.appendChild(svgElement('text', { class: 'harmonic-number' }));
      drawn.numbers[index] = text;
      if (text.textContent !== String(number)) text.textContent = String(number);
      setAttribute(text, 'x', String(before ? x - NUMBER_ASIDE : x + NUMBER_ASIDE));
      setAttribute(text, 'y', y.toFixed(1));
      setAttribute(text, 'text-anchor', before ? 'end' : 'start');
    });
  }
}
