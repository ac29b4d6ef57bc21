import { eqPresets } from '../../src/core/engine/eqPresets.ts';
import type { EqBand } from '../../src/core/engine/lens.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { checkRow } from '../ui/controls.ts';
import { el, keepKeys, listen, setAttribute } from '../ui/dom.ts';
import type { EqControl } from './eqControl.ts';

const OWN = '';
/** Where the voice lies, to begin with. */
const FIRST_RANGE = { low: 300, high: 3000 } as const;

/** A and B to compare the file as it is with what the equaliser makes of it, presets, equal loudness, and a range alone. */
export class EqHead {
  readonly element: HTMLElement;
  #control: EqControl;
  #without: HTMLButtonElement;
  #with: HTMLButtonElement;
  #presets = el('select', { 'aria-label': 'Preset' });
  #own = el('option', { value: OWN }, 'Own bands');
  #match: ReturnType<typeof checkRow>;
  #range: ReturnType<typeof checkRow>;

  constructor(scope: Scope, control: EqControl) {
    this.#control = control;
    const choice = (letter: string, words: string, hint: string, on: boolean): HTMLButtonElement => {
      const attributes = { type: 'button', title: hint, 'aria-label': `${letter}, ${words}` };
      const button = el('button', attributes, el('b', {}, letter), ' ', el('span', {}, words));
      keepKeys(scope, button, [' ', 'Enter']);
      listen(scope, button, 'click', () => control.setOn(on));
      return button;
    };
    this.#without = choice('A', 'Original', 'Hear the file as it is', false);
    this.#with = choice('B', 'Equalized', 'Hear the file through the equalizer', true);
    const names = eqPresets.map(({ name, use }) => el('option', { value: name, title: use }, name));
    this.#presets.append(this.#own, ...names);
    listen(scope, this.#presets, 'change', () => this.#choose(this.#presets.value));
    listen(scope, this.#presets, 'keydown', (event) => event.key !== 'Escape' && event.stopPropagation());
    this.#match = checkRow(scope, 'eq-match', 'Equal loudness', (match) => control.setMatchLoudness(match));
    this.#match.element.title = 'What the filters add or take is made up for, so that A and B sound equally loud';
    this.#range = checkRow(scope, 'eq-range', 'One range only', (on) => control.hearOnly(on ? FIRST_RANGE : null));
    this.#range.element.title = 'Hear one range of frequencies alone; or Shift and drag in the plot';
    for (const { box } of [this.#match, this.#range]) keepKeys(scope, box, [' ']);
    const compare = { class: 'compare', role: 'group', 'aria-label': 'Compare' };
    this.element = el(
      'div',
      { class: 'eq-head' },
      el('div', compare, this.#without, this.#with),
      this.#presets,
      this.#match.element,
      this.#range.element,
    );
  }

  update(): void {
    const { eq } = this.#control;
    setAttribute(this.#without, 'aria-pressed', String(!eq.on));
    setAttribute(this.#with, 'aria-pressed', String(eq.on));
    this.#match.show(eq.matchLoudness);
    this.#range.show(this.#control.range !== null);
    const preset = eqPresets.find(({ bands }) => sameBands(bands, eq.bands));
    this.#own.hidden = preset !== undefined;
    this.#presets.value = preset?.name ?? OWN;
    setAttribute(this.#presets, 'title', preset?.use ?? 'Presets');
  }

  #choose(name: string): void {
    const preset = eqPresets.find((each) => each.name === name);
    if (!preset) return;
    this.#control.setBands(preset.bands);
    // Nothing is changed by no bands.
    if (preset.bands.length === 0) this.#control.setOn(false);
  }
}

function sameBands(a: readonly EqBand[], b: readonly EqBand[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
