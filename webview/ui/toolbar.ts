import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { el, icon, keepKeys, listen, setAttribute, setText } from './dom.ts';
import { fileFacts, formatWords, rateNote, soundFacts } from './facts.ts';
import { icons } from './icons.ts';
import { formatDb } from './units.ts';

export interface ToolbarActions {
  run(command: EditorCommand): void;
  setGain(gainDb: number): void;
}

const SILENT_DB = -60;
const buttonKeys = [' ', 'Enter'];
const sliderKeys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];

/** Transport, volume, time, format and zoom. The time itself is written by the clock layer. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly time = el('span', { id: 'time' }, '…');
  readonly frame = el('span', { class: 'frame' });
  readonly total = el('span', { class: 'total' });
  #scope: Scope;
  #store: Store;
  #actions: ToolbarActions;
  #play: HTMLButtonElement;
  #mute: HTMLButtonElement;
  #volume = el('input', { id: 'volume', type: 'range', min: String(SILENT_DB), max: '0', step: '0.5' });
  #gain = el('span', { class: 'gain' });
  #format = el('div', { id: 'format', role: 'note', tabindex: '0' });
  #note = el('span', { id: 'rate-note' });
  #growing = el('span', { id: 'growing', hidden: '' });
  #audibleDb = 0;

  constructor(scope: Scope, store: Store, actions: ToolbarActions) {
    this.#scope = scope;
    this.#store = store;
    this.#actions = actions;
    const command = (id: string, name: string, svg: string, run: EditorCommand): HTMLButtonElement =>
      this.#button(id, name, svg, () => actions.run(run));
    const toStart = command('to-start', 'To start', icons.toStart, 'seekStart');
    this.#play = command('play', 'Play', icons.play, 'playPause');
    const stop = command('stop', 'Stop', icons.stop, 'stop');
    this.#mute = this.#button('mute', 'Mute', icons.unmute, () => this.#toggleMute());
    const zoom = el(
      'div',
      { id: 'zoom', role: 'group', 'aria-label': 'Zoom' },
      command('zoom-out', 'Zoom out', icons.zoomOut, 'zoomOut'),
      command('zoom-in', 'Zoom in', icons.zoomIn, 'zoomIn'),
      command('zoom-fit', 'Whole file', icons.arrowBoth, 'zoomFit'),
    );
    const more = this.#button('more', 'More', icons.ellipsis, () => this.#toggleMore(more, zoom));
    more.setAttribute('aria-expanded', 'false');
    more.setAttribute('aria-controls', 'zoom');
    this.#play.setAttribute('aria-pressed', 'false');
    this.#volume.setAttribute('aria-label', 'Volume');
    keepKeys(scope, this.#volume, [...sliderKeys, ' ']);
    listen(scope, this.#volume, 'input', () => actions.setGain(Number(this.#volume.value)));
    listen(scope, this.#volume, 'dblclick', () => actions.setGain(0));

    const rule = (): HTMLElement => el('span', { class: 'rule', 'aria-hidden': 'true' });
    this.element = el(
      'div',
      { id: 'toolbar', role: 'toolbar', 'aria-label': 'Playback and view' },
      el('div', { class: 'transport' }, toStart, this.#play, stop),
      el('div', { class: 'volume' }, this.#mute, this.#volume, this.#gain),
      rule(),
      el('div', { class: 'time' }, this.time, el('span', { class: 'under' }, this.frame, this.total)),
      rule(),
      this.#format,
      this.#note,
      this.#growing,
      el('span', { class: 'grow' }),
      zoom,
      more,
    );
    for (const signal of [store.file, store.scan, store.engine, store.totalFrames, store.growing]) {
      scope.add(signal.on(() => this.#update()));
    }
    scope.add(store.gainDb.on(() => this.#updateVolume()));
    this.#update();
    this.#updateVolume();
  }

  #button(id: string, name: string, svg: string, run: () => void): HTMLButtonElement {
    const button = el(
      'button',
      { id, type: 'button', class: 'icon-button', title: name, 'aria-label': name },
      icon(svg),
    );
    listen(this.#scope, button, 'click', run);
    keepKeys(this.#scope, button, buttonKeys);
    return button;
  }

  #update(): void {
    const { file, scan, engine, totalFrames, playing } = this.#store;
    for (const button of this.element.querySelectorAll('button')) {
      if (button.id !== 'mute' && button.id !== 'more') button.disabled = !file.value;
    }
    const name = playing ? 'Pause' : 'Play';
    if (this.#play.title !== name) this.#play.replaceChildren(icon(playing ? icons.pause : icons.play));
    setAttribute(this.#play, 'title', name);
    setAttribute(this.#play, 'aria-label', name);
    setAttribute(this.#play, 'aria-pressed', String(playing));

    this.#growing.hidden = !file.value || !this.#store.growing.value;
    this.#format.hidden = !file.value;
    if (!file.value) return setText(this.#note, '');
    const { info } = file.value;
    const words = formatWords(info);
    if (this.#format.dataset['words'] !== words.join()) {
      this.#format.dataset['words'] = words.join();
      this.#format.replaceChildren(...words.map((word) => el('span', {}, word)));
    }
    setText(this.#growing, info.growing ? 'Recording' : 'Growing');
    setAttribute(this.#growing, 'title', 'The file is being written: a view of its end follows it');
    const progress = scan.value?.progress ?? null;
    this.#format.classList.toggle('warned', info.warnings.length + (progress?.warnings.length ?? 0) > 0);
    const facts = fileFacts(info, progress, totalFrames.value);
    const sound = soundFacts(engine.value, info.sampleRate);
    setAttribute(this.#format, 'title', [...facts, ...sound].join('\n'));
    setAttribute(this.#format, 'aria-label', [...facts, ...sound].join('. '));
    const note = rateNote(engine.value, info.sampleRate);
    setText(this.#note, note);
    if (note) setAttribute(this.#note, 'title', sound[0] ?? '');
  }

  #updateVolume(): void {
    const db = this.#store.gainDb.value;
    const silent = db <= SILENT_DB;
    if (!silent) this.#audibleDb = db;
    this.#volume.value = String(db);
    const text = `${silent ? '\u2212∞' : formatDb(db)} dB`;
    setText(this.#gain, text);
    setAttribute(this.#volume, 'aria-valuetext', silent ? 'Silent' : text);
    setAttribute(this.#volume, 'title', `Volume ${text}`);
    this.#mute.replaceChildren(icon(silent ? icons.mute : icons.unmute));
    setAttribute(this.#mute, 'aria-pressed', String(silent));
  }

  #toggleMute(): void {
    this.#actions.setGain(this.#store.gainDb.value <= SILENT_DB ? this.#audibleDb : SILENT_DB);
  }

  /** In a narrow editor the zoom buttons fold under one; Escape or a step elsewhere folds them again. */
  #toggleMore(more: HTMLElement, zoom: HTMLElement): void {
    const open = zoom.classList.toggle('open');
    more.setAttribute('aria-expanded', String(open));
    if (!open) return;
    const close = (event: Event): void => {
      const stays = event.target instanceof Node && (zoom.contains(event.target) || more.contains(event.target));
      if (event instanceof KeyboardEvent ? event.key !== 'Escape' : stays) return;
      if (event instanceof KeyboardEvent) event.stopPropagation();
      zoom.classList.remove('open');
      more.setAttribute('aria-expanded', 'false');
      for (const type of ['pointerdown', 'keydown', 'focusin']) document.removeEventListener(type, close, true);
    };
    for (const type of ['pointerdown', 'keydown', 'focusin']) document.addEventListener(type, close, true);
  }
}
