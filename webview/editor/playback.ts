import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import type { Engine, PcmSource } from '../engine/types.ts';
import type { LoadedFile, Store } from '../store.ts';
import type { Host } from './host.ts';

/** Joins the engine to the store: state and position flow up, play, seek and gain down. */
export class Playback implements Disposable {
  #engine: Engine;
  #store: Store;
  #host: Host;
  #scope = new Scope();
  #announced = false;

  constructor(engine: Engine, store: Store, host: Host) {
    this.#engine = engine;
    this.#store = store;
    this.#host = host;
    this.#scope.add(engine);
    this.#scope.add(engine.onChange(() => this.#changed()));
    this.#scope.add(store.gainDb.on(() => engine.setGainDb(store.gainDb.value)));
    this.#changed();
  }

  /** null: nothing to play. Always stops. */
  load(file: LoadedFile | null, startFrame: number): void {
    this.#engine.load(file && this.#source(file), startFrame);
    this.#store.position.set(startFrame);
  }

  /** Inside a user gesture where there is one. */
  toggle(): void {
    if (this.#store.playing) this.#engine.pause();
    else this.play();
  }

  play(): void {
    if (!this.#store.file.value) return;
    if (this.#store.position.value >= this.#store.totalFrames.value) this.seek(0);
    this.#engine.play();
  }

  pause(): void {
    this.#engine.pause();
  }

  stop(): void {
    this.#engine.pause();
    this.seek(0);
  }

  seek(frame: number): void {
    const target = Math.min(Math.max(Math.round(frame), 0), this.#store.totalFrames.value);
    this.#engine.seek(target);
    this.#store.position.set(target);
  }

  /** Reads the frame heard into the store. */
  follow(): void {
    if (!this.#store.file.value) return;
    this.#store.position.set(Math.min(this.#engine.positionFrame(), this.#store.totalFrames.value));
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #source(file: LoadedFile): PcmSource {
    const { revision, info } = file;
    return {
      sampleRate: info.sampleRate,
      channels: info.channels,
      frames: () => this.#store.totalFrames.value || null,
      read: (startFrame, frames) => this.#host.request('pcm', { revision, startFrame, frames }),
    };
  }

  #changed(): void {
    this.#store.engine.set(this.#engine.info());
    const { playing } = this.#store;
    if (playing === this.#announced) return;
    this.#announced = playing;
    this.#host.emit('playing', { playing });
  }
}
