import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { el, icon, keepKeys, listen, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';
import { Popover } from './popover.ts';
import { smpteRates } from '../../src/core/picture/axes/smpte.ts';
import {
  barLimits,
  formatTime,
  lowerFormat,
  smpteRate,
  tempoLimits,
  type TimeFormat,
  type TimeUnit,
  timeUnits,
  unitName,
} from '../../src/core/picture/axes/timeFormat.ts';

const names: Readonly<Record<TimeUnit, string>> = {
  clock: 'h:m:s.ms',
  seconds: 'Seconds',
  samples: 'Frames',
  smpte: 'SMPTE',
  beats: 'Beats',
};

/** What the ruler's corner holds besides the button. */
export interface RulerCorner {
  readonly element: HTMLElement;
  /** Unit of the second row. */
  readonly lower: HTMLElement;
  /** Unit of the minimap. */
  readonly minimap: HTMLElement;
}

/** The corner of the ruler is a button that says the unit of time; under it all units, frame rates, tempo and bar. */
export function timeMenu(scope: Scope, store: Store, corner: RulerCorner): void {
  const text = el('span');
  const button = el('button', { id: 'time-unit', type: 'button' }, text, icon(icons.chevronDown));
  keepKeys(scope, button, [' ', 'Enter']);
  const popover = new Popover(scope, 'time-panel', 'Unit of time', 280);
  popover.attach(scope, button);
  const set = (change: Partial<TimeFormat>): void => store.timeFormat.set({ ...store.timeFormat.value, ...change });

  const rows = timeUnits.map((unit) => {
    const radio = el('input', { type: 'radio', name: 'time-unit', value: unit, 'aria-label': names[unit] });
    const example = el('span', { class: 'example', 'aria-hidden': 'true' });
    const element = el('label', { class: 'unit-row' }, radio, el('span', {}, names[unit]), example);
    listen(scope, radio, 'change', () => set({ unit }));
    return { unit, radio, example, element };
  });
  const rate = el('select', { 'aria-label': 'Frames a second' });
  rate.append(...smpteRates.map(({ name }, index) => el('option', { value: String(index) }, `${name} fps`)));
  listen(scope, rate, 'change', () => set({ unit: 'smpte', smpte: Number(rate.value) }));
  const tempo = number(scope, 'Beats a minute', tempoLimits, 'any', (value) => set({ unit: 'beats', tempo: value }));
  const bar = number(scope, 'Beats a bar', barLimits, '1', (value) =>
    set({ unit: 'beats', beatsPerBar: Math.round(value) }),
  );
  const drop = el('p', { class: 'hint' }, 'DF: drop frame, keeps step with the clock');
  popover.panel.append(
    ...rows.slice(0, 4).map(({ element }) => element),
    el('div', { class: 'unit-detail' }, rate, drop),
    rows[4]!.element,
    el('div', { class: 'unit-detail' }, tempo, 'a minute,', bar, 'a bar'),
  );
  corner.element.prepend(button);
  corner.element.append(popover.panel);

  const update = (): void => {
    const format = store.timeFormat.value;
    const name = unitName(format);
    setText(text, name);
    setText(corner.minimap, name);
    setText(corner.lower, unitName(lowerFormat(format)));
    setAttribute(button, 'aria-label', `Unit of time: ${name}`);
    setAttribute(button, 'title', 'Unit of time (T for the next one)');
    const sampleRate = store.file.value?.info.sampleRate ?? 48000;
    for (const { unit, radio, example } of rows) {
      radio.checked = unit === format.unit;
      setText(example, formatTime(store.position.value, sampleRate, { ...format, unit }));
    }
    rate.value = String(smpteRates.indexOf(smpteRate(format.smpte)));
    if (document.activeElement !== tempo) tempo.value = String(format.tempo);
    if (document.activeElement !== bar) bar.value = String(format.beatsPerBar);
  };
  scope.add(store.timeFormat.on(update));
  listen(scope, button, 'click', update);
  update();
}

function number(
  scope: Scope,
  words: string,
  { least, most }: { least: number; most: number },
  step: string,
  set: (value: number) => void,
): HTMLInputElement {
  const attributes = { type: 'number', min: String(least), max: String(most), step, 'aria-label': words, title: words };
  const input = el('input', attributes);
  listen(scope, input, 'input', () => {
    const value = input.valueAsNumber;
    if (Number.isFinite(value) && value >= least && value <= most) set(value);
  });
  // What is out of bounds is not kept: the nearest that is possible is.
  listen(scope, input, 'change', () => {
    const value = input.valueAsNumber;
    if (Number.isFinite(value)) set(Math.min(Math.max(value, least), most));
    input.value = input.value === '' ? '' : String(Math.min(Math.max(value, least), most));
  });
  return input;
}
