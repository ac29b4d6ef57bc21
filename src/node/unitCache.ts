import type { Samples } from './audioSource.ts';
import { collectGarbage } from './collect.ts';

/** Decoded stretches of all open files, the ones used last kept: what playback and zooming ask for again and again. */
export class UnitCache {
  readonly #limitBytes: number;
  readonly #units = new Map<string, Samples>();
  #bytes = 0;
  /** Let go of since the last collection. */
  #dropped = 0;

  constructor(limitBytes = 12 << 20) {
    this.#limitBytes = limitBytes;
  }

  get(file: number, unit: number): Samples | undefined {
    const key = `${file}:${unit}`;
    const found = this.#units.get(key);
    if (found) {
      this.#units.delete(key);
      this.#units.set(key, found);
    }
    return found;
  }

  put(file: number, unit: number, samples: Samples): void {
    this.#drop(`${file}:${unit}`);
    this.#units.set(`${file}:${unit}`, samples);
    this.#bytes += samples.data.byteLength;
    for (const key of [...this.#units.keys()]) {
      if (this.#bytes <= this.#limitBytes || this.#units.size === 1) break;
      this.#drop(key);
    }
  }

  forget(file: number): void {
    for (const key of [...this.#units.keys()]) if (key.startsWith(`${file}:`)) this.#drop(key);
  }

  #drop(key: string): void {
    const bytes = this.#units.get(key)?.data.byteLength ?? 0;
    this.#units.delete(key);
    this.#bytes -= bytes;
    this.#dropped += bytes;
    if (this.#dropped < this.#limitBytes) return;
    this.#dropped = 0;
    collectGarbage();
  }
}
