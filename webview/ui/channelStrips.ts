import type { Scope } from '../../src/core/util/scope.ts';
import { isSilenced, parseDb, plainStrip, SILENT_DB, type Sound, stripOf } from '../editor/sound.ts';
import { MAX_GAIN_DB } from '../engine/types.ts';
import type { Store } from '../store.ts';
import { numberSlider } from './controls.ts';
import { el, setAttribute, setText } from './dom.ts';
import type { Lane } from './lane.ts';
import { keepKeysOf } from './laneRail.ts';
import { Popover } from './popover.ts';
import { formatGain } from '../../src/core/picture/axes/units.ts';

interface Strip {
  readonly lane: HTMLElement;
  readonly name: string;
  readonly title: HTMLButtonElement;
  readonly mute: HTMLButtonElement;
  readonly solo: HTMLButtonElement;
}

/** In the rail of each lane: its name, which opens gain and pan, and where there is more than one channel mute and solo. */
export class ChannelStrips {
  #store: Store;
  #sound: Sound;
  #strips = new Map<number, Strip>();
  #popover: Popover;
  #heading = el('h2');
  #gain;
  #pan;
  /** Whose gain and pan the panel shows. */
  #channel = 0;

  constructor(scope: Scope, store: Store, sound: Sound) {
    this.#store = store;
    this.#sound = sound;
    this.#popover = new Popover(scope, 'strip-panel', 'Gain and pan of the channel', 320);
    this.#gain = numberSlider(scope, {
      id: 'strip-gain',
      label: 'Gain of the channel',
      caption: 'Gain',
      min: SILENT_DB,
      max: MAX_GAIN_DB,
      step: 0.5,
      marks: [-60, -40, -20, 0, 12, 24].map((db) => ({ at: db, label: dbMark(db) })),
      reset: 0,
      parse: parseDb,
      toSlider: (db) => db,
      fromSlider: (db) => db,
      set: (gainDb) => sound.setStrip(this.#channel, { gainDb }),
    });
    this.#pan = numberSlider(scope, {
      id: 'strip-pan',
      label: 'Pan of the channel',
      caption: 'Pan',
      min: -100,
      max: 100,
      step: 1,
      marks: [-100, 0, 100].map((at) => ({ at, label: ['L', 'C', 'R'][Math.sign(at) + 1]! })),
      reset: 0,
      parse: parsePan,
      toSlider: (pan) => Math.round(pan * 100),
      fromSlider: (percent) => percent / 100,
      set: (pan) => sound.setStrip(this.#channel, { pan }),
    });
    const rows = [this.#heading, this.#gain.element, this.#pan.element];
    this.#popover.panel.append(...rows);
    document.getElementById('app')?.append(this.#popover.panel);
    scope.add(store.mix.on(() => this.#update()));
  }

  /** For the lane of a channel that has just been made: what stands in its rail. solo: shows only this lane. */
  dress(lane: Lane, solo: () => void): void {
    if (lane.channel === null) return;
    if (this.#popover.open && this.#channel === lane.channel) this.#popover.panel.hidePopover();
    const several = (this.#store.file.value?.info.channels ?? 1) > 1;
    const strip = this.#strip(lane, lane.channel, several, solo);
    this.#strips.set(lane.channel, strip);
    this.#show(strip, lane.channel);
  }

  #strip({ element, head, name }: Lane, channel: number, several: boolean, showOnly: () => void): Strip {
    const title = el('button', { type: 'button', class: 'name' }, name);
    title.popoverTargetElement = this.#popover.panel;
    title.setAttribute('aria-haspopup', 'dialog');
    title.addEventListener('click', (event) => {
      // Open for another lane already: it only moves here.
      if (this.#popover.open && this.#channel !== channel) event.preventDefault();
      this.#channel = channel;
      this.#popover.place(title, 'beside');
      this.#update();
    });
    title.addEventListener('dblclick', () => {
      if (this.#popover.open) this.#popover.panel.hidePopover();
      showOnly();
    });
    const toggle = (letter: string, words: string, key: 'mute' | 'solo'): HTMLButtonElement => {
      const attributes = {
        type: 'button',
        class: 'strip-toggle',
        'aria-label': `${words} ${name}`,
        title: `${words} ${name}`,
      };
      const button = el('button', attributes, letter);
      button.addEventListener('click', () => {
        this.#sound.setStrip(channel, { [key]: !stripOf(this.#store.mix.value, channel)[key] });
      });
      return button;
    };
    const mute = toggle('M', 'Mute', 'mute');
    const solo = toggle('S', 'Solo', 'solo');
    const buttons = several ? [title, mute, solo] : [title];
    for (const button of buttons) keepKeysOf(button);
    head.append(el('div', { class: 'strip', role: 'group', 'aria-label': `Channel ${name}` }, ...buttons));
    return { lane: element, name, title, mute, solo };
  }

  #update(): void {
    const mix = this.#store.mix.value;
    this.#strips.forEach((strip, channel) => this.#show(strip, channel));
    const strip = stripOf(mix, this.#channel);
    setText(this.#heading, `Channel ${this.#strips.get(this.#channel)?.name ?? ''}`);
    this.#gain.show(strip.gainDb, dbText(strip.gainDb));
    this.#pan.show(strip.pan, panText(strip.pan));
  }

  #show({ lane, name, title, mute, solo }: Strip, channel: number): void {
    const mix = this.#store.mix.value;
    const strip = stripOf(mix, channel);
    setAttribute(mute, 'aria-pressed', String(strip.mute));
    setAttribute(solo, 'aria-pressed', String(strip.solo));
    lane.classList.toggle('silenced', isSilenced(mix, channel));
    const altered = strip.gainDb !== plainStrip.gainDb || strip.pan !== plainStrip.pan;
    title.classList.toggle('altered', altered);
    const words = `Gain ${dbText(strip.gainDb)}, pan ${panText(strip.pan)}`;
    setAttribute(title, 'title', `${name}: ${words}. Click to change, double click to show only this lane`);
    setAttribute(title, 'aria-label', `${name}: ${words}`);
  }
}

const dbMark = (db: number): string => (db <= SILENT_DB ? '\u2212∞' : formatGain(db, 0));
const dbText = (db: number): string => `${db <= SILENT_DB ? '\u2212∞' : formatGain(db)} dB`;

/** C, L 30, R 100: percent to one side. */
export function panText(pan: number): string {
  const percent = Math.round(pan * 100);
  return percent === 0 ? 'C' : `${percent < 0 ? 'L' : 'R'} ${Math.abs(percent)}`;
}

/** `C`, `L30`, `30 r`, `-30`; null for anything else. */
export function parsePan(text: string): number | null {
  const plain = text.trim().toUpperCase().replaceAll('\u2212', '-').replace(/\s*%$/, '');
  if (plain === 'C') return 0;
  const match = /^([LR]?)\s*([+-]?\d+(?:\.\d+)?)\s*([LR]?)$/.exec(plain);
  if (!match || (match[1] && match[3])) return null;
  const side = match[1] || match[3];
  const percent = Number(match[2]);
  return Math.min(Math.max((side === 'L' ? -Math.abs(percent) : percent) / 100, -1), 1);
}
