import { PHASE } from './engineState.ts';
import type { FrameReader } from './frameReader.ts';
import { Fade, fadeFrames, LastValues, silence } from './levels.ts';
import { PendingMoves } from './pendingMoves.ts';
import { PlayHead } from './playHead.ts';
import type { SpeedStage } from './speedStage.ts';
import { StartCushion } from './startCushion.ts';

/** leadIn: swells over what lies before the first frame · swell: over the first frames · hold: the last value decays */
const MODE = { silent: 0, preparing: 1, leadIn: 2, swell: 3, running: 4, fadeOut: 5, hold: 6 } as const;
type Mode = (typeof MODE)[keyof typeof MODE];

/**
 * Play, pause, seek, splice, speed and the dry queue: which frames of the file are heard, and how they begin and end.
 * Audio thread only; nothing here allocates, and the work for a pass is bounded. Commands come between two passes, with
 * their payload in values[from …], see COMMAND.
 *
 * Each frame of the program is played once, in order. Fades are heard in addition and are not counted: a pause, seek or
 * change between speed stages lets the following 5 ms fade away and then stands where it was before them; a start inside
 * the program swells in over the 5 ms before its first frame, one with nothing before it has no swell. Where the queue
 * runs dry, or the file ends, the last value decays over 5 ms. A splice that comes too late fades out, and swells in over
 * the first 5 ms of the new epoch, which are counted.
 */
export class Player {
  #reader: FrameReader;
  #speed: SpeedStage;
  /** now[0]: context frame of what is rendered next. */
  #now = new Float64Array(1);
  #head: PlayHead;
  #cushion: StartCushion;
  #fade = new Fade();
  #fadeFrames: number;
  #last: LastValues;
  #mode: Mode = MODE.silent;
  #wanted = false;
  #stalled = false;
  #ended = false;
  #pending = new PendingMoves();
  /** The next start has nothing before it to swell in over. */
  #swells = false;

  constructor(reader: FrameReader, speed: SpeedStage, channels: number, contextRate: number, state: Float64Array) {
    this.#reader = reader;
    this.#speed = speed;
    this.#head = new PlayHead(reader, speed, state, this.#now);
    this.#cushion = new StartCushion(reader, speed, contextRate);
    this.#fadeFrames = fadeFrames(contextRate);
    this.#last = new LastValues(channels);
  }

  get silent(): boolean {
    return this.#mode <= MODE.preparing;
  }

  play(): void {
    this.#wanted = true;
  }

  pause(): void {
    this.#wanted = false;
    this.#interrupt();
  }

  /** epoch, frame. The newest seek wins, over a splice still to come as well. */
  seek(values: Float64Array, from: number): void {
    this.#pending.putSeek(values, from);
    this.#interrupt();
  }

  /** epoch, at */
  splice(values: Float64Array, from: number): void {
    const place = this.#reader.epochStart[0]! + values[from + 1]!;
    const inTime = !this.#pending.seeks && place >= this.#head.place[0]!;
    this.#ended = false;
    if (inTime && this.#reader.splice(values, from)) return;
    this.#pending.putSplice(values, from);
    this.#interrupt();
  }

  /** What the speed stage was told, or given, takes effect: in a dip where it takes another source. */
  changeSpeed(): void {
    if (this.#speed.differs()) return this.#interrupt();
    this.#speed.follow();
    if (this.#playing()) this.#head.turn();
  }

  /** Fills out[channel][offset …] with `frames` frames. at[0]: the context's count at the first of them. */
  render(out: readonly Float32Array[], offset: number, frames: number, at: Float64Array): void {
    let done = 0;
    // Each step renders something or changes the mode; more changes than this in one pass wait for the next.
    for (let steps = 0; steps < 8 && done < frames; steps++) {
      this.#now[0] = at[0]! + done;
      done += this.#step(out, offset + done, frames - done);
    }
    this.#now[0] = at[0]! + frames;
    silence(out, offset + done, frames - done);
  }

  /** What the page wants to know of all this, to the state. */
  publish(): void {
    this.#head.publish(this.#phase());
  }

  #step(out: readonly Float32Array[], offset: number, frames: number): number {
    switch (this.#mode) {
      case MODE.silent:
        if (this.#wanted && !this.#ended && this.#begin()) return 0;
        silence(out, offset, frames);
        return frames;
      case MODE.preparing:
        if (this.#prepared()) return 0;
        silence(out, offset, frames);
        return frames;
      case MODE.leadIn:
        return this.#leadIn(out, offset, frames);
      case MODE.swell:
      case MODE.running:
        return this.#run(out, offset, frames);
      case MODE.fadeOut:
        return this.#fadeAway(out, offset, frames);
      case MODE.hold:
        return this.#decay(out, offset, frames);
    }
  }

  /** Goes to where sound begins, if there is enough of it. */
  #begin(): boolean {
    const head = this.#head;
    const rate = this.#speed.rate[0]!;
    head.aim();
    if (head.aiming) return false;
    if (!this.#cushion.filled(head.place)) {
      this.#ended = this.#reader.finished(head.place);
      return false;
    }
    const target = head.place[0]!;
    const first = this.#speed.source.rewindTo(this.#swells ? target : Math.max(0, target - this.#fadeFrames * rate));
    // A hair more, since fractions may have been rounded. Never too many: that would skip a frame.
    this.#fade.rise(this.#swells ? this.#fadeFrames : Math.floor((target - first) / rate + 1e-6));
    this.#mode = MODE.preparing;
    return true;
  }

  /** What a source reads ahead for a start is gone from the cushion, so that has to be there behind it. */
  #prepared(): boolean {
    const { source } = this.#speed;
    if (source.prepare) {
      const { at } = this.#reader;
      const enough = source.prepare() && (this.#cushion.filled(at) || this.#reader.finished(at));
      if (!enough) return false;
    }
    this.#stalled = false;
    this.#mode = MODE.leadIn;
    if (this.#swells) this.#beginRun(MODE.swell);
    return true;
  }

  #beginRun(mode: Mode): void {
    this.#mode = mode;
    this.#swells = false;
    this.#head.begin();
    this.#cushion.started(this.#now);
  }

  #leadIn(out: readonly Float32Array[], offset: number, frames: number): number {
    const wanted = Math.min(frames, this.#fade.left());
    if (wanted === 0) {
      this.#beginRun(MODE.running);
      return 0;
    }
    const count = this.#speed.source.read(out, offset, wanted);
    this.#fade.apply(out, offset, count);
    this.#last.take(out, offset, count);
    if (count < wanted) this.#runDry();
    return count;
  }

  #run(out: readonly Float32Array[], offset: number, frames: number): number {
    const swelling = this.#mode === MODE.swell;
    const wanted = swelling ? Math.min(frames, this.#fade.left()) : frames;
    const count = this.#speed.source.read(out, offset, wanted);
    this.#head.advance(count);
    if (swelling) {
      this.#fade.apply(out, offset, count);
      if (this.#fade.left() === 0) this.#mode = MODE.running;
    }
    this.#last.take(out, offset, count);
    if (count < wanted) this.#runDry();
    return count;
  }

  #runDry(): void {
    this.#ended = this.#speed.source.ended();
    if (this.#ended) {
      this.#head.finish();
    } else {
      this.#stalled = true;
      this.#head.ranDry();
      this.#cushion.ranDry(this.#now);
    }
    this.#mode = MODE.hold;
    this.#fade.fallFromFull(this.#fadeFrames);
  }

  /** What is to be done in silence is done now, or as soon as what is heard has faded. */
  #interrupt(): void {
    if (this.silent) return this.#settle();
    if (this.#mode === MODE.fadeOut || this.#mode === MODE.hold) return;
    if (this.#mode === MODE.running) this.#fade.fallFromFull(this.#fadeFrames);
    else this.#fade.fall(this.#fadeFrames);
    this.#mode = MODE.fadeOut;
  }

  /** Plays on under a falling curve; #settle() goes back to where that started. */
  #fadeAway(out: readonly Float32Array[], offset: number, frames: number): number {
    const wanted = Math.min(frames, this.#fade.left());
    const count = this.#speed.source.read(out, offset, wanted);
    this.#fade.apply(out, offset, count);
    if (count === 0 || this.#fade.left() === 0) this.#settle();
    return count;
  }

  #decay(out: readonly Float32Array[], offset: number, frames: number): number {
    const count = Math.min(frames, this.#fade.left());
    this.#last.give(out, offset, count);
    this.#fade.apply(out, offset, count);
    if (count === 0) this.#settle();
    return count;
  }

  #settle(): void {
    this.#mode = MODE.silent;
    if (this.#pending.seek(this.#head)) this.#stalled = this.#ended = this.#swells = false;
    this.#speed.settle();
    this.#speed.source.rewindTo(this.#head.place[0]!);
    if (this.#pending.splice(this.#reader, this.#head)) this.#swells = true;
  }

  #playing(): boolean {
    return this.#mode === MODE.running || this.#mode === MODE.swell;
  }

  /** While a fade is heard the position stands, so only a run counts as playing. */
  #phase(): number {
    if (this.#ended) return PHASE.ended;
    if (this.#playing()) return PHASE.playing;
    if (!this.#wanted && this.#mode === MODE.silent) return PHASE.paused;
    return this.#stalled ? PHASE.stalled : PHASE.starting;
  }
}
