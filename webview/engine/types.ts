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
  error: null,
};

/** Plays one file at a time. All calls on the page's main thread. */
export interface Engine extends Disposable {
  /** Replaces the file; keeps the position if asked (same file, new revision), and stops. */
  load(source: PcmSource | null, startFrame: number): void;
  /** Call inside a user gesture where there is one. */
  play(): void;
  pause(): void;
  /** Seeks to the frame; goes on playing if it was. */
  seek(frame: number): void;
  /** dB, −60 or below is silence. At most 0 until there is a limiter. */
  setGainDb(gainDb: number): void;
  /** The frame heard at this moment: frames consumed, corrected by output latency. Cheap enough for every frame. */
  positionFrame(): number;
  info(): EngineInfo;
  /** Fires when state, rates, xruns or error change; never per frame. */
  onChange(listener: () => void): Disposable;
}
