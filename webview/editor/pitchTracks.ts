import type { PitchRequest, PitchResult } from '../../src/core/protocol/spectrogram.ts';
import type { AbortSignalLike } from '../../src/core/util/abort.ts';
import { Emitter } from '../../src/core/util/emitter.ts';
import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import type { Pitch, PitchSource } from '../layers/pitch.ts';
import { trackOf } from '../../src/core/picture/lane/laneSource.ts';
import type { Store } from '../store.ts';

export type AskPitch = (revision: string, request: PitchRequest, signal: AbortSignalLike) => Promise<PitchResult>;

/** Entries of a chunk, about 10 s. */
const CHUNK = 1024;
/** Chunks that are kept: about 8 KB each. */
const MOST_CHUNKS = 512;
const AT_ONCE = 2;
/** After an answer that did not come, ms. */
const RETRIES_MS = [1500, 3000, 6000, 12000];

interface Chunk {
  readonly hertz: Float32Array;
  readonly voiced: Float32Array;
  /** Frames of the file that were known when it was asked for. */
  readonly frames: number;
}

interface Wanted {
  readonly key: string;
  readonly lane: string;
  readonly chunk: number;
}

/** Pitch tracks of the lanes that show them, chunk by chunk; what nobody looks at any more is not asked for. */
export class PitchTracks implements Disposable, PitchSource {
  readonly changed = new Emitter<void>();
  #store: Store;
  #ask: AskPitch;
  #scope = new Scope();
  #revision: string | null = null;
  /** The one used last comes last. */
  #chunks = new Map<string, Chunk>();
  #asked = new Map<string, AbortController>();
  #wanted: readonly Wanted[] = [];
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #waits = false;

  constructor(store: Store, ask: AskPitch) {
    this.#store = store;
    this.#ask = ask;
    this.#scope.add(store.file.on(() => this.#fileChanged()));
    this.#scope.defer(() => this.#drop());
    this.#fileChanged();
  }

  dispose(): void {
    this.#scope.dispose();
  }

  /** Frames from entry to entry. */
  get hop(): number {
    return Math.max(1, Math.round((this.#store.file.value?.info.sampleRate ?? 48000) / 100));
  }

  /** null while it is not known. */
  at(lane: string, entry: number): Pitch | null {
    return this.reader(lane)(entry);
  }

  reader(lane: string): (entry: number) => Pitch | null {
    let [number, chunk]: [number, Chunk | undefined] = [NaN, undefined];
    return (entry) => {
      const wanted = Math.floor(entry / CHUNK);
      if (wanted !== number) [number, chunk] = [wanted, this.#chunks.get(keyOf(lane, wanted))];
      const index = entry - wanted * CHUNK;
      const [hertz, voiced] = [chunk?.hertz[index], chunk?.voiced[index]];
      return hertz === undefined || voiced === undefined ? null : { hertz, voiced };
    };
  }

  /** Entries `from` to `to` of these lanes are looked at now; lanes of one track count once. */
  want(lanes: readonly string[], from: number, to: number): void {
    const [first, last] = [Math.floor(Math.max(0, from) / CHUNK), Math.floor(to / CHUNK)];
    const middle = (from + to) / 2 / CHUNK;
    const wanted = new Map<string, Wanted>();
    for (const lane of lanes) {
      for (let chunk = first; chunk <= last; chunk++) {
        const key = keyOf(lane, chunk);
        wanted.set(key, { key, lane, chunk });
        this.#touch(key);
      }
    }
    const away = ({ chunk }: Wanted): number => Math.abs(chunk + 0.5 - middle);
    this.#wanted = [...wanted.values()].sort((a, b) => away(a) - away(b));
    for (const [key, asked] of this.#asked) if (!wanted.has(key)) asked.abort();
    this.#go();
  }

  #touch(key: string): void {
    const chunk = this.#chunks.get(key);
    if (!chunk) return;
    this.#chunks.delete(key);
    this.#chunks.set(key, chunk);
  }

  #go(): void {
    if (this.#waits) return;
    for (const each of this.#wanted) {
      if (this.#asked.size >= AT_ONCE) return;
      if (!this.#asked.has(each.key) && this.#isShort(each)) void this.#load(each);
    }
  }

  get #frames(): number {
    const { totalFrames, scan } = this.#store;
    return scan.value?.progress.scannedFrames ?? totalFrames.value;
  }

  /** Not there, or cut off where the file ended then, and it goes on by now. */
  #isShort({ key, chunk }: Wanted): boolean {
    const known = this.#chunks.get(key);
    if (known) return known.hertz.length < CHUNK && known.frames < this.#frames;
    return chunk * CHUNK * this.hop < this.#frames;
  }

  async #load({ key, lane, chunk }: Wanted): Promise<void> {
    const asked = new AbortController();
    this.#asked.set(key, asked);
    const frames = this.#frames;
    const { tracks, track } = trackOf(lane);
    try {
      const request = { tracks, channels: [track], start: chunk * CHUNK, count: CHUNK };
      const { hertz, voiced } = await this.#ask(this.#revision ?? '', request, asked.signal);
      if (asked.signal.aborted) return;
      this.#failures = 0;
      this.#keep(key, { hertz, voiced, frames });
    } catch {
      if (!asked.signal.aborted) this.#later();
    } finally {
      if (this.#asked.get(key) === asked) this.#asked.delete(key);
      this.#go();
    }
  }

  #keep(key: string, chunk: Chunk): void {
    this.#chunks.set(key, chunk);
    const [oldest] = this.#chunks.keys();
    if (this.#chunks.size > MOST_CHUNKS && oldest !== undefined) this.#chunks.delete(oldest);
    this.changed.emit();
  }

  #later(): void {
    clearTimeout(this.#retry);
    const wait = RETRIES_MS[this.#failures++];
    this.#waits = true;
    if (wait === undefined) return;
    this.#retry = setTimeout(() => {
      this.#waits = false;
      this.#go();
    }, wait);
  }

  #fileChanged(): void {
    const revision = this.#store.file.value?.revision ?? null;
    if (revision === this.#revision) return;
    this.#drop();
    this.#revision = revision;
    this.changed.emit();
  }

  #drop(): void {
    clearTimeout(this.#retry);
    this.#failures = 0;
    this.#waits = false;
    this.#wanted = [];
    this.#chunks.clear();
    for (const asked of this.#asked.values()) asked.abort();
    this.#asked.clear();
  }
}

/** Sum and mid, difference and side have the same pitch. */
function keyOf(lane: string, chunk: number): string {
  const { tracks, track } = trackOf(lane);
  return `${tracks} ${track} ${chunk}`;
}
