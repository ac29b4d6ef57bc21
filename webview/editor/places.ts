import type { Place, Store } from '../store.ts';

/** Goes to where a figure or a finding is, and marks it. */
export class Places {
  #store: Store;
  #seek: (frame: number) => void;

  /** seek: puts the playhead there, in sight. */
  constructor(store: Store, seek: (frame: number) => void) {
    this.#store = store;
    this.#seek = seek;
  }

  goTo(place: Place): void {
    this.#store.place.set(place);
    this.#seek(place.startFrame);
  }
}
