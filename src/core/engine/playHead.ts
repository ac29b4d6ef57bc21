import { FIELD } from './engineState.ts';
import type { FrameReader } from './frameReader.ts';
import type { SpeedStage } from './speedStage.ts';

/** Places in #line: the straight line of the present run, through context frame and program frame with a pace. */
const CONTEXT = 0;
const PROGRAM = 1;
const PACE = 2;
/** A position that is further from it, in frames of the file, begins a new line: the speed glides. */
const TOLERANCE = 0.25;
/** More than one fade at any rate. */
const LONGEST_LEAD = 16384;

/**
 * Where in the program and the file playback stands, kept for the page in the state: position, run, rate, loop, epoch.
 * Audio thread only; no allocation after the constructor. now[0]: the context frame of what comes next.
 */
export class PlayHead {
  /** place[0]: the program frame that is heard next; a fraction where the speed or rate is converted. */
  readonly place = new Float64Array(1);
  /** The frame that was sought has not been found in the program, whose first block is not there. */
  aiming = false;
  #reader: FrameReader;
  #speed: SpeedStage;
  #state: Float64Array;
  #now: Float64Array;
  #line = new Float64Array(3);
  /** Copy of #line[PROGRAM], for the map. */
  #lineStart = new Float64Array(1);
  #piece = -1;
  /** #start[0]: program frame that the epoch heard began with. */
  #start = new Float64Array(1);
  #sought = new Float64Array(1);

  constructor(reader: FrameReader, speed: SpeedStage, state: Float64Array, now: Float64Array) {
    this.#reader = reader;
    this.#speed = speed;
    this.#state = state;
    this.#now = now;
  }

  /** Stands at frame[0] of the file, wherever in the program of that epoch it may be. */
  jump(epoch: number, frame: Float64Array): void {
    const state = this.#state;
    state[FIELD.epoch] = epoch;
    state[FIELD.position] = state[FIELD.runFileFrame] = this.#sought[0] = frame[0]!;
    state[FIELD.runContextFrame] = this.#now[0]!;
    state[FIELD.run]!++;
    this.place[0] = this.#start[0] = 0;
    this.#piece = -1;
    this.aiming = true;
    this.#reader.jump(epoch);
    this.aim();
  }

  /** Finds what was sought, if its block is there. */
  aim(): void {
    if (!this.aiming || this.#reader.fresh()) return;
    this.aiming = false;
    const distance = this.#reader.map.distance(this.#sought);
    // A program that starts elsewhere is played from its start.
    this.place[0] = distance <= LONGEST_LEAD ? distance : 0;
  }

  /** A run begins with what the source gives next: up to one frame of the context earlier than it was left. */
  begin(): void {
    const first = this.#speed.source.at[0]!;
    this.#state[FIELD.consumed]! += first - this.place[0]!;
    this.place[0] = first;
    this.#piece = this.#reader.map.find(this.place);
    this.#state[FIELD.run]!++;
    this.#draw(this.#now[0]!, first, this.#speed.rate[0]!);
  }

  /** The source has given `frames` frames of the run. */
  advance(frames: number): void {
    if (frames === 0) return;
    const before = this.place[0]!;
    const after = this.#speed.source.at[0]!;
    const now = this.#now[0]!;
    this.place[0] = after;
    this.#state[FIELD.consumed]! += after - before;
    const { map } = this.#reader;
    const piece = map.find(this.place);
    if (piece !== this.#piece) {
      this.#piece = piece;
      this.#state[FIELD.run]!++;
      const share = after > before ? Math.max(0, (map.start[0]! - before) / (after - before)) : 0;
      this.#draw(now + share * frames, map.start[0]!, this.#speed.rate[0]!);
    }
    const line = this.#line;
    const foreseen = line[PROGRAM]! + line[PACE]! * (now + frames - line[CONTEXT]!);
    if (Math.abs(foreseen - after) > TOLERANCE) this.#draw(now + frames, after, (after - before) / frames);
  }

  /** All has been heard: a last step that went beyond the end is taken back. */
  finish(): void {
    const end = this.#reader.at[0]!;
    this.#state[FIELD.consumed]! += end - this.place[0]!;
    this.place[0] = end;
  }

  /** The pace has changed from here on. */
  turn(): void {
    this.#draw(this.#now[0]!, this.place[0]!, this.#speed.rate[0]!);
  }

  ranDry(): void {
    this.#state[FIELD.xruns]!++;
  }

  publish(phase: number): void {
    const { map, at, epochStart } = this.#reader;
    const state = this.#state;
    state[FIELD.phase] = phase;
    const piece = this.aiming ? -1 : map.find(this.place);
    if (piece >= 0) {
      const epoch = map.epoch(piece);
      if (epoch !== state[FIELD.epoch]) this.#start[0] = map.start[0]!;
      if (epoch === this.#reader.epoch()) this.#start[0] = epochStart[0]!;
      state[FIELD.epoch] = epoch;
      state[FIELD.loopStart] = map.loop[0]!;
      state[FIELD.loopEnd] = map.loop[1]!;
      state[FIELD.rate] = this.#line[PACE]! * map.step(piece);
      map.locate(this.place);
      state[FIELD.position] = map.file[0]!;
    }
    state[FIELD.readIndex] = Math.max(at[0]!, Math.ceil(this.place[0]!)) - this.#start[0]!;
    state[FIELD.queued] = this.#reader.ahead();
    state[FIELD.nonFinite] = this.#reader.nonFinite[0]!;
  }

  #draw(context: number, program: number, pace: number): void {
    const line = this.#line;
    line[CONTEXT] = context;
    line[PROGRAM] = program;
    line[PACE] = pace;
    this.#state[FIELD.runContextFrame] = context;
    this.#lineStart[0] = program;
    if (this.#reader.map.locate(this.#lineStart)) this.#state[FIELD.runFileFrame] = this.#reader.map.file[0]!;
  }
}
