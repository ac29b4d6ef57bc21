// Stands in for webview/engine/engine.ts in the editor's bundle: a clock, and no sound.
import { Emitter } from '../../../src/core/util/emitter.ts';
import type { Disposable } from '../../../src/core/util/scope.ts';
import type { Engine, EngineInfo, EngineState, PcmSource } from '../../../webview/engine/types.ts';

export interface EngineControl {
  readonly calls: string[];
  readonly gainDb: number;
  /** Allows or refuses sound as a browser does. */
  setBlocked(blocked: boolean): void;
}

declare global {
  interface Window {
    fakeEngine: EngineControl;
  }
}

class FakeEngine implements Engine {
  readonly calls: string[] = [];
  gainDb = 0;
  #source: PcmSource | null = null;
  #state: EngineState = 'idle';
  #frame = 0;
  #since = 0;
  #blocked = window.fakeOptions?.blocked ?? false;
  #changes = new Emitter<void>();

  setBlocked(blocked: boolean): void {
    this.#blocked = blocked;
  }

  load(source: PcmSource | null, startFrame: number): void {
    this.calls.push(`load ${source ? startFrame : 'nothing'}`);
    this.#source = source;
    this.#frame = startFrame;
    this.#set(source ? 'paused' : 'idle');
  }

  play(): void {
    this.calls.push('play');
    this.#since = performance.now();
    this.#set(this.#blocked ? 'blocked' : 'playing');
  }

  pause(): void {
    this.calls.push('pause');
    this.#frame = this.positionFrame();
    this.#set('paused');
  }

  seek(frame: number): void {
    this.calls.push(`seek ${frame}`);
    this.#frame = frame;
    this.#since = performance.now();
  }

  setGainDb(gainDb: number): void {
    this.gainDb = gainDb;
  }

  positionFrame(): number {
    if (this.#state !== 'playing' || !this.#source) return this.#frame;
    const frame = this.#frame + ((performance.now() - this.#since) / 1000) * this.#source.sampleRate;
    return Math.min(Math.floor(frame), this.#source.frames() ?? Infinity);
  }

  info(): EngineInfo {
    const rate =
      this.#state === 'playing' ? (window.fakeOptions?.contextRate ?? this.#source?.sampleRate ?? null) : null;
    return {
      state: this.#state,
      transport: rate === null ? null : 'port',
      contextRate: rate,
      deviceRate: rate,
      consumedFrames: 0,
      xruns: 0,
      error: null,
    };
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.on(listener);
  }

  dispose(): void {
    this.#source = null;
  }

  #set(state: EngineState): void {
    this.#state = state;
    this.#changes.emit();
  }
}

export function createEngine(): Engine {
  const engine = new FakeEngine();
  window.fakeEngine = engine;
  return engine;
}
