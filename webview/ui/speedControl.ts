import type { Scope } from '../../src/core/util/scope.ts';
import { commonSpeeds, parseSpeed, type Sound } from '../editor/sound.ts';
import { MAX_SPEED, MIN_SPEED } from '../engine/types.ts';
import type { Store } from '../store.ts';
import { checkRow, dropButton, numberSlider } from './controls.ts';
import { el, listen, setAttribute, setText } from './dom.ts';
import { Popover } from './popover.ts';
import { formatSpeed } from '../../src/core/picture/axes/units.ts';

/** The stretcher takes no more channels. */
const MOST_STRETCHED = 8;
const OCTAVE_MARKS = [0.25, 0.5, 1, 2, 4] as const;

/** The speed as a button; under it common speeds, a slider, a typed value, pitch, direction and what Stop does. */
export class SpeedControl {
  readonly element: HTMLElement;
  #store: Store;
  #button: HTMLButtonElement;
  #text = el('span');
  #presets: HTMLButtonElement[];
  #slider;
  #pitch;
  #reverse;
  #returns;

  constructor(scope: Scope, store: Store, sound: Sound) {
    this.#store = store;
    this.#button = dropButton(scope, 'speed', this.#text);
    const popover = new Popover(scope, 'speed-panel', 'Speed and direction', 336);
    popover.attach(scope, this.#button);
    listen(scope, this.#button, 'dblclick', () => sound.setSpeed(1));
    this.#presets = commonSpeeds.map((speed) => {
      const button = el('button', { type: 'button', 'aria-pressed': 'false' }, `${speed}×`);
      listen(scope, button, 'click', () => sound.setSpeed(speed));
      return button;
    });
    this.#slider = numberSlider(scope, {
      id: 'speed-slider',
      label: 'Speed',
      min: Math.log2(MIN_SPEED),
      max: Math.log2(MAX_SPEED),
      step: 0.05,
      marks: OCTAVE_MARKS.map((speed) => ({ at: Math.log2(speed), label: `${speed}` })),
      reset: 1,
      parse: parseSpeed,
      toSlider: Math.log2,
      fromSlider: (position) => 2 ** position,
      set: (speed) => sound.setSpeed(speed),
    });
    this.#pitch = checkRow(scope, 'keep-pitch', 'Keep pitch', (keep) => sound.setKeepPitch(keep));
    this.#reverse = checkRow(scope, 'reverse', 'Play backwards', (on) => store.reverse.set(on));
    this.#returns = checkRow(scope, 'return-on-stop', 'Stop goes back to where playing began', (on) =>
      store.returnOnStop.set(on),
    );
    popover.panel.append(
      el('div', { class: 'presets', role: 'group', 'aria-label': 'Common speeds' }, ...this.#presets),
      this.#slider.element,
      el('div', { class: 'checks' }, this.#pitch.element, this.#reverse.element, this.#returns.element),
    );
    this.element = el('div', { class: 'speed' }, this.#button, popover.panel);
    for (const signal of [store.speed, store.speedMode, store.reverse, store.returnOnStop, store.file]) {
      scope.add(signal.on(() => this.#update()));
    }
    this.#update();
  }

  #update(): void {
    const { speed, speedMode, reverse, returnOnStop, file } = this.#store;
    const words = formatSpeed(speed.value);
    const keeps = speedMode.value === 'pitch';
    setText(this.#text, reverse.value ? `\u25c2 ${words}` : words);
    const about = [`Speed ${words}`, keeps ? 'pitch kept' : 'pitch follows', ...(reverse.value ? ['backwards'] : [])];
    setAttribute(this.#button, 'title', `${about.join(', ')}. Double click for 1.00×`);
    setAttribute(this.#button, 'aria-label', about.join(', '));
    this.#button.classList.toggle('altered', speed.value !== 1 || reverse.value);
    this.#presets.forEach((button, i) => setAttribute(button, 'aria-pressed', String(commonSpeeds[i] === speed.value)));
    this.#slider.show(speed.value, words);
    const many = (file.value?.info.channels ?? 0) > MOST_STRETCHED;
    this.#pitch.box.disabled = many;
    this.#pitch.show(keeps && !many, many ? `up to ${MOST_STRETCHED} channels` : '');
    this.#reverse.show(reverse.value);
    this.#returns.show(returnOnStop.value);
  }
}
