/** Where the sound of one channel begins and ends. */
export interface SilenceState {
  start: number;
  frames: number;
  /** First and last frame that is not zero, and that is above −60 dBFS; −1 where there is none. */
  firstSound: number;
  lastSound: number;
  firstAudible: number;
  lastAudible: number;
}

export interface SilenceResult {
  /** Frames at the start and at the end that are exactly zero: all of them in digital silence. */
  leadingZeros: number;
  trailingZeros: number;
  /** Frames at the start and at the end without a sample above −60 dBFS. */
  leadingSilence: number;
  trailingSilence: number;
}

const AUDIBLE = 1e-3;

export class SilenceEdges {
  readonly state: SilenceState;

  constructor(state: SilenceState | number) {
    this.state =
      typeof state === 'number'
        ? { start: state, frames: 0, firstSound: -1, lastSound: -1, firstAudible: -1, lastAudible: -1 }
        : state;
  }

  add(plane: Float32Array, from: number, frames: number): void {
    const { state } = this;
    const at = state.start + state.frames - from;
    const to = from + frames;
    if (state.firstSound < 0) state.firstSound = frame(at, first(plane, from, to, 0));
    if (state.firstAudible < 0) state.firstAudible = frame(at, first(plane, from, to, AUDIBLE));
    const sound = last(plane, from, to, 0);
    if (sound >= 0) state.lastSound = at + sound;
    const audible = sound < 0 ? -1 : last(plane, from, sound + 1, AUDIBLE);
    if (audible >= 0) state.lastAudible = at + audible;
    state.frames += frames;
  }

  /** later begins where this ends. */
  merge(later: SilenceState): void {
    const { state } = this;
    if (state.firstSound < 0) state.firstSound = later.firstSound;
    if (state.firstAudible < 0) state.firstAudible = later.firstAudible;
    if (later.lastSound >= 0) state.lastSound = later.lastSound;
    if (later.lastAudible >= 0) state.lastAudible = later.lastAudible;
    state.frames += later.frames;
  }

  result(): SilenceResult {
    const { start, frames, firstSound, lastSound, firstAudible, lastAudible } = this.state;
    return {
      leadingZeros: firstSound < 0 ? frames : firstSound - start,
      trailingZeros: firstSound < 0 ? frames : start + frames - 1 - lastSound,
      leadingSilence: firstAudible < 0 ? frames : firstAudible - start,
      trailingSilence: firstAudible < 0 ? frames : start + frames - 1 - lastAudible,
    };
  }
}

const frame = (at: number, index: number): number => (index < 0 ? -1 : at + index);

function first(plane: Float32Array, from: number, to: number, above: number): number {
  for (let i = from; i < to; i++) if (plane[i]! > above || plane[i]! < -above) return i;
  return -1;
}

function last(plane: Float32Array, from: number, to: number, above: number): number {
  for (let i = to - 1; i >= from; i--) if (plane[i]! > above || plane[i]! < -above) return i;
  return -1;
}
