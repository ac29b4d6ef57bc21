import { ChannelMeasures, type ChannelResult, type ChannelState, type MeasureOptions } from './channelMeasures.ts';
import { Pitch, type PitchEstimate, type PitchState } from './pitchEstimate.ts';
import { SameChannels, type SameChannelsState } from './sameChannels.ts';
import { Stereo, type StereoResult, type StereoState } from './stereo.ts';

export interface MeasuresState {
  channels: ChannelState[];
  /** Of the first two channels, if there are two. */
  stereo: StereoState | null;
  same: SameChannelsState;
  pitch: PitchState;
}

export interface MeasuresResult {
  channels: ChannelResult[];
  stereo: StereoResult | null;
  same: SameChannelsState;
  pitch: PitchEstimate | null;
}

const ROOM = 4096;

/**
 * All but loudness that is measured of a range of frames. Ranges that follow each other can be measured by several threads
 * and put together in order: the figures are those of one range. The state is plain data.
 */
export class Measures {
  readonly state: MeasuresState;
  readonly #channels: readonly ChannelMeasures[];
  readonly #stereo: Stereo | null;
  readonly #same: SameChannels;
  readonly #pitch: Pitch;
  readonly #clean: readonly Float32Array[];
  readonly #mono = new Float32Array(ROOM);

  /** state: the first frame of the range (0 for a selection), or what a range before has left. */
  constructor(channels: number, options: MeasureOptions, state: MeasuresState | number) {
    const before = typeof state === 'number' ? undefined : state;
    const start = typeof state === 'number' ? state : 0;
    this.#channels = Array.from(
      { length: channels },
      (_, c) => new ChannelMeasures(options, before?.channels[c] ?? start),
    );
    this.#stereo = channels === 2 ? new Stereo(before?.stereo ?? undefined) : null;
    this.#same = new SameChannels(before?.same ?? channels);
    this.#pitch = new Pitch(options.sampleRate, before?.pitch ?? start);
    this.#clean = Array.from({ length: channels }, () => new Float32Array(ROOM));
    this.state = {
      channels: this.#channels.map((channel) => channel.state),
      stereo: this.#stereo?.state ?? null,
      same: this.#same.state,
      pitch: this.#pitch.state,
    };
  }

  add(planes: readonly Float32Array[], from: number, frames: number): void {
    for (let done = 0; done < frames; done += ROOM) this.#add(planes, from + done, Math.min(ROOM, frames - done));
  }

  #add(planes: readonly Float32Array[], from: number, frames: number): void {
    let bad = 0;
    for (let c = 0; c < this.#channels.length; c++) bad += this.#channels[c]!.check(planes[c]!, from, frames);
    if (bad > 0) {
      this.#silence(planes, from, frames);
      this.#measure(this.#clean, 0, frames);
    } else this.#measure(planes, from, frames);
  }

  #measure(planes: readonly Float32Array[], from: number, frames: number): void {
    for (let c = 0; c < this.#channels.length; c++) this.#channels[c]!.add(planes[c]!, from, frames);
    this.#stereo?.add(planes[0]!, planes[1]!, from, frames);
    this.#same.add(planes, from, frames);
    const [left, right] = planes;
    if (planes.length !== 2 || this.#pitch.skips(frames)) this.#pitch.add(left!, from, frames);
    else {
      for (let i = 0; i < frames; i++) this.#mono[i] = 0.5 * (left![from + i]! + right![from + i]!);
      this.#pitch.add(this.#mono, 0, frames);
    }
  }

  /** What is not finite counts as silence. */
  #silence(planes: readonly Float32Array[], from: number, frames: number): void {
    this.#clean.forEach((clean, c) => {
      const plane = planes[c]!;
      for (let i = 0; i < frames; i++) clean[i] = Number.isFinite(plane[from + i]) ? plane[from + i]! : 0;
    });
  }

  /** later begins where this ends. */
  merge(later: MeasuresState): void {
    this.#channels.forEach((channel, c) => channel.merge(later.channels[c]!));
    if (later.stereo) this.#stereo?.merge(later.stereo);
    this.#same.merge(later.same);
    this.#pitch.merge(later.pitch);
  }

  result(): MeasuresResult {
    const channels = this.#channels.map((channel) => channel.result());
    const [left, right] = this.state.channels;
    return {
      channels,
      stereo: this.#stereo && left && right ? this.#stereo.result(left.levels, right.levels) : null,
      same: this.#same.result(channels.map(({ levels }) => levels.peak)),
      pitch: this.#pitch.result(),
    };
  }
}
