import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Sound } from '../editor/sound.ts';
import type { Store } from '../store.ts';
import { iconButton } from './controls.ts';
import { el, setAttribute, setText } from './dom.ts';
import { fileFacts, formatWords, rateNote, soundFacts } from './facts.ts';
import { followMenu } from './followMenu.ts';
import { GainControl } from './gainControl.ts';
import { icons } from './icons.ts';
import { lensMarks } from './lensMarks.ts';
import { monitorMenu } from './monitorMenu.ts';
import { pictureToggles } from './pictureToggles.ts';
import { SpeedControl } from './speedControl.ts';
import { spectrogramMenu } from './spectrogramMenu.ts';
import { TransportButtons } from './transportButtons.ts';
import { linkedMark, snapButton } from './viewToggles.ts';
import { windowSizes } from './windowSizes.ts';

/** Transport, speed, volume, time, format and zoom. The time itself is written by the clock layer. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly time = el('span', { id: 'time' }, '…');
  readonly frame = el('span', { class: 'frame' });
  readonly total = el('span', { class: 'total' });
  readonly gain: GainControl;
  #store: Store;
  #format = el('div', { id: 'format', role: 'note', tabindex: '0' });
  #note = el('span', { id: 'rate-note' });
  #growing = el('span', { id: 'growing', hidden: '' });
  #zoomButtons: HTMLButtonElement[];

  constructor(scope: Scope, store: Store, sound: Sound, run: (command: EditorCommand) => void, leave: () => void) {
    this.#store = store;
    const command = (id: string, name: string, svg: string, what: EditorCommand): HTMLButtonElement =>
      iconButton(scope, id, name, svg, () => run(what));
    this.#zoomButtons = [
      command('zoom-out', 'Zoom out', icons.zoomOut, 'zoomOut'),
      command('zoom-in', 'Zoom in', icons.zoomIn, 'zoomIn'),
      command('zoom-fit', 'Whole file', icons.arrowBoth, 'zoomFit'),
    ];
    const zoom = el('div', { id: 'zoom', role: 'group', 'aria-label': 'Zoom' }, ...this.#zoomButtons);
    const snap = snapButton(scope, store, () => run('toggleSnap'));
    const pictures = [spectrogramMenu(scope, store, () => windowSizes(store)), pictureToggles(scope, store)];
    const ways = el('div', { class: 'ways' }, monitorMenu(scope, store, sound), followMenu(scope, store), snap);
    const extras = el('div', { id: 'extras' }, ...pictures, el('div', { class: 'more-tools' }, ways, zoom));
    const more = iconButton(scope, 'more', 'More', icons.ellipsis, () => toggleMore(more, extras));
    more.setAttribute('aria-expanded', 'false');
    more.setAttribute('aria-controls', 'extras');
    this.gain = new GainControl(scope, store, sound);

    const rule = (): HTMLElement => el('span', { class: 'rule', 'aria-hidden': 'true' });
    this.element = el(
      'div',
      { id: 'toolbar', role: 'toolbar', 'aria-label': 'Playback and view' },
      new TransportButtons(scope, store, run).element,
      new SpeedControl(scope, store, sound).element,
      this.gain.element,
      lensMarks(scope, store),
      rule(),
      el('div', { class: 'time' }, this.time, el('span', { class: 'under' }, this.frame, this.total)),
      rule(),
      this.#format,
      this.#note,
      this.#growing,
      linkedMark(scope, store, leave),
      el('span', { class: 'grow' }),
      more,
      extras,
    );
    for (const signal of [store.file, store.scan, store.engine, store.totalFrames, store.growing]) {
      scope.add(signal.on(() => this.#update()));
    }
    this.#update();
  }

  #update(): void {
    const { file, scan, engine, totalFrames } = this.#store;
    for (const button of this.#zoomButtons) button.disabled = !file.value;
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
}

/** In a narrow editor what is not transport folds under one button; Escape or a step elsewhere folds it again. */
function toggleMore(more: HTMLElement, extras: HTMLElement): void {
  const open = extras.classList.toggle('open');
  more.setAttribute('aria-expanded', String(open));
  if (!open) return;
  const close = (event: Event): void => {
    const stays = event.target instanceof Node && (extras.contains(event.target) || more.contains(event.target));
    if (event instanceof KeyboardEvent ? event.key !== 'Escape' : stays) return;
    if (event instanceof KeyboardEvent) event.stopPropagation();
    if (event instanceof KeyboardEvent && extras.contains(document.activeElement)) more.focus();
    extras.classList.remove('open');
    more.setAttribute('aria-expanded', 'false');
    for (const type of ['pointerdown', 'keydown', 'focusin']) document.removeEventListener(type, close, true);
  };
  for (const type of ['pointerdown', 'keydown', 'focusin']) document.addEventListener(type, close, true);
}
