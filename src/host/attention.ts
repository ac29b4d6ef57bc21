import type { AudioServerClient } from '../node/client.ts';

/** Tells the audio server how urgent the scan of a file is. A file is seen and scanned until something else is said. */
export class Attention {
  visible = true;
  paused = false;
  readonly #server: AudioServerClient;
  #handle: number | null = null;

  constructor(server: AudioServerClient) {
    this.#server = server;
  }

  /** Another opening of the file, or none. Its scan runs. */
  opened(handle: number | null): void {
    this.#handle = handle;
    this.paused = false;
    if (!this.visible) this.tell();
  }

  tell(): void {
    if (this.#handle === null) return;
    const attention = this.paused ? 'paused' : this.visible ? 'seen' : 'unseen';
    // A server that is lost hears it with the next opening.
    void this.#server.attend({ handle: this.#handle, attention }).catch(() => undefined);
  }
}
