import type { BlockConsumer } from './blockQueue.ts';
import { FIELD, PHASE, STATE_FIELDS } from './engineState.ts';
import { foldDown, foldShares } from './foldDown.ts';
import { FrameReader, type FrameSource } from './frameReader.ts';
import { Fade, GainGlide, silenceNonFinite } from './levels.ts';
import { Resampler } from './resampler.ts';

export interface KernelOptions {
  channels: number;
  fileRate: number;
  contextRate: number;
}

/** Length of every fade, seconds. The feeder starts this much ahead of a seek's frame. */
export const FADE_SECONDS = 0.005;
/** Frames rendered in one pass; a longer quantum takes several. */
const MAX_FRAMES = 128;

const MODE = { silent: 0, leadIn: 1, running: 2, fadeOut: 3, hold: 4 } as const;
type Mode = (typeof MODE)[keyof typeof MODE];

/**
 * All that happens on the audio thread: blocks in, sound out. Every method is called on that thread, commands between two
 * quanta. None locks, waits, posts, throws or allocates after the constructor, and the work for a quantum is bounded.
 *
 * At 0 dB and equal rates each frame of the file is played once, in order, bit for bit. Fades are heard in addition and
 * are not counted: a pause or seek lets the following 5 ms fade away and then stands where it was before them; a start
 * inside the file swells in over the 5 ms before its first frame. A start at frame 0 has no swell. Where the queue runs
 * dry, or the file ends, the last value decays over 5 ms.
 */
export class PlaybackKernel {
  /** See FIELD. Written by this kernel only. */
  readonly state = new Float64Array(STATE_FIELDS);
  #reader: FrameReader;
  #source: FrameSource;
  #gain: GainGlide;
  #fade = new Fade();
  #shares: Float32Array;
  /** The channels of the file where they are not those of the output. */
  #unfolded: Float32Array[];
  /** Arithmetic between file and output may leave the finite numbers. */
  #exact: boolean;
  #ratio: number;
  #fadeFileFrames: number;
  #fadeFrames: number;
  /** Last value heard of each channel, before the gain. */
  #last: Float32Array;

  #mode: Mode = MODE.silent;
  #wanted = false;
  #stalled = false;
  #ended = false;
  #seekEpoch = -1;
  #seekFrame = 0;

  constructor(queue: BlockConsumer, options: KernelOptions) {
    const { channels, fileRate, contextRate } = options;
    this.#ratio = fileRate / contextRate;
    this.#fadeFileFrames = fadeFrames(fileRate);
    this.#fadeFrames = fadeFrames(contextRate);
    const memory = 2 * this.#fadeFileFrames + Math.ceil((MAX_FRAMES + 4) * this.#ratio) + 8;
    this.#reader = new FrameReader(queue, channels, memory);
    this.#source = this.#ratio === 1 ? this.#reader : new Resampler(this.#reader, channels, this.#ratio, MAX_FRAMES);
    this.#gain = new GainGlide(this.#fadeFrames);
    this.#shares = foldShares(channels);
    this.#unfolded = Array.from({ length: channels }, () => new Float32Array(MAX_FRAMES));
    this.#last = new Float32Array(channels);
    this.#exact = this.#ratio === 1;
  }

  play(): void {
    this.#wanted = true;
    this.#publishPhase();
  }

  pause(): void {
    this.#wanted = false;
    if (this.#mode === MODE.running || this.#mode === MODE.leadIn) this.#fadeOut();
    this.#publishPhase();
  }

  /** Blocks of this epoch are the new ones; they start at `frame`, or up to one fade before it. */
  seek(epoch: number, frame: number): void {
    this.#seekEpoch = epoch;
    this.#seekFrame = frame;
    if (this.#mode === MODE.running || this.#mode === MODE.leadIn) this.#fadeOut();
    else if (this.#mode === MODE.silent) this.#jump();
    this.#publishPhase();
  }

  /** Linear; glides while something is heard. */
  setGain(gain: number): void {
    this.#gain.set(gain, this.#mode === MODE.silent);
  }

  /** Fills out[channel][0 … frames). contextFrame: the context's count at the first of them. */
  process(out: readonly Float32Array[], frames: number, contextFrame: number): void {
    for (let done = 0; done < frames; done += MAX_FRAMES) {
      this.#render(out, done, Math.min(MAX_FRAMES, frames - done), contextFrame + done);
    }
    this.state[FIELD.contextFrame] = contextFrame;
    this.#publishPhase();
  }

  #render(out: readonly Float32Array[], offset: number, frames: number, contextFrame: number): void {
    const folded = out.length < this.#unfolded.length;
    const into = folded ? this.#unfolded : out;
    const start = folded ? 0 : offset;
    let done = 0;
    // Each step renders something or changes the mode; more changes than this in one quantum wait for the next.
    for (let steps = 0; steps < 8 && done < frames; steps++) {
      done += this.#renderSome(into, start + done, frames - done, contextFrame + done);
    }
    for (let channel = 0; channel < into.length; channel++) into[channel]!.fill(0, start + done, start + frames);
    if (folded) foldDown(into, this.#shares, out, offset, frames);
    if (folded || !this.#exact) silenceNonFinite(out, offset, frames);
    this.#gain.apply(out, offset, frames);
  }

  #renderSome(out: readonly Float32Array[], offset: number, frames: number, contextFrame: number): number {
    switch (this.#mode) {
      case MODE.silent:
        if (this.#wanted && !this.#ended && this.#begin(contextFrame)) return 0;
        for (let channel = 0; channel < out.length; channel++) out[channel]!.fill(0, offset, offset + frames);
        return frames;
      case MODE.leadIn:
        return this.#leadIn(out, offset, frames, contextFrame);
      case MODE.running:
        return this.#run(out, offset, frames);
      case MODE.fadeOut:
        return this.#fadeSome(out, offset, frames);
      case MODE.hold:
        return this.#holdSome(out, offset, frames);
    }
  }

  /** From silence to sound, if there is any to play. */
  #begin(contextFrame: number): boolean {
    if (!this.#reader.ready()) {
      this.#ended = this.#source.ended();
      return false;
    }
    const target = this.state[FIELD.position]!;
    const first = this.#source.rewindTo(target - this.#fadeFileFrames);
    this.#stalled = false;
    if (first < target) {
      this.#mode = MODE.leadIn;
      this.#fade.rise(Math.ceil((target - first) / this.#ratio));
    } else {
      this.#beginRun(contextFrame);
    }
    return true;
  }

  #beginRun(contextFrame: number): void {
    this.#mode = MODE.running;
    const position = this.#source.at[0]!;
    this.state[FIELD.position] = position;
    this.state[FIELD.run]!++;
    this.state[FIELD.runContextFrame] = contextFrame;
    this.state[FIELD.runFileFrame] = position;
  }

  #leadIn(out: readonly Float32Array[], offset: number, frames: number, contextFrame: number): number {
    const wanted = Math.min(frames, this.#fade.left());
    if (wanted === 0) {
      this.#beginRun(contextFrame);
      return 0;
    }
    const count = this.#pull(out, offset, wanted);
    this.#fade.apply(out, offset, count);
    this.#remember(out, offset, count);
    if (count < wanted) this.#runDry();
    return count;
  }

  #run(out: readonly Float32Array[], offset: number, frames: number): number {
    const before = this.state[FIELD.position]!;
    const count = this.#pull(out, offset, frames);
    const after = this.#source.at[0]!;
    this.state[FIELD.position] = after;
    this.state[FIELD.consumed]! += after - before;
    this.#remember(out, offset, count);
    if (count < frames) this.#runDry();
    return count;
  }

  #runDry(): void {
    this.#ended = this.#source.ended();
    if (!this.#ended) {
      this.#stalled = true;
      this.state[FIELD.xruns]!++;
    }
    this.#mode = MODE.hold;
    this.#fade.setFull();
    this.#fade.fall(this.#fadeFrames);
  }

  #fadeOut(): void {
    if (this.#mode === MODE.running) this.#fade.setFull();
    this.#fade.fall(this.#fadeFrames);
    this.#mode = MODE.fadeOut;
  }

  /** Plays on under a falling curve; fallSilent() goes back to where that started. */
  #fadeSome(out: readonly Float32Array[], offset: number, frames: number): number {
    const wanted = Math.min(frames, this.#fade.left());
    const count = this.#pull(out, offset, wanted);
    this.#fade.apply(out, offset, count);
    if (count === 0 || this.#fade.left() === 0) this.#fallSilent();
    return count;
  }

  #holdSome(out: readonly Float32Array[], offset: number, frames: number): number {
    const count = Math.min(frames, this.#fade.left());
    for (let channel = 0; channel < this.#last.length; channel++) {
      const to = out[channel]!;
      // Not fill(): its argument would be boxed.
      for (let i = 0; i < count; i++) to[offset + i] = this.#last[channel]!;
    }
    this.#fade.apply(out, offset, count);
    if (count === 0) this.#fallSilent();
    return count;
  }

  #fallSilent(): void {
    this.#mode = MODE.silent;
    if (this.#seekEpoch >= 0) this.#jump();
    else this.#source.rewindTo(this.state[FIELD.position]!);
  }

  #jump(): void {
    this.state[FIELD.epoch] = this.#seekEpoch;
    this.state[FIELD.position] = this.#seekFrame;
    this.state[FIELD.run]!++;
    this.state[FIELD.runFileFrame] = this.#seekFrame;
    this.#reader.jump(this.#seekEpoch, this.#seekFrame);
    this.#source.rewindTo(this.#seekFrame);
    this.#seekEpoch = -1;
    this.#stalled = this.#ended = false;
  }

  #pull(out: readonly Float32Array[], offset: number, frames: number): number {
    const count = this.#source.read(out, offset, frames);
    this.state[FIELD.nonFinite]! += silenceNonFinite(out, offset, count);
    return count;
  }

  #remember(out: readonly Float32Array[], offset: number, count: number): void {
    if (count === 0) return;
    for (let channel = 0; channel < this.#last.length; channel++) {
      this.#last[channel] = out[channel]![offset + count - 1]!;
    }
  }

  #publishPhase(): void {
    this.state[FIELD.phase] = this.#phase();
  }

  /** While a fade is heard the position stands, so only a run counts as playing. */
  #phase(): number {
    if (this.#ended) return PHASE.ended;
    if (this.#mode === MODE.running) return PHASE.playing;
    if (!this.#wanted && this.#mode === MODE.silent) return PHASE.paused;
    return this.#stalled ? PHASE.stalled : PHASE.starting;
  }
}

/** Frames of one fade at a rate. */
export function fadeFrames(rate: number): number {
  return Math.max(1, Math.round(FADE_SECONDS * rate));
}
