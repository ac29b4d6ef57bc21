import type { Store } from '../store.ts';
import { el } from './dom.ts';
import { unitButton } from './laneRail.ts';
import { loudnessScaleChoices } from './loudnessScale.ts';
import { openMenu } from './popupMenu.ts';

/** Under the lanes, on their axis: scale, curves, and at the right the key with the values of the moment. */
export interface LoudnessLane {
  readonly element: HTMLElement;
  readonly rail: HTMLCanvasElement;
  /** Where the gestures of the time axis are heard too. */
  readonly area: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly key: HTMLElement;
}

export function createLoudnessLane(): LoudnessLane {
  const rail = el('canvas', { class: 'rail', 'aria-hidden': 'true' });
  const canvas = el('canvas', {}, 'Momentary, short-term and integrated loudness over time');
  const area = el('div', { class: 'loudness-picture' }, canvas);
  const key = el('div', { class: 'loudness-key', role: 'group', 'aria-label': 'Loudness, LUFS' });
  const element = el('div', { id: 'loudness', role: 'group', 'aria-label': 'Loudness', hidden: '' }, rail, area, key);
  return { element, rail, area, canvas, key };
}

/** The unit in the rail, which opens the menu of scales. */
export function dressLoudnessRail({ element, rail }: LoudnessLane, store: Store): void {
  const open = (x: number, y: number): void => {
    const items = loudnessScaleChoices.map(({ value, words, about }) => ({
      words: `${words}: ${about.split(',')[0]}`,
      checked: store.loudnessScale.value === value,
      run: () => store.loudnessScale.set(value),
    }));
    openMenu('Loudness scale', items, x, y);
  };
  const button = unitButton('loudness-unit', 'LUFS', 'Loudness scale', open);
  element.insertBefore(button, rail.nextSibling);
  const update = (): void => {
    const { about } = loudnessScaleChoices.find(({ value }) => value === store.loudnessScale.value)!;
    button.title = `Loudness scale: ${about}. What is beyond runs along the edge, silence out of the picture`;
  };
  store.loudnessScale.on(update);
  update();
  rail.addEventListener('contextmenu', (event) => {
    event.preventDefault();
    open(event.clientX, event.clientY);
  });
}
