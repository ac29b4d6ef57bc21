// Stands in for webview/engine/engine.ts in the editor's bundle: a clock, and no sound.
import { type BandRange, type ChannelMix, type EqSettings, plainMix } from '../../../src/core/engine/lens.ts';
import { HISTOGRAM_BINS } from '../../../src/core/engine/engineState.ts';
import { Emitter } from '../../../src/core/util/emitter.ts';
import type { Disposable } from '../../../src/core/util/scope.ts';
import type {
  Engine,
  EngineInfo,
  EngineState,
  Finding,
  FrameRange,
  Meters,
  OutputDevices,
  PcmSource,
  SpeedMode,
  Telemetry,
} from '../../../webview/engine/types.ts';

export interface EngineControl {
  readonly calls: string[];
  readonly gainDb: number;
  readonly mix: ChannelMix;
  readonly eq: EqSettings;
  readonly band: BandRange | null;
  readonly loop: FrameRange | null;
  readonly speed: number;
  readonly speedMode: SpeedMode;
  readonly reverse: boolean;
  /** What meters() gives while it plays; a test may change them. */
  readonly levels: Meters;
  /** Frequency of the sine that tap() gives, Hz; 0: silence. */
  tapHz: number;
  /** Allows or refuses sound as a browser does. */
  setBlocked(blocked: boolean): void;
  setXruns(xruns: number): void;
  setDevices(devices: OutputDevices): void;
}

declare global {
  interface Window {
    fakeEngine: EngineControl;
  }
}

class FakeEngine implements Engine {
  readonly calls: string[] = [];
  gainDb = 0;
  mix: ChannelMix = plainMix;
  eq: EqSettings = { on: false, bands: [], matchLoudness: true };
  band: BandRange | null = null;
  loop: FrameRange | null = null;
  speed = 1;
  speedMode: SpeedMode = 'pitch';
  reverse = false;
  levels: Meters = {
    outputs: 2,
    peak: Float32Array.of(0.5, 0.25),
    rms: Float32Array.of(0.2, 0.1),
    held: Float32Array.of(0.5, 0.25),
    overs: 0,
    limiter: 1,
  };
  tapHz = 1000;
  #silence: Meters = { ...this.levels, peak: new Float32Array(2), rms: new Float32Array(2), held: this.levels.held };
  #source: PcmSource | null = null;
  #state: EngineState = 'idle';
  #range: FrameRange | null = null;
  #frame = 0;
  #since = 0;
  #xruns = 0;
  #scrubbed: number | null = null;
  #ending: number | undefined;
  #blocked = window.fakeOptions?.blocked ?? false;
  #devices: OutputDevices = { devices: [{ id: '', label: 'System default' }], currentId: '', why: null };
  #changes = new Emitter<void>();

  setBlocked(blocked: boolean): void {
    this.#blocked = blocked;
  }

  setXruns(xruns: number): void {
    this.#xruns = xruns;
    this.#changes.emit();
  }

  setDevices(devices: OutputDevices): void {
    this.#devices = devices;
    this.#changes.emit();
  }

  load(source: PcmSource | null, startFrame: number): void {
    this.calls.push(`load ${source ? startFrame : 'nothing'}`);
    this.#source = source;
    this.#range = null;
    this.#put(startFrame);
    this.#set(source ? 'paused' : 'idle');
  }

  play(): void {
    this.calls.push('play');
    this.#put(this.#frame);
    this.#set(this.#blocked ? 'blocked' : 'playing');
  }

  playRange(range: FrameRange): void {
    this.calls.push(`playRange ${range.startFrame} ${range.endFrame}`);
    this.#range = range;
    this.#put(this.reverse ? range.endFrame - 1 : range.startFrame);
    this.#set(this.#blocked ? 'blocked' : 'playing');
  }

  pause(): void {
    this.calls.push('pause');
    this.#put(this.positionFrame());
    this.#set('paused');
  }

  seek(frame: number): void {
    this.calls.push(`seek ${frame}`);
    this.#range = null;
    this.#put(frame);
    this.#arm();
  }

  setLoop(loop: FrameRange | null): void {
    this.calls.push(loop ? `setLoop ${loop.startFrame} ${loop.endFrame}` : 'setLoop off');
    this.#put(this.positionFrame());
    this.loop = loop;
    this.#arm();
  }

  setSpeed(speed: number, mode: SpeedMode): void {
    this.calls.push(`setSpeed ${speed} ${mode}`);
    this.#put(this.positionFrame());
    this.speed = speed;
    this.speedMode = mode;
    this.#arm();
  }

  setReverse(reverse: boolean): void {
    this.calls.push(`setReverse ${reverse}`);
    this.#put(this.positionFrame());
    this.reverse = reverse;
    this.#arm();
  }

  scrub(frame: number | null): void {
    this.calls.push(`scrub ${frame ?? 'off'}`);
    if (frame === null && this.#scrubbed !== null) this.#put(this.#scrubbed);
    this.#scrubbed = frame;
    this.#arm();
  }

  setGainDb(gainDb: number): void {
    this.gainDb = gainDb;
  }

  setMix(mix: ChannelMix): void {
    this.mix = mix;
  }

  setEq(eq: EqSettings): void {
    this.eq = eq;
  }

  setBand(band: BandRange | null): void {
    this.band = band;
  }

  positionFrame(): number {
    if (this.#scrubbed !== null) return this.#scrubbed;
    if (this.#state !== 'playing' || !this.#source) return this.#frame;
    const passed = Math.floor(((performance.now() - this.#since) / 1000) * this.#source.sampleRate * this.speed);
    const [low, high] = this.#bounds();
    if (!this.reverse && this.loop && this.#frame + passed >= high) {
      return low + ((this.#frame + passed - low) % (high - low));
    }
    if (this.reverse && this.loop && this.#frame - passed < low) {
      return high - 1 - ((high - 1 - (this.#frame - passed)) % (high - low));
    }
    return this.reverse ? Math.max(low, this.#frame - passed) : Math.min(high, this.#frame + passed);
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
      xruns: this.#xruns,
      nonFinite: 0,
      error: null,
    };
  }

  meters(): Meters {
    return this.#state === 'playing' ? this.levels : this.#silence;
  }

  resetMeters(): void {
    this.calls.push('resetMeters');
    this.levels.held.fill(0);
    this.levels.overs = 0;
  }

  tap(into: readonly Float32Array[]): number {
    if (this.#state !== 'playing' || !this.#source) return 0;
    const step = (2 * Math.PI * this.tapHz) / this.#source.sampleRate;
    for (const samples of into) samples.forEach((_, i) => (samples[i] = 0.5 * Math.sin(i * step)));
    return into[0]?.length ?? 0;
  }

  telemetry(): Telemetry {
    const { transport, contextRate, xruns } = this.info();
    const bins = new Float64Array(HISTOGRAM_BINS);
    bins[12] = 1000;
    const callback = { p50: 0.01, p95: 0.02, p99: 0.03, p999: 0.04, max: 0.05, count: 1000, bins };
    return {
      transport,
      quantumFrames: 128,
      contextRate,
      baseLatency: 0.01,
      outputLatency: 0.03,
      callback: transport ? callback : null,
      load: transport ? 0.01 : null,
      queuedFrames: transport ? 96_000 : 0,
      queueCapacityFrames: 294_912,
      targetFrames: 72_000,
      deliveryP95Ms: 12,
      deliveryMaxMs: 30,
      xruns,
      commandLatency: transport ? { last: 3, max: 9 } : null,
      startLatency: transport ? { last: 30, max: 45 } : null,
    };
  }

  resetTelemetry(): void {
    this.calls.push('resetTelemetry');
    this.setXruns(0);
  }

  outputs(): OutputDevices {
    return this.#devices;
  }

  setOutput(id: string): Promise<void> {
    this.calls.push(`setOutput ${id}`);
    this.setDevices({ ...this.#devices, currentId: id });
    return Promise.resolve();
  }

  diagnose(): Finding[] {
    const playing = this.#state === 'playing';
    return [
      { what: 'Sound output', value: playing ? 'running' : 'not started', verdict: playing ? 'good' : 'unknown' },
    ];
  }

  click(): Promise<{ clickSeconds: number; baseLatency: number | null; outputLatency: number | null }> {
    this.calls.push('click');
    return Promise.resolve({ clickSeconds: performance.now() / 1000, baseLatency: 0.01, outputLatency: 0.03 });
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.on(listener);
  }

  dispose(): void {
    clearTimeout(this.#ending);
    this.#source = null;
  }

  #bounds(): [number, number] {
    const { startFrame = 0, endFrame = this.#source?.frames() ?? Infinity } = this.loop ?? this.#range ?? {};
    return [startFrame, endFrame];
  }

  #put(frame: number): void {
    this.#frame = frame;
    this.#since = performance.now();
  }

  /** Stops at the end of the range or file, unless it loops. */
  #arm(): void {
    clearTimeout(this.#ending);
    if (this.#state !== 'playing' || !this.#source || this.loop || this.#scrubbed !== null) return;
    const [low, high] = this.#bounds();
    const frames = this.reverse ? this.#frame - low : high - this.#frame;
    const ms = (Math.max(0, frames) / this.#source.sampleRate / this.speed) * 1000;
    if (ms < 2 ** 31) this.#ending = window.setTimeout(() => this.#end(), ms);
  }

  #end(): void {
    const [low, high] = this.#bounds();
    this.#put(this.reverse ? low : high);
    this.#range = null;
    this.#set('paused');
  }

  #set(state: EngineState): void {
    this.#state = state;
    this.#arm();
    this.#changes.emit();
  }
}

export function createEngine(): Engine {
  const engine = new FakeEngine();
  window.fakeEngine = engine;
  return engine;
}
