/** Windows of 50 ms on a grid that begins with the file, and blocks of 3 s of them. */
export interface WindowsState {
  start: number;
  frames: number;
  /** How many whole windows have a level in each step of 0.1 dB, from −200 dB on; digital silence is left out. */
  histogram: Uint32Array;
  silent: number;
  /** Sums of squares and frames of the first window, which may have begun before the start, and of the last. */
  firstSquares: number;
  firstFrames: number;
  lastSquares: number;
  lastFrames: number;
  /** Windows that have ended. */
  ended: number;
  /** Of blocks from block floor(first window / 60) on: sums of squares, peaks and frames. */
  blockSquares: number[];
  blockPeaks: number[];
  blockFrames: number[];
}

const PER_SECOND = 20;
const PER_BLOCK = 60;
const LOWEST = -200;
const STEPS = 2200;

export interface NoiseFloor {
  /** dBFS RMS. */
  floor: number;
  /** dB that the loudest twentieth of windows lies above it. */
  snr: number;
}

export class LevelWindows {
  readonly state: WindowsState;
  readonly #sampleRate: number;
  /** Of the window in progress. */
  #index: number;
  #end: number;

  constructor(sampleRate: number, state: WindowsState | number) {
    this.#sampleRate = sampleRate;
    this.state =
      typeof state === 'number'
        ? {
            ...{ start: state, frames: 0, histogram: new Uint32Array(STEPS), silent: 0 },
            ...{ firstSquares: 0, firstFrames: 0, lastSquares: 0, lastFrames: 0, ended: 0 },
            ...{ blockSquares: [], blockPeaks: [], blockFrames: [] },
          }
        : state;
    this.#index = this.#indexOf(this.state.start + this.state.frames);
    this.#end = this.#startOf(this.#index + 1);
  }

  /** Frames to the end of the window in progress. */
  get room(): number {
    return this.#end - this.state.start - this.state.frames;
  }

  /** At most `room` frames, with this sum of squares and greatest magnitude. */
  add(squares: number, peak: number, frames: number): void {
    const { state } = this;
    const block = Math.floor(this.#index / PER_BLOCK) - this.#firstBlock;
    while (state.blockSquares.length <= block) {
      state.blockSquares.push(0);
      state.blockPeaks.push(0);
      state.blockFrames.push(0);
    }
    state.blockSquares[block]! += squares;
    state.blockFrames[block]! += frames;
    if (peak > state.blockPeaks[block]!) state.blockPeaks[block] = peak;
    state.lastSquares += squares;
    state.lastFrames += frames;
    state.frames += frames;
    if (state.start + state.frames >= this.#end) this.#complete();
  }

  merge(later: WindowsState): void {
    const { state } = this;
    if (later.frames === 0) return;
    const offset = Math.floor(this.#indexOf(later.start) / PER_BLOCK) - this.#firstBlock;
    later.blockSquares.forEach((squares, i) => {
      const block = offset + i;
      state.blockSquares[block] = (state.blockSquares[block] ?? 0) + squares;
      state.blockPeaks[block] = Math.max(state.blockPeaks[block] ?? 0, later.blockPeaks[i]!);
      state.blockFrames[block] = (state.blockFrames[block] ?? 0) + later.blockFrames[i]!;
    });
    for (let i = 0; i < STEPS; i++) state.histogram[i]! += later.histogram[i]!;
    state.silent += later.silent;
    const goesOn = later.ended === 0;
    const frames = goesOn ? later.lastFrames : later.firstFrames;
    state.lastSquares += goesOn ? later.lastSquares : later.firstSquares;
    state.lastFrames += frames;
    state.frames += frames;
    if (frames > 0 && state.start + state.frames >= this.#end) this.#complete();
    if (goesOn) return;
    state.frames += later.frames - frames;
    state.ended += later.ended;
    [state.lastSquares, state.lastFrames] = [later.lastSquares, later.lastFrames];
    this.#index = this.#indexOf(state.start + state.frames);
    this.#end = this.#startOf(this.#index + 1);
  }

  /**
   * Level below which the quietest twentieth of the windows lies, digital silence left out, and how far above it the
   * loudest twentieth begins. null under 20 windows, and where the quietest and the loudest are within 6 dB.
   */
  noiseFloor(): NoiseFloor | null {
    const { histogram } = this.state;
    const count = histogram.reduce((sum, n) => sum + n, 0);
    if (count < 20) return null;
    const level = (share: number): number => {
      let seen = 0;
      for (let i = 0; i < STEPS; i++) {
        seen += histogram[i]!;
        if (seen >= share * count) return LOWEST + (i + 0.5) / 10;
      }
      return NaN;
    };
    const floor = level(0.05);
    const snr = level(0.95) - floor;
    return snr < 6 ? null : { floor, snr };
  }

  /**
   * TT DR of one channel (Pleasurize Music Foundation, "Dynamic Range Meter"): the second highest peak of the blocks of
   * 3 s over the RMS, taken 3.01 dB higher, of the loudest fifth of them. null under five blocks, and in silence.
   */
  dynamicRange(): number | null {
    const { blockSquares, blockPeaks, blockFrames } = this.state;
    if (blockSquares.length < 5) return null;
    const squares = Float64Array.from(blockSquares, (sum, i) => (2 * sum) / Math.max(1, blockFrames[i]!)).sort();
    const second = Float64Array.from(blockPeaks).sort()[blockPeaks.length - 2] ?? 0;
    const loud = squares.subarray(squares.length - Math.floor(squares.length / 5));
    const mean = loud.reduce((sum, x) => sum + x, 0) / loud.length;
    if (!(second > 0 && mean > 0)) return null;
    return 20 * Math.log10(second) - 10 * Math.log10(mean);
  }

  get #firstBlock(): number {
    return Math.floor(this.#indexOf(this.state.start) / PER_BLOCK);
  }

  #complete(): void {
    const { state } = this;
    // The first window counts here only if it is whole.
    if (this.#end - this.#startOf(this.#index) === state.lastFrames) this.#count(state.lastSquares, state.lastFrames);
    else [state.firstSquares, state.firstFrames] = [state.lastSquares, state.lastFrames];
    state.lastSquares = state.lastFrames = 0;
    state.ended++;
    this.#index = this.#indexOf(state.start + state.frames);
    this.#end = this.#startOf(this.#index + 1);
  }

  #count(squares: number, frames: number): void {
    if (squares === 0) {
      this.state.silent++;
      return;
    }
    const step = Math.floor((10 * Math.log10(squares / frames) - LOWEST) * 10);
    this.state.histogram[Math.max(0, Math.min(STEPS - 1, step))]!++;
  }

  #startOf(index: number): number {
    return Math.ceil((index * this.#sampleRate) / PER_SECOND);
  }

  #indexOf(frame: number): number {
    let index = Math.floor((frame * PER_SECOND) / this.#sampleRate);
    while (this.#startOf(index + 1) <= frame) index++;
    return index;
  }
}
