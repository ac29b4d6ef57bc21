import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import { snapPixel, xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import type { Navigation } from './navigation.ts';
import type { Playback } from './playback.ts';

/** The playhead counts as in the middle, CSS pixels. */
const NEAR = 1;

/**
 * The view goes along with the playhead while it plays: by pages, or so that the playhead stands in the middle. A user who
 * moves the view, or sets the playhead, is left alone until the playhead runs out of sight or into the middle by itself.
 */
export class Following implements Disposable {
  #store: Store;
  #navigation: Navigation;
  #playback: Playback;
  #scope = new Scope();
  /** Of the middle only: a page that the user has turned away from is one the playhead is not in. */
  #held = false;
  #playing = false;

  constructor(store: Store, navigation: Navigation, playback: Playback) {
    this.#store = store;
    this.#navigation = navigation;
    this.#playback = playback;
    const hold = (): void => {
      this.#held = true;
    };
    this.#scope.add(navigation.moved.on(hold));
    this.#scope.add(playback.put.on(hold));
    this.#scope.add(store.follow.on(() => this.#begin()));
    this.#scope.add(
      store.engine.on(() => {
        const began = store.playing && !this.#playing;
        this.#playing = store.playing;
        if (began) this.#begin();
      }),
    );
  }

  /** In each frame: reads where the playhead is, and lets the view follow. */
  step(): void {
    const { position, screen, engine } = this.#store;
    const { width } = screen.value;
    const before = xOf(this.#store.viewport(), position.value);
    this.#playback.follow();
    if (engine.value.state !== 'playing' || this.#mode() === 'off') return;
    const after = xOf(this.#store.viewport(), position.value);
    const wasIn = before >= 0 && before < width;
    const leaves = wasIn && (after < 0 || after >= width);
    if (this.#mode() === 'page') {
      if (leaves) this.#turn();
      return;
    }
    const middle = width / 2;
    const meets = wasIn && Math.min(before, after) <= middle + NEAR && Math.max(before, after) >= middle - NEAR;
    if (leaves || meets) this.#held = false;
    if (!this.#held) this.#centre();
  }

  dispose(): void {
    this.#scope.dispose();
  }

  /** It has begun to play, or the user has asked for it. */
  #begin(): void {
    this.#held = false;
    if (!this.#store.playing) return;
    if (this.#mode() === 'page') this.#turn();
    if (this.#mode() === 'centre') this.#centre();
  }

  #turn(): void {
    const page = this.#navigation.pageOf(this.#store.position.value);
    if (page) this.#navigation.follow(page);
  }

  /** The playhead on a whole device pixel, and the picture under it moved by whole ones. */
  #centre(): void {
    const { position, screen, view } = this.#store;
    if (!view.value) return;
    const { width, dpr } = screen.value;
    const { framesPerPixel } = this.#navigation.view();
    const column = framesPerPixel / dpr;
    const startFrame = position.value - snapPixel(width / 2, dpr) * framesPerPixel;
    this.#navigation.follow({ startFrame: Math.round(startFrame / column) * column, framesPerPixel });
  }

  #mode(): Store['follow']['value'] {
    const { value } = this.#store.follow;
    return value === 'centre' && lessMotion() ? 'page' : value;
  }
}

/** Asked for in the system, or in VS Code. */
export function lessMotion(): boolean {
  const { classList } = document.body;
  return classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;
}
