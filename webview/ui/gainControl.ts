import type { Scope } from '../../src/core/util/scope.ts';
import { parseDb, SILENT_DB, type Sound } from '../editor/sound.ts';
import { MAX_GAIN_DB } from '../engine/types.ts';
import type { Store } from '../store.ts';
import { dropButton, iconButton, numberSlider } from './controls.ts';
import { el, icon, listen, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';
import { Popover } from './popover.ts';
import { formatDb, formatGain } from '../../src/core/picture/axes/units.ts';

const MARKS = [-60, -40, -20, 0, 12, 24] as const;

/** Mute and volume: the value as a button, under it a slider from silence to +24 dB, and the limiter's lamp beside it. */
export class GainControl {
  readonly element: HTMLElement;
  #store: Store;
  #mute: HTMLButtonElement;
  #button: HTMLButtonElement;
  #text = el('span');
  #slider;
  #lamp = el('span', { id: 'limiter', hidden: '' }, 'LIM');

  constructor(scope: Scope, store: Store, sound: Sound) {
    this.#store = store;
    this.#mute = iconButton(scope, 'mute', 'Mute', icons.unmute, () => sound.toggleMute());
    this.#button = dropButton(scope, 'gain', this.#text);
    const popover = new Popover(scope, 'gain-panel', 'Volume', 300);
    popover.attach(scope, this.#button);
    listen(scope, this.#button, 'dblclick', () => sound.setGain(0));
    this.#slider = numberSlider(scope, {
      id: 'volume',
      label: 'Volume',
      min: SILENT_DB,
      max: MAX_GAIN_DB,
      step: 0.5,
      marks: MARKS.map((db) => ({ at: db, label: db === SILENT_DB ? '\u2212∞' : formatGain(db, 0) })),
      reset: 0,
      parse: parseDb,
      toSlider: (db) => db,
      fromSlider: (db) => db,
      set: (db) => sound.setGain(db),
    });
    const hint = 'Above 0 dB a limiter keeps the sound below full scale.';
    popover.panel.append(this.#slider.element, el('p', { class: 'hint' }, hint));
    this.element = el('div', { class: 'volume' }, this.#mute, this.#button, popover.panel, this.#lamp);
    scope.add(store.gainDb.on(() => this.#update()));
    this.#update();
  }

  /** Its gain now; 1 when it does nothing. */
  showLimiter(gain: number): void {
    const works = gain < 0.999;
    this.#lamp.hidden = !works && this.#store.gainDb.value <= 0;
    if (!works && this.#lamp.dataset['on'] === 'false') return;
    this.#lamp.dataset['on'] = String(works);
    const words = works ? `takes ${formatDb(-20 * Math.log10(gain))} dB away` : 'does nothing now';
    setAttribute(this.#lamp, 'title', `The limiter ${words}`);
  }

  #update(): void {
    const db = this.#store.gainDb.value;
    const silent = db <= SILENT_DB;
    const text = `${silent ? '\u2212∞' : formatGain(db)} dB`;
    setText(this.#text, text);
    this.#slider.show(db, text);
    setAttribute(this.#slider.slider, 'aria-valuetext', silent ? 'Silent' : text);
    setAttribute(this.#button, 'title', `Volume ${text}. Double click for 0 dB`);
    setAttribute(this.#button, 'aria-label', `Volume ${text}`);
    this.#button.classList.toggle('altered', db !== 0);
    setAttribute(this.#mute, 'aria-pressed', String(silent));
    if (this.#mute.dataset['silent'] !== String(silent)) {
      this.#mute.dataset['silent'] = String(silent);
      this.#mute.replaceChildren(icon(silent ? icons.mute : icons.unmute));
    }
    this.showLimiter(1);
  }
}
