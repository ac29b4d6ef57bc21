import { COMMAND } from '../../src/core/engine/commands.ts';
import { FIELD } from '../../src/core/engine/engineState.ts';
import type { BandRange, ChannelMix, EqSettings } from '../../src/core/engine/lens.ts';
import { Emitter } from '../../src/core/util/emitter.ts';
import type { Disposable } from '../../src/core/util/scope.ts';
import { diagnose } from './diagnose.ts';
import { MeterReader } from './meterReader.ts';
import { Outputs } from './outputs.ts';
import { Sound } from './sound.ts';
import { telemetryOf } from './telemetry.ts';
import { Transport } from './transport.ts';
import type {
  Engine,
  EngineInfo,
  Finding,
  FrameRange,
  Meters,
  OutputDevices,
  PcmSource,
  SpeedMode,
  Telemetry,
} from './types.ts';

export interface EngineOptions {
  /** Address of the worklet's bundle; else the page's data-worklet. */
  workletUrl?: string;
  /** Address of the time-stretcher's machine code; else the page's data-stretch. */
  stretchUrl?: string;
  /** Else the page's data-latency-hint: a category, or seconds. */
  latencyHint?: AudioContextLatencyCategory | number;
}

export function createEngine(options: EngineOptions = {}): Engine {
  const { worklet, stretch, latencyHint } = document.body.dataset;
  return new PlaybackEngine({
    workletUrl: options.workletUrl ?? worklet ?? '',
    stretchUrl: options.stretchUrl ?? stretch ?? '',
    latencyHint: options.latencyHint ?? parseHint(latencyHint),
  });
}

/** −12 dBFS: loud enough to be found in a recording, not to hurt. */
const CLICK_AMPLITUDE = 0.25;
const CLICK_LOOK_MS = 10;
const CLICK_TIMEOUT_MS = 3000;

/** One duty each: transport, sound, meters, outputs. Main thread. */
class PlaybackEngine implements Engine {
  #changes = new Emitter<void>();
  #sound = new Sound();
  #meters = new MeterReader();
  #outputs = new Outputs(
    () => this.#changes.emit(),
    (label) => this.#transport.warn(`${label} is no longer there. Sound goes to the system's device.`),
  );
  #transport: Transport;

  constructor(options: Required<EngineOptions>) {
    this.#transport = new Transport({
      ...options,
      sound: this.#sound,
      onChange: () => this.#changes.emit(),
      onDevice: (context) => this.#outputs.attach(context),
    });
  }

  load(source: PcmSource | null, startFrame: number): void {
    this.#transport.load(source, startFrame);
  }

  play(): void {
    this.#transport.play();
  }

  playRange(range: FrameRange): void {
    this.#transport.playRange(range);
  }

  pause(): void {
    this.#transport.pause();
  }

  seek(frame: number): void {
    this.#transport.seek(frame);
  }

  setLoop(loop: FrameRange | null): void {
    this.#transport.setLoop(loop);
  }

  setSpeed(speed: number, mode: SpeedMode): void {
    this.#transport.setSpeed(speed, mode);
  }

  setReverse(reverse: boolean): void {
    this.#transport.setReverse(reverse);
  }

  scrub(frame: number | null): void {
    this.#transport.scrub(frame);
  }

  setGainDb(gainDb: number): void {
    this.#sound.setGainDb(gainDb);
  }

  setMix(mix: ChannelMix): void {
    this.#sound.setMix(mix);
  }

  setEq(eq: EqSettings): void {
    this.#sound.setEq(eq);
  }

  setBand(band: BandRange | null): void {
    this.#sound.setBand(band);
  }

  positionFrame(): number {
    return this.#transport.positionFrame();
  }

  info(): EngineInfo {
    return { ...this.#transport.info };
  }

  meters(): Meters {
    return this.#meters.read(this.#transport.session?.link ?? null, this.#sounding());
  }

  resetMeters(): void {
    this.#meters.reset();
  }

  tap(into: readonly Float32Array[]): number {
    return this.#sounding() ? (this.#transport.session?.link?.tap(into) ?? 0) : 0;
  }

  telemetry(): Telemetry {
    return telemetryOf(this.#transport);
  }

  resetTelemetry(): void {
    const { session, starts } = this.#transport;
    session?.link?.command(COMMAND.resetTelemetry);
    session?.feeder.ahead.deliveries.reset();
    starts.reset();
  }

  outputs(): OutputDevices {
    return this.#outputs.list();
  }

  setOutput(id: string): Promise<void> {
    return this.#outputs.choose(id);
  }

  diagnose(): Finding[] {
    return diagnose(this.#transport, this.#sound, this.#meters);
  }

  async click(): Promise<{ clickSeconds: number; baseLatency: number | null; outputLatency: number | null }> {
    const transport = this.#transport;
    const { session } = transport;
    if (!session) throw new Error('Open a file before the way to the ear is measured.');
    if (!transport.open(session)) throw new Error(transport.info.error ?? 'There is no sound output.');
    const { context } = transport.device!;
    transport.device!.start();
    try {
      const end = performance.now() + CLICK_TIMEOUT_MS;
      for (let before: number | null = null; performance.now() < end && transport.session === session;) {
        transport.look();
        const { link } = session;
        if (link && context.state === 'running' && link.stateMs > 0) {
          const clicked = link.state[FIELD.clickFrame]!;
          if (before === null) link.command(COMMAND.click, CLICK_AMPLITUDE);
          else if (clicked !== before) return latenciesOf(context, clicked);
          before ??= clicked;
        }
        await new Promise((resolve) => setTimeout(resolve, CLICK_LOOK_MS));
      }
      throw new Error('The sound output did not start.');
    } finally {
      if (!transport.wanted) transport.device?.stop();
    }
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.on(listener);
  }

  dispose(): void {
    this.#transport.dispose();
    this.#outputs.dispose();
  }

  #sounding(): boolean {
    const { state } = this.#transport.info;
    return state === 'playing' || state === 'stalled' || state === 'starting';
  }
}

function latenciesOf(context: AudioContext, clickFrame: number) {
  const clickSeconds = clickFrame / context.sampleRate;
  return { clickSeconds, baseLatency: context.baseLatency ?? null, outputLatency: context.outputLatency ?? null };
}

function parseHint(text: string | undefined): AudioContextLatencyCategory | number {
  if (text === 'interactive' || text === 'balanced' || text === 'playback') return text;
  const seconds = Number(text);
  return text && seconds > 0 ? seconds : 'balanced';
}
