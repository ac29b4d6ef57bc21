import type { LevelKernel } from '../dsp/levelKernel.ts';
import { Clicks, type ClicksResult, type ClicksState } from './clicks.ts';
import { Clipping } from './clipping.ts';
import { Levels, type LevelsResult, type LevelsState } from './levels.ts';
import type { NoiseFloor } from './levelWindows.ts';
import type { RunsResult, RunsState } from './runs.ts';
import { SampleFormat, type SampleFormatResult, type SampleFormatState } from './sampleFormat.ts';
import { SilenceEdges, type SilenceResult, type SilenceState } from './silenceEdges.ts';
import { MeanSpectrum, type SpectralShape, type SpectrumState } from './spectralShape.ts';
import type { PeakFinder } from '../dsp/truePeakFilter.ts';
import { TruePeak, type TruePeakResult, type TruePeakState } from './truePeak.ts';
import { ZeroRuns, type ZeroRunsResult, type ZeroRunsState } from './zeroRuns.ts';

export interface ChannelState {
  format: SampleFormatState;
  levels: LevelsState;
  truePeak: TruePeakState;
  clipping: RunsState;
  zeros: ZeroRunsState;
  silence: SilenceState;
  clicks: ClicksState;
  spectrum: SpectrumState;
}

export interface ChannelResult {
  frames: number;
  format: SampleFormatResult;
  levels: LevelsResult;
  truePeak: TruePeakResult;
  clipping: RunsResult;
  zeros: ZeroRunsResult;
  silence: SilenceResult;
  clicks: ClicksResult;
  spectrum: SpectralShape | null;
  noise: NoiseFloor | null;
  /** TT DR, dB. */
  dynamicRange: number | null;
}

export interface MeasureOptions {
  sampleRate: number;
  /** See clipLevel. */
  clipLevel: number;
  /** Shared by all channels of a thread. */
  finder: PeakFinder;
  levels: LevelKernel | null;
}

/** All that is measured of one channel by itself. The state is plain data: it crosses from thread to thread. */
export class ChannelMeasures {
  readonly state: ChannelState;
  readonly #format: SampleFormat;
  readonly #levels: Levels;
  readonly #truePeak: TruePeak;
  readonly #clipping: Clipping;
  readonly #zeros: ZeroRuns;
  readonly #silence: SilenceEdges;
  readonly #clicks: Clicks;
  readonly #spectrum: MeanSpectrum;

  /** state: the first frame, or what a range before has left. */
  constructor({ sampleRate, clipLevel, finder, levels }: MeasureOptions, state: ChannelState | number) {
    const before = typeof state === 'number' ? undefined : state;
    const start = typeof state === 'number' ? state : 0;
    this.#format = new SampleFormat(before?.format ?? start);
    this.#levels = new Levels(sampleRate, before?.levels ?? start, levels);
    this.#truePeak = new TruePeak(finder, before?.truePeak ?? start);
    this.#clipping = new Clipping(clipLevel, before?.clipping ?? start);
    this.#zeros = new ZeroRuns(sampleRate, before?.zeros ?? start);
    this.#silence = new SilenceEdges(before?.silence ?? start);
    this.#clicks = new Clicks(before?.clicks ?? start, levels);
    this.#spectrum = new MeanSpectrum(sampleRate, before?.spectrum ?? start);
    this.state = {
      ...{ format: this.#format.state, levels: this.#levels.state, truePeak: this.#truePeak.state },
      ...{ clipping: this.#clipping.state, zeros: this.#zeros.state, silence: this.#silence.state },
      ...{ clicks: this.#clicks.state, spectrum: this.#spectrum.state },
    };
  }

  /** First of these frames: returns how many are not finite, which must be zeros in what `add` is given. */
  check(plane: Float32Array, from: number, frames: number): number {
    return this.#format.add(plane, from, frames);
  }

  add(plane: Float32Array, from: number, frames: number): void {
    this.#levels.add(plane, from, frames);
    this.#truePeak.add(plane, from, frames, this.#levels.state);
    this.#clipping.add(plane, from, frames, this.#levels.lastPeak);
    this.#zeros.add(plane, from, frames);
    this.#silence.add(plane, from, frames);
    this.#clicks.add(plane, from, frames);
    this.#spectrum.add(plane, from, frames);
  }

  /** later begins where this ends. */
  merge(later: ChannelState): void {
    this.#format.merge(later.format);
    this.#levels.merge(later.levels);
    this.#truePeak.merge(later.truePeak);
    this.#clipping.merge(later.clipping);
    this.#zeros.merge(later.zeros);
    this.#silence.merge(later.silence);
    this.#clicks.merge(later.clicks);
    this.#spectrum.merge(later.spectrum);
  }

  result(): ChannelResult {
    const format = this.#format.result();
    return {
      frames: this.state.levels.frames,
      format,
      levels: this.#levels.result(format.nan + format.infinite),
      truePeak: this.#truePeak.result(),
      clipping: this.#clipping.result(),
      zeros: this.#zeros.result(),
      silence: this.#silence.result(),
      clicks: this.#clicks.result(),
      spectrum: this.#spectrum.result(),
      noise: this.#levels.windows.noiseFloor(),
      dynamicRange: this.#levels.windows.dynamicRange(),
    };
  }
}
