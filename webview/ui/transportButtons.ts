import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { iconButton } from './controls.ts';
import { el, icon, setAttribute } from './dom.ts';
import { icons } from './icons.ts';

/** To start, play, stop, play the selection, loop. */
export class TransportButtons {
  readonly element: HTMLElement;
  #store: Store;
  #play: HTMLButtonElement;
  #selection: HTMLButtonElement;
  #loop: HTMLButtonElement;
  #buttons: HTMLButtonElement[];

  constructor(scope: Scope, store: Store, run: (command: EditorCommand) => void) {
    this.#store = store;
    const button = (id: string, name: string, svg: string, what: EditorCommand): HTMLButtonElement =>
      iconButton(scope, id, name, svg, () => run(what));
    const toStart = button('to-start', 'To start', icons.toStart, 'seekStart');
    this.#play = button('play', 'Play', icons.play, 'playPause');
    const stop = button('stop', 'Stop', icons.stop, 'stop');
    this.#selection = button('play-selection', 'Play the selection', icons.playSelection, 'playSelection');
    this.#loop = button('loop', 'Loop', icons.loop, 'toggleLoop');
    this.#buttons = [toStart, this.#play, stop, this.#selection, this.#loop];
    this.element = el('div', { class: 'transport' }, ...this.#buttons);
    for (const signal of [store.file, store.engine, store.selection, store.loop, store.returnOnStop]) {
      scope.add(signal.on(() => this.#update()));
    }
    this.#update();
  }

  #update(): void {
    const { file, playing, selection, loop, returnOnStop } = this.#store;
    for (const button of this.#buttons) button.disabled = !file.value;
    this.#selection.disabled ||= !selection.value;
    const returns = playing && returnOnStop.value;
    const name = playing ? (returns ? 'Stop and go back' : 'Pause') : 'Play';
    if (this.#play.title !== name) {
      this.#play.replaceChildren(icon(playing ? (returns ? icons.stop : icons.pause) : icons.play));
    }
    setAttribute(this.#play, 'title', name);
    setAttribute(this.#play, 'aria-label', name);
    setAttribute(this.#play, 'aria-pressed', String(playing));
    const what = selection.value ? 'Play the selection' : 'Play the selection: nothing is selected';
    setAttribute(this.#selection, 'title', what);
    setAttribute(this.#loop, 'aria-pressed', String(loop.value));
    const looped = selection.value ? 'the selection' : 'the whole file';
    setAttribute(this.#loop, 'title', loop.value ? `Loop: ${looped} repeats` : `Loop ${looped}`);
  }
}
