import type { FrequencyAxis } from '../../src/core/spectrogram/frequencyScale.ts';
import { partOfFrequency } from '../../src/core/spectrogram/frequencyScale.ts';
import type { Store } from '../store.ts';
import { el } from '../ui/dom.ts';
import type { Lane, LaneSet } from '../ui/lanes.ts';

const groupNames = ['pitch', 'averaged', 'harmonics'] as const;
type OverlayGroup = (typeof groupNames)[number];

/** What lies over the spectrogram of one lane, CSS pixels from its upper left corner. */
export interface LaneOverlay {
  readonly lane: Lane;
  readonly element: HTMLElement;
  /** From the lowest to the uppermost. */
  readonly groups: Readonly<Record<OverlayGroup, SVGGElement>>;
  readonly width: number;
  readonly height: number;
  readonly axis: FrequencyAxis;
}

type Elements = Pick<LaneOverlay, 'element' | 'groups'>;

type Groups = [SVGGElement, SVGGElement, SVGGElement];

const SVG = 'http://www.w3.org/2000/svg';

export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** The overlays of the lanes whose spectrograms are in sight; each is made when something first lies over its lane. */
export class LaneOverlays {
  #store: Store;
  #lanes: LaneSet;
  #made = new WeakMap<Lane, Elements>();

  constructor(store: Store, lanes: LaneSet) {
    this.#store = store;
    this.#lanes = lanes;
  }

  inSight(): LaneOverlay[] {
    const { file, pictures, screen } = this.#store;
    if (!file.value || pictures.value.show === 'waveform') return [];
    const axis = this.#store.frequencyAxis();
    const { width, dpr } = screen.value;
    return this.#lanes
      .inSight()
      .filter(({ spectrogram }) => spectrogram.sized)
      .map((lane) => ({ lane, ...this.#of(lane), axis, width, height: lane.spectrogram.height / dpr }));
  }

  #of(lane: Lane): Elements {
    const known = this.#made.get(lane);
    if (known) return known;
    const svg = svgElement('svg', { 'aria-hidden': 'true' });
    const [pitch, averaged, harmonics] = groupNames.map((name) => svgElement('g', { class: name })) as Groups;
    svg.append(pitch, averaged, harmonics);
    const element = el('div', { class: 'spectrum-overlay' }, svg);
    lane.element.append(element);
    const made = { element, groups: { pitch, averaged, harmonics } };
    this.#made.set(lane, made);
    return made;
  }
}

/** CSS pixels from the upper edge. */
export function yOf({ axis, height }: Pick<LaneOverlay, 'axis' | 'height'>, hertz: number): number {
  return (1 - partOfFrequency(axis, hertz)) * height;
}
