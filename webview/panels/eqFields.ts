import { EQ_BANDS, type EqBand, type EqKind, eqKinds } from '../../src/core/engine/lens.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { el, icon, keepKeys, listen, setAttribute, setText } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { roundTo } from '../../src/core/picture/axes/units.ts';
import type { EqControl } from './eqControl.ts';
import { freeFrequency, hasGain, highestHz, kindNames, LEAST_Q, LOWEST_HZ, MOST_GAIN_DB, MOST_Q } from './eqModel.ts';
import { numberField, setNumber } from './numberField.ts';

/** The selected band in numbers, and the buttons that add and remove one. */
export class EqFields {
  readonly element: HTMLElement;
  #control: EqControl;
  #name = el('span', { class: 'band-name' });
  #kind = el('select', { 'aria-label': 'Kind' });
  #frequency: HTMLInputElement;
  #gain: HTMLInputElement;
  #q: HTMLInputElement;
  #on: HTMLButtonElement;
  #remove: HTMLButtonElement;
  #add: HTMLButtonElement;

  constructor(scope: Scope, control: EqControl, focusPoint: (index: number) => void) {
    this.#control = control;
    const edit = (change: Partial<EqBand>): void => control.edit(control.selected.value, change);
    this.#kind.append(...eqKinds.map((kind) => el('option', { value: kind }, kindNames[kind])));
    listen(scope, this.#kind, 'change', () => control.setKind(control.selected.value, this.#kind.value as EqKind));
    listen(scope, this.#kind, 'keydown', (event) => event.key !== 'Escape' && event.stopPropagation());
    this.#frequency = numberField(scope, 'Frequency', 'Hz', LOWEST_HZ, (frequency) => edit({ frequency }));
    this.#gain = numberField(scope, 'Gain', 'dB', -MOST_GAIN_DB, (gainDb) => edit({ gainDb }));
    this.#q = numberField(scope, 'Q', '', LEAST_Q, (q) => edit({ q }));
    this.#gain.max = String(MOST_GAIN_DB);
    this.#gain.step = '0.1';
    this.#q.max = String(MOST_Q);
    this.#q.step = '0.1';

    const button = (words: string, svg: string, run: () => void): HTMLButtonElement => {
      const attributes = { type: 'button', class: 'icon-button', title: words, 'aria-label': words };
      const made = el('button', attributes, icon(svg));
      keepKeys(scope, made, [' ', 'Enter']);
      listen(scope, made, 'click', run);
      return made;
    };
    this.#on = el('button', { type: 'button', class: 'switch', role: 'switch', 'aria-label': 'Band on' });
    keepKeys(scope, this.#on, [' ', 'Enter']);
    listen(scope, this.#on, 'click', () => edit({ on: !this.#band?.on }));
    this.#add = button('Add a band', icons.add, () => {
      control.add(freeFrequency(control.eq.bands, highestHz(control.nyquist)), 0);
      focusPoint(control.selected.value);
    });
    this.#remove = button('Remove this band', icons.trash, () => control.remove(control.selected.value));
    const labelled = (words: string, input: HTMLElement, unit = ''): HTMLElement =>
      el(
        'label',
        { class: 'field' },
        el('span', { class: 'label' }, words),
        input,
        el('span', { class: 'unit' }, unit),
      );
    this.element = el(
      'div',
      { class: 'eq-fields', role: 'group', 'aria-label': 'Selected band' },
      this.#on,
      this.#name,
      this.#kind,
      labelled('', this.#frequency, 'Hz'),
      labelled('', this.#gain, 'dB'),
      labelled('Q', this.#q),
      this.#remove,
      this.#add,
    );
  }

  get #band(): EqBand | undefined {
    return this.#control.eq.bands[this.#control.selected.value];
  }

  update(): void {
    const band = this.#band;
    const count = this.#control.eq.bands.length;
    setText(this.#name, band ? `Band ${this.#control.selected.value + 1}` : 'No band');
    for (const part of [this.#kind, this.#frequency, this.#gain, this.#q, this.#on, this.#remove])
      part.disabled = !band;
    this.#add.disabled = count >= EQ_BANDS;
    setAttribute(this.#add, 'title', count >= EQ_BANDS ? `No more than ${EQ_BANDS} bands` : 'Add a band');
    setAttribute(this.#on, 'aria-checked', String(band?.on ?? false));
    if (!band) return;
    this.#kind.value = band.kind;
    this.#gain.disabled = !hasGain(band.kind);
    this.#frequency.max = String(highestHz(this.#control.nyquist));
    setNumber(this.#frequency, roundTo(band.frequency, 3));
    setNumber(this.#gain, band.gainDb);
    setNumber(this.#q, roundTo(band.q, 3));
  }
}
