import { FIELD, PHASE } from '../../src/core/engine/engineState.ts';
import { Emitter } from '../../src/core/util/emitter.ts';
import type { Disposable } from '../../src/core/util/scope.ts';
import { Clock } from './clock.ts';
import { Device, probeDeviceRate } from './device.ts';
import { Feeder } from './feeder.ts';
import { type Link, openLink } from './link.ts';
import { type Engine, type EngineInfo, idleEngine, type PcmSource } from './types.ts';

export interface EngineOptions {
  /** Address of the worklet's bundle; else the page's data-worklet. */
  workletUrl?: string;
  /** Else the page's data-latency-hint: a category, or seconds. */
  latencyHint?: AudioContextLatencyCategory | number;
}

export function createEngine(options: EngineOptions = {}): Engine {
  const { worklet, latencyHint } = document.body.dataset;
  return new PlaybackEngine(options.workletUrl ?? worklet ?? '', options.latencyHint ?? parseHint(latencyHint));
}

/** Time between two looks at the audio thread: while it plays, while a start or the effect of a seek is awaited. */
const POLL_MS = 33;
const POLL_STARTING_MS = 16;
const POLL_SEEKING_MS = 5;
/** A pause that the audio thread does not confirm (its context stands still) is final after this. */
const SETTLE_MS = 500;

/** All that lives as long as one file is loaded. link and clock come once the worklet has answered. */
interface Session {
  source: PcmSource;
  feeder: Feeder;
  opening: boolean;
  link: Link | null;
  clock: Clock | null;
}

/**
 * Transport of one editor: joins device, worklet, feeder and clock. Main thread. Nothing here blocks, and while paused
 * nothing runs but the one timer that lets the device go.
 */
class PlaybackEngine implements Engine {
  #workletUrl: string;
  #latencyHint: AudioContextLatencyCategory | number;
  #changes = new Emitter<void>();
  #device: Device | null = null;
  #session: Session | null = null;
  #info: EngineInfo = { ...idleEngine };
  /** What the kernels before the present one have counted. */
  #earlier = { consumedFrames: 0, xruns: 0 };
  #gain = 1;
  /** The frame where playback stands or starts, while no clock knows better. */
  #position = 0;
  /** Length in frames as found by playing to the end. */
  #end: number | null = null;
  #epoch = 0;
  /** The feeder has begun on #epoch, at #position. */
  #fed = false;
  #wanted = false;
  /** When pause() was called, until the audio thread has confirmed it; performance.now(). */
  #settlingMs: number | null = null;
  #poll: number | undefined;

  constructor(workletUrl: string, latencyHint: AudioContextLatencyCategory | number) {
    this.#workletUrl = workletUrl;
    this.#latencyHint = latencyHint;
  }

  load(source: PcmSource | null, startFrame: number): void {
    this.#replace(source, startFrame, null);
  }

  play(): void {
    const session = this.#session;
    if (!session) return;
    if (!this.#wanted) {
      const end = this.#end ?? session.source.frames();
      if (end !== null && this.#position >= end) this.#moveTo(0);
      if (!this.#open(session)) return;
      this.#wanted = true;
      this.#settlingMs = null;
      if (!this.#fed) this.#feed(session);
      session.feeder.setActive(true);
      session.link?.send({ kind: 'play' });
      this.#update({ state: 'starting' });
    }
    this.#device?.start();
    this.#pollSoon();
  }

  pause(): void {
    if (!this.#wanted) return;
    this.#position = this.positionFrame();
    this.#halt();
    this.#session?.feeder.setActive(false);
    this.#session?.link?.send({ kind: 'pause' });
    if (this.#session?.link && this.#fed) this.#settlingMs = performance.now();
    this.#update({ state: 'paused' });
    this.#pollSoon();
  }

  seek(frame: number): void {
    const session = this.#session;
    if (!session) return;
    this.#moveTo(clampFrame(frame, session.source));
    if (this.#wanted) this.#feed(session);
    else session.feeder.stop();
  }

  setGainDb(gainDb: number): void {
    this.#gain = gainDb > -60 ? 10 ** (Math.min(0, gainDb) / 20) : 0;
    this.#session?.link?.send({ kind: 'gain', gain: this.#gain });
  }

  positionFrame(): number {
    const { link, clock } = this.#session ?? {};
    const moving = this.#wanted || this.#settlingMs !== null;
    if (!moving || !link || !clock || link.state[FIELD.epoch] !== this.#epoch) return this.#position;
    return Math.floor(clock.heardFrame(link.state, link.stateMs, performance.now()));
  }

  info(): EngineInfo {
    return { ...this.#info };
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.on(listener);
  }

  dispose(): void {
    this.load(null, 0);
    this.#closeDevice();
  }

  #replace(source: PcmSource | null, startFrame: number, error: string | null): void {
    this.#closeSession();
    if (error !== null || this.#device?.wantedRate !== source?.sampleRate) this.#closeDevice();
    this.#session = source && { source, feeder: new Feeder(source), opening: false, link: null, clock: null };
    this.#moveTo(source ? clampFrame(startFrame, source) : 0);
    this.#update({ state: source ? 'paused' : 'idle', transport: null, error });
  }

  #moveTo(frame: number): void {
    this.#position = frame;
    this.#fed = false;
    this.#settlingMs = null;
  }

  #feed(session: Session): void {
    this.#fed = true;
    this.#epoch++;
    session.feeder.start(this.#epoch, this.#position);
    session.link?.send({ kind: 'seek', epoch: this.#epoch, frame: this.#position });
    // What is queued goes when the seek takes effect, and the sooner that is seen, the sooner there is room.
    clearTimeout(this.#poll);
    this.#poll = undefined;
    this.#pollSoon();
  }

  /** Sees to it that there is a device and, later, a link. False when there is no sound to be had at all. */
  #open(session: Session): boolean {
    try {
      this.#device ??= new Device({
        sampleRate: session.source.sampleRate,
        latencyHint: this.#latencyHint,
        workletUrl: this.#workletUrl,
        onRunning: () => this.#wanted && this.#update({ state: 'starting' }),
        onRefused: () => this.#wanted && this.#update({ state: 'blocked' }),
      });
    } catch (error) {
      this.#fail(`This system offers no sound output (${String(error)}).`);
      return false;
    }
    if (!session.opening) void this.#connect(session, this.#device);
    return true;
  }

  async #connect(session: Session, device: Device): Promise<void> {
    session.opening = true;
    try {
      await device.ready;
      if (this.#session !== session) return;
      const link = await openLink({
        context: device.context,
        channels: session.source.channels,
        fileRate: session.source.sampleRate,
        onState: () => this.#session === session && this.#onState(session, link),
        onCrash: () => this.#session === session && this.#crashed('The sound engine stopped unexpectedly. Play again.'),
      });
      if (this.#session !== session) return link.dispose();
      session.link = link;
      session.clock = new Clock(device.context, session.source.sampleRate);
      session.feeder.attach(link.producer);
      link.send({ kind: 'gain', gain: this.#gain });
      if (this.#fed) link.send({ kind: 'seek', epoch: this.#epoch, frame: this.#position });
      if (this.#wanted) link.send({ kind: 'play' });
      this.#update({ transport: link.transport, contextRate: device.context.sampleRate });
    } catch (error) {
      if (this.#session !== session) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.#crashed(`Sound could not be started: ${reason}`);
    }
  }

  #onState(session: Session, link: Link): void {
    const { state } = link;
    session.feeder.pump();
    this.#info.consumedFrames = this.#earlier.consumedFrames + Math.round(state[FIELD.consumed]!);
    const xruns = this.#earlier.xruns + state[FIELD.xruns]!;
    const error = session.feeder.failure?.message ?? this.#info.error;
    this.#update({ xruns, error });
    if (state[FIELD.epoch] !== this.#epoch) return;
    const phase = state[FIELD.phase];
    if (phase === PHASE.ended) this.#finish(session, link);
    else if (phase === PHASE.paused) this.#settle(link);
    else if (!this.#wanted || !this.#device?.running) return;
    else if (phase === PHASE.playing) this.#played(session);
    else this.#update({ state: phase === PHASE.stalled ? 'stalled' : 'starting' });
  }

  #played(session: Session): void {
    const deviceRate = this.#info.deviceRate ?? this.#findDeviceRate();
    this.#update({ state: 'playing', deviceRate, error: session.feeder.failure?.message ?? null });
  }

  /** A context at the file's rate does not tell what it is converted to. */
  #findDeviceRate(): number | null {
    const { context, wantedRate } = this.#device ?? {};
    return context && context.sampleRate !== wantedRate ? context.sampleRate : probeDeviceRate();
  }

  /** The queue has been played to its end: of the file, or of what could be read. */
  #finish(session: Session, link: Link): void {
    const position = Math.round(link.state[FIELD.position]!);
    if (this.#wanted && this.#device?.running && this.positionFrame() < position - 1) return;
    if (!session.feeder.failure) this.#end = position;
    this.#halt();
    this.#moveTo(position);
    link.send({ kind: 'pause' });
    this.#update({ state: 'paused' }, true);
  }

  #settle(link: Link): void {
    if (this.#wanted || this.#settlingMs === null) return;
    this.#settlingMs = null;
    if (link.state[FIELD.epoch] === this.#epoch) this.#position = Math.round(link.state[FIELD.position]!);
    this.#changes.emit();
  }

  #halt(): void {
    this.#wanted = false;
    this.#settlingMs = null;
    this.#device?.stop();
  }

  #fail(message: string): void {
    this.#halt();
    this.#update({ state: 'paused', error: message });
  }

  /** The worklet is of no use any more; the next play() makes a new one. */
  #crashed(message: string): void {
    const position = this.positionFrame();
    this.#replace(this.#session?.source ?? null, position, message);
  }

  #closeSession(): void {
    this.#halt();
    clearTimeout(this.#poll);
    this.#poll = undefined;
    this.#session?.feeder.dispose();
    this.#session?.link?.dispose();
    this.#session = null;
    this.#end = null;
    this.#earlier = { consumedFrames: this.#info.consumedFrames, xruns: this.#info.xruns };
  }

  #closeDevice(): void {
    this.#device?.dispose();
    this.#device = null;
    this.#info.contextRate = null;
  }

  #pollSoon(): void {
    if (this.#poll !== undefined || this.#info.state === 'blocked') return;
    if (!this.#wanted && this.#settlingMs === null) return;
    this.#poll = setTimeout(() => this.#look(), this.#pollMs());
  }

  #pollMs(): number {
    const link = this.#session?.link;
    if (link && this.#device?.running && link.state[FIELD.epoch] !== this.#epoch) return POLL_SEEKING_MS;
    return this.#info.state === 'starting' ? POLL_STARTING_MS : POLL_MS;
  }

  #look(): void {
    this.#poll = undefined;
    const link = this.#session?.link;
    link?.poll();
    const { running } = this.#device ?? {};
    if (link && this.#settlingMs !== null && (!running || performance.now() - this.#settlingMs > SETTLE_MS)) {
      this.#settle(link);
    }
    this.#pollSoon();
  }

  #update(change: Partial<EngineInfo>, always = false): void {
    const old = this.#info;
    this.#info = { ...old, ...change };
    const keys = Object.keys(change) as (keyof EngineInfo)[];
    if (!always && keys.every((key) => old[key] === this.#info[key])) return;
    this.#pollSoon();
    this.#changes.emit();
  }
}

function clampFrame(frame: number, source: PcmSource): number {
  const whole = Math.max(0, Math.round(frame) || 0);
  return Math.min(whole, source.frames() ?? whole);
}

function parseHint(text: string | undefined): AudioContextLatencyCategory | number {
  if (text === 'interactive' || text === 'balanced' || text === 'playback') return text;
  const seconds = Number(text);
  return text && seconds > 0 ? seconds : 'balanced';
}
