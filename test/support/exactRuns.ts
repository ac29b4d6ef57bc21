/** So many frames in a row tell a place in noise from any other. */
const CONFIRM = 6;
/** Of Web Audio. */
const QUANTUM = 128;

/** What was played; sample() says what float32 value is right. */
export interface Signal {
  channels: number;
  frames: number;
  sample: (frame: number, channel: number) => number;
}

/** Frames of the recording [at, end) that are the frames [from, from + frames) of the signal, bit for bit. */
export interface ExactRun {
  at: number;
  end: number;
  from: number;
  frames: number;
}

/**
 * Compares a recording (interleaved) with what was played. Where sound server or browser stood still, on a machine too busy
 * for its own recording, the sound breaks off at full level, nothing but zeros follows, and it goes on with the very next
 * frame: such stalls are counted and passed over. Earshot never sounds so: where it runs dry it fades, and its silence
 * lasts whole quanta.
 */
export class Oracle {
  stalls = 0;
  #captured: Float32Array;
  #signal: Signal;
  #index: SignalIndex;

  constructor(captured: Float32Array, index: SignalIndex) {
    this.#captured = captured;
    this.#signal = index.signal;
    this.#index = index;
  }

  /** Frames recorded. */
  get frames(): number {
    return Math.floor(this.#captured.length / this.#signal.channels);
  }

  /** One run from frame 0 = exact; several = dropouts or jumps; none = resampled, scaled or silent. */
  runs(): ExactRun[] {
    const runs: ExactRun[] = [];
    for (let at = 0; at < this.frames - CONFIRM;) {
      const from = this.#silent(at) ? -1 : this.#index.find(this.#captured, at);
      if (from < 0) {
        at++;
        continue;
      }
      const { frames, end } = this.follow(at, (played) => from + played);
      runs.push({ at, end, from, frames });
      at = end;
    }
    return runs;
  }

  /** How far the recording goes from `at` on in an order of frames. */
  follow(start: number, frameOf: (played: number) => number): { frames: number; end: number } {
    let at = start;
    let frames = 0;
    for (;;) {
      const frame = frameOf(frames);
      if (!this.#index.equal(this.#captured, at, frame)) {
        const silence = this.#silence(at);
        if (frames === 0 || silence % QUANTUM === 0) break;
        if (!this.#index.equal(this.#captured, at + silence, frame)) break;
        at += silence;
        this.stalls++;
        console.warn(`the sound server stood still for ${silence} frames: this machine is too busy to record`);
      }
      at++;
      frames++;
    }
    return { frames, end: at };
  }

  /** Gain of each recorded frame against the signal from that frame on: what a fade looks like. */
  gains(at: number, from: number, frames: number): number[] {
    const { channels, sample } = this.#signal;
    return Array.from({ length: frames }, (_, i) => {
      // The louder channel: a quiet sample says little.
      let loudest = 0;
      for (let c = 1; c < channels; c++) {
        if (Math.abs(sample(from + i, c)) > Math.abs(sample(from + i, loudest))) loudest = c;
      }
      return this.#captured[(at + i) * channels + loudest]! / sample(from + i, loudest);
    });
  }

  silentBetween(start: number, end: number): boolean {
    return start + this.#silence(start) >= end;
  }

  #silence(at: number): number {
    let end = at;
    while (end < this.frames && this.#silent(end)) end++;
    return end - at;
  }

  #silent(at: number): boolean {
    const { channels } = this.#signal;
    for (let c = 0; c < channels; c++) if (this.#captured[at * channels + c] !== 0) return false;
    return true;
  }
}

/** Finds where in a signal some frames come from: of noise, or anything else that hardly repeats. */
export class SignalIndex {
  readonly signal: Signal;
  #first = new Map<number, number>();
  /** The next frame with the same value in channel 0; −1 after the last. */
  #next: Int32Array;

  constructor(signal: Signal) {
    this.signal = signal;
    this.#next = new Int32Array(signal.frames);
    for (let frame = signal.frames - 1; frame >= 0; frame--) {
      const value = signal.sample(frame, 0);
      this.#next[frame] = this.#first.get(value) ?? -1;
      this.#first.set(value, frame);
    }
  }

  equal(captured: Float32Array, at: number, frame: number): boolean {
    const { channels, frames, sample } = this.signal;
    if (frame >= frames || (at + 1) * channels > captured.length) return false;
    for (let c = 0; c < channels; c++) if (captured[at * channels + c] !== sample(frame, c)) return false;
    return true;
  }

  /** −1 where what was recorded is no part of the signal. */
  find(captured: Float32Array, at: number): number {
    const value = captured[at * this.signal.channels];
    for (let frame = this.#first.get(value ?? NaN) ?? -1; frame >= 0; frame = this.#next[frame]!) {
      let same = 0;
      while (same < CONFIRM && this.equal(captured, at + same, frame + same)) same++;
      if (same === CONFIRM) return frame;
    }
    return -1;
  }
}
