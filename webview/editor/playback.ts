import { Emitter } from '../../src/core/util/emitter.ts';
import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import type { Engine, FrameRange, PcmSource } from '../engine/types.ts';
import type { LoadedFile, Store } from '../store.ts';
import type { Host } from './host.ts';
import { loopRange } from './loop.ts';

/** Joins the engine to the store: state and position flow up, transport and what is set of the sound down. */
export class Playback implements Disposable {
  /** The playhead has been put somewhere: it has not just run there. */
  readonly put = new Emitter<void>();
  #engine: Engine;
  #store: Store;
  #host: Host;
  #scope = new Scope();
  #announced = false;
  #loop: FrameRange | null = null;
  /** Where the present playing began, or was last sent to. */
  #beganAt = 0;
  /** A pause that is meant to stay where it is. */
  #staying = false;

  constructor(engine: Engine, store: Store, host: Host) {
    this.#engine = engine;
    this.#store = store;
    this.#host = host;
    this.#scope.add(engine);
    this.#scope.add(engine.onChange(() => this.#changed()));
    const { gainDb, mix, eq, band, speed, speedMode, reverse, loop, selection, totalFrames, file } = store;
    this.#scope.add(gainDb.on(() => engine.setGainDb(gainDb.value)));
    this.#scope.add(mix.on(() => engine.setMix(mix.value)));
    this.#scope.add(eq.on(() => engine.setEq(eq.value)));
    this.#scope.add(band.on(() => engine.setBand(band.value)));
    this.#scope.add(reverse.on(() => engine.setReverse(reverse.value)));
    for (const signal of [speed, speedMode]) {
      this.#scope.add(signal.on(() => engine.setSpeed(speed.value, speedMode.value)));
    }
    for (const signal of [loop, selection, totalFrames, file]) this.#scope.add(signal.on(() => this.#setLoop()));
    this.#changed();
  }

  /** null: nothing to play. Always stops. */
  load(file: LoadedFile | null, startFrame: number): void {
    this.#staying = true;
    this.#engine.load(file && this.#source(file), startFrame);
    this.#staying = false;
    this.#store.position.set(startFrame);
  }

  /** Inside a user gesture where there is one. */
  toggle(): void {
    if (this.#store.playing) this.#engine.pause();
    else this.play();
  }

  /** From where it stands; from the beginning, in playing order, where nothing is left to play. */
  play(): void {
    const { file, position, totalFrames, reverse } = this.#store;
    if (!file.value) return;
    const { startFrame, endFrame } = this.#loop ?? { startFrame: 0, endFrame: totalFrames.value };
    if (reverse.value ? position.value <= startFrame : position.value >= endFrame) {
      this.seek(reverse.value ? endFrame : startFrame);
    }
    this.#beganAt = position.value;
    this.#engine.play();
  }

  /** Once, or round and round where the loop is on. */
  playRange(range: FrameRange): void {
    if (!this.#store.file.value) return;
    const from = this.#store.reverse.value ? range.endFrame : range.startFrame;
    if (this.#loop) {
      this.seek(from);
      return this.play();
    }
    this.#store.position.set(from);
    this.#beganAt = from;
    this.#engine.playRange(range);
  }

  playFrom(frame: number): void {
    this.seek(frame);
    this.play();
  }

  /** Stays where it is, whatever the option. */
  pause(): void {
    this.#staying = true;
    this.#engine.pause();
    this.#staying = false;
  }

  stop(): void {
    const back = this.#store.returnOnStop.value && this.#store.playing;
    const target = back ? this.#beganAt : 0;
    this.pause();
    this.seek(target);
  }

  seek(frame: number): void {
    const target = this.#inside(frame);
    this.#engine.seek(target);
    this.#store.position.set(target);
    this.#beganAt = target;
    this.put.emit();
  }

  /** null: the pointer has let go; it goes on from there as before. */
  scrub(frame: number | null): void {
    const target = frame === null ? null : this.#inside(frame);
    this.#engine.scrub(target);
    if (target === null) return;
    this.#store.position.set(target);
    this.put.emit();
  }

  /** Reads the frame heard into the store. */
  follow(): void {
    if (!this.#store.file.value) return;
    this.#store.position.set(Math.min(this.#engine.positionFrame(), this.#store.totalFrames.value));
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #inside(frame: number): number {
    return Math.min(Math.max(Math.round(frame), 0), this.#store.totalFrames.value);
  }

  #setLoop(): void {
    const { loop, selection, totalFrames, file } = this.#store;
    const rate = file.value?.info.sampleRate ?? 0;
    const range = loop.value ? loopRange(selection.value, totalFrames.value, rate) : null;
    if (range?.startFrame === this.#loop?.startFrame && range?.endFrame === this.#loop?.endFrame) return;
    this.#loop = range;
    this.#engine.setLoop(range);
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
    const wasPlaying = this.#store.playing;
    this.#store.engine.set(this.#engine.info());
    const { playing, returnOnStop, engine } = this.#store;
    const stopped = wasPlaying && engine.value.state === 'paused' && engine.value.error === null;
    if (stopped && returnOnStop.value && !this.#staying) this.seek(this.#beganAt);
    if (playing === this.#announced) return;
    this.#announced = playing;
    this.#host.emit('playing', { playing });
  }
}
