import type { Scope } from '../../src/core/util/scope.ts';
import { namesOfChannels } from '../../src/core/picture/lane/laneSource.ts';
import type { Place, Store } from '../store.ts';
import { el, listen } from '../ui/dom.ts';
import { spokenAt } from '../../src/core/picture/axes/timeFormat.ts';
import { channelNames } from '../../src/core/picture/axes/units.ts';

const spokenNames: Readonly<Record<string, string>> = { L: 'left', R: 'right', C: 'centre', M: 'mono' };

/** Goes to where a figure or a finding is, marks it and says so. */
export class Places {
  /** Read out by a screen reader. */
  readonly live = el('div', { class: 'unseen', 'aria-live': 'polite' });
  #store: Store;
  #seek: (frame: number) => void;

  /** seek: puts the playhead there, in sight. */
  constructor(scope: Scope, store: Store, seek: (frame: number) => void) {
    this.#store = store;
    this.#seek = seek;
    // What an element has for Escape itself does not come as far as here; what does takes the mark away, and nothing else.
    listen(scope, document, 'keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !store.place.value) return;
      event.stopPropagation();
      store.place.set(null);
    });
    let revision = store.file.value?.revision;
    scope.add(
      store.file.on(() => {
        if (store.file.value?.revision !== revision) store.place.set(null);
        revision = store.file.value?.revision;
      }),
    );
  }

  /** more: what else is said, as 2 of 3. */
  goTo(place: Place, more = ''): void {
    this.#store.place.set(place);
    this.#seek(place.startFrame);
    this.say([place.title, ...this.#where(place), more].filter(Boolean).join(', '));
  }

  /** Politely, though the same was said before. */
  say(words: string): void {
    this.live.replaceChildren(el('span', {}, words));
  }

  #where({ startFrame, channel }: Place): string[] {
    const info = this.#store.file.value?.info;
    if (!info) return [];
    const name = channel === null || info.channels === 1 ? '' : namesOfChannels(info, channelNames)[channel];
    const spoken = name ? (spokenNames[name] ?? `channel ${name}`) : '';
    return [spokenAt(startFrame, info.sampleRate, this.#store.timeFormat.value), spoken];
  }
}
