import type { BandRange, ChannelMix, EqSettings } from '../../src/core/engine/lens.ts';
import type { Disposable } from '../../src/core/util/scope.ts';

/** Decoded audio of one file. read() resolves with fewer frames than asked only at the end of the file. */
export interface PcmSource {
  readonly sampleRate: number;
  readonly channels: number;
  /** Best knowledge of the length in frames; null while it is unknown. */
  frames(): number | null;
  /** Planar: data[channel * frames + i]. Rejects when the file or the server is gone. */
  read(startFrame: number, frames: number): Promise<{ frames: number; data: Float32Array }>;
}

/**
 * idle: nothing loaded · paused: stands at a position · starting: waits for the first block or the device ·
 * blocked: the browser wants a click before it gives sound; the play is kept and starts with the next gesture ·
 * playing · stalled: ran dry while playing, resumes by itself
 */
export type EngineState = 'idle' | 'paused' | 'starting' | 'blocked' | 'playing' | 'stalled';

export interface EngineInfo {
  state: EngineState;
  transport: 'ring' | 'port' | null;
  /** Rate of the AudioContext, Hz; equal to the file's unless the device refused it. */
  contextRate: number | null;
  /** Rate the output device runs at, Hz, as far as the browser tells. */
  deviceRate: number | null;
  /** Frames of the file that the audio callback has consumed since the engine was made. */
  consumedFrames: number;
  /** Times the callback ran dry while playing. */
  xruns: number;
  /** NaN and infinite samples that were played as silence. */
  nonFinite: number;
  /** The last failure, in the user's words; null after the next successful play. */
  error: string | null;
}

/** Of an engine with nothing loaded. */
export const idleEngine: Readonly<EngineInfo> = {
  state: 'idle',
  transport: null,
  contextRate: null,
  deviceRate: null,
  consumedFrames: 0,
  xruns: 0,
  nonFinite: 0,
  error: null,
};

/** [startFrame, endFrame) */
export interface FrameRange {
  readonly startFrame: number;
  readonly endFrame: number;
}

export type SpeedMode = 'pitch' | 'varispeed';
export const MIN_SPEED = 0.25;
export const MAX_SPEED = 4;
export const MAX_GAIN_DB = 24;

/** Of what leaves for the device, after everything. Rewritten in place; linear, one value for each output channel. */
export interface Meters {
  readonly outputs: number;
  /** Instant attack, falls by 20 dB in 1.7 s (IEC 60268-18). */
  readonly peak: Float32Array;
  /** Root mean square, time constant 300 ms. */
  readonly rms: Float32Array;
  /** Highest peak since the last resetMeters(). */
  readonly held: Float32Array;
  /** Frames beyond full scale since then. */
  overs: number;
  /** Gain of the limiter now; 1 when it does nothing. */
  limiter: number;
}

export interface Telemetry {
  transport: 'ring' | 'port' | null;
  quantumFrames: number;
  contextRate: number | null;
  /** Seconds, as the context reports them; null where it does not. */
  baseLatency: number | null;
  outputLatency: number | null;
  /** Of the audio callback, ms; null where the audio thread has no clock fine enough. bins: see callbackBin(). */
  callback: {
    p50: number;
    p95: number;
    p99: number;
    p999: number;
    max: number;
    count: number;
    bins: ArrayLike<number>;
  } | null;
  /** Share of the callbacks' time that was spent in them, 0…1; also known where there is only a coarse clock. */
  load: number | null;
  queuedFrames: number;
  queueCapacityFrames: number;
  /** Frames wanted ahead, and the delivery jitter they come from, ms. */
  targetFrames: number;
  deliveryP95Ms: number;
  deliveryMaxMs: number;
  xruns: number;
  /** From sending to taking effect, ms. */
  commandLatency: { last: number; max: number } | null;
  /** From the call of seek() or play() to the first frame of it at the device's door, ms. */
  startLatency: { last: number; max: number } | null;
}

export interface OutputDevice {
  /** '' is the system's default. */
  readonly id: string;
  readonly label: string;
}

/** devices: null where the browser does not let a page choose; why says so in the user's words. */
export interface OutputDevices {
  readonly devices: readonly OutputDevice[] | null;
  readonly currentId: string;
  readonly why: string | null;
}

/** One line of the "no sound?" diagnosis. */
export interface Finding {
  readonly what: string;
  readonly value: string;
  readonly verdict: 'good' | 'bad' | 'unknown';
}

/** Plays one file at a time. All calls on the page's main thread. What is set holds for the files loaded later, too. */
export interface Engine extends Disposable {
  /** Replaces the file; keeps the position if asked (same file, new revision), and stops. Ends a range, keeps the rest. */
  load(source: PcmSource | null, startFrame: number): void;
  /** Call inside a user gesture where there is one. */
  play(): void;
  /** Plays the range once and stops at its end (its start, backwards). */
  playRange(range: FrameRange): void;
  pause(): void;
  /** Seeks to the frame; goes on playing if it was. Ends a range. */
  seek(frame: number): void;
  /** Of at least 1 ms. Gapless and exact to the frame; may change while playing: what has been heard goes on into it. */
  setLoop(loop: FrameRange | null): void;
  /** MIN_SPEED … MAX_SPEED. Exactly 1 leaves the samples untouched. */
  setSpeed(speed: number, mode: SpeedMode): void;
  setReverse(reverse: boolean): void;
  /** A short piece of sound from that frame, for a pointer that is being dragged; null when it is let go: goes on as before. */
  scrub(frame: number | null): void;
  /** dB, −60 or below is silence; above 0, up to MAX_GAIN_DB, the limiter is in. */
  setGainDb(gainDb: number): void;
  setMix(mix: ChannelMix): void;
  setEq(eq: EqSettings): void;
  /** Hear only this range of frequencies; null: all. */
  setBand(band: BandRange | null): void;
  /** The frame heard at this moment: frames consumed, corrected by output latency. Cheap enough for every frame. */
  positionFrame(): number;
  info(): EngineInfo;
  meters(): Meters;
  resetMeters(): void;
  /** The newest frames heard, oldest first, into[output][…]; returns how many are new enough to be there (0: nothing plays). */
  tap(into: readonly Float32Array[]): number;
  telemetry(): Telemetry;
  resetTelemetry(): void;
  /** Cached; refreshed when the browser says that devices changed. */
  outputs(): OutputDevices;
  /** Rejects in the user's words. */
  setOutput(id: string): Promise<void>;
  /** Why nothing is heard, as far as a page can tell. */
  diagnose(): Finding[];
  /** Plays one click; resolves with the context time in seconds at which it left the kernel, and the reported latencies. */
  click(): Promise<{ clickSeconds: number; baseLatency: number | null; outputLatency: number | null }>;
  /** Fires when state, rates, xruns, devices or error change; never per frame. */
  onChange(listener: () => void): Disposable;
}
