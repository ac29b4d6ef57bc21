import { COMMAND } from '../../src/core/engine/commands.ts';
import { FIELD, PHASE } from '../../src/core/engine/engineState.ts';
import { Course } from './course.ts';
import type { Device } from './device.ts';
import type { Link } from './link.ts';
import { Outlet } from './outlet.ts';
import { Poller } from './poller.ts';
import { Scrubber } from './scrubber.ts';
import type { Session } from './session.ts';
import type { Sound } from './sound.ts';
import { SpeedControl } from './speedControl.ts';
import { Starts } from './starts.ts';
import { Status } from './status.ts';
import type { EngineInfo, FrameRange, PcmSource, SpeedMode } from './types.ts';

/** Time between two looks at the audio thread: while it plays, while a start or the effect of a seek is awaited. */
const POLL_MS = 33;
const POLL_STARTING_MS = 16;
const POLL_SEEKING_MS = 5;
/** A pause that the audio thread does not confirm (its context stands still) is final after this. */
const SETTLE_MS = 500;
const LEAST_LOOP_SECONDS = 0.001;
const INTERRUPTED = 'The sound output was interrupted. Playing goes on here as soon as it is back.';

export interface TransportOptions {
  workletUrl: string;
  stretchUrl: string;
  latencyHint: AudioContextLatencyCategory | number;
  sound: Sound;
  onChange: () => void;
  /** A context has been made. */
  onDevice: (context: AudioContext) => void;
}

/**
 * Play, pause and seek of one editor: joins path, session, device and what is set of the sound. Main thread. Nothing here
 * blocks, and while paused nothing runs but the one timer that lets the device go.
 */
export class Transport {
  readonly starts = new Starts();
  #options: TransportOptions;
  #outlet: Outlet;
  #status: Status;
  #speed: SpeedControl;
  #poller = new Poller(
    () => this.#pollMs(),
    () => this.#look(),
  );
  /** What is queued goes when a seek takes effect: the sooner that is seen, the sooner there is room. */
  #course = new Course(() => this.#poller.again());
  #wanted = false;
  #scrub: Scrubber | null = null;
  /** When pause() was called, until the audio thread has confirmed it; performance.now(). */
  #settlingMs: number | null = null;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#status = new Status(() => {
      this.#poller.soon();
      options.onChange();
    });
    this.#speed = new SpeedControl(options.stretchUrl, options.sound, (message) => this.warn(message));
    this.#outlet = new Outlet({
      ...options,
      onRunning: () => this.#wanted && this.#status.update({ state: 'starting' }),
      onInterrupted: () => this.#wanted && this.#status.update({ state: 'starting', error: INTERRUPTED }),
      onRefused: () => this.#wanted && this.#status.update({ state: 'blocked' }),
      onLink: (session, link) => this.#linked(session, link),
      onState: (session) => this.#onState(session),
      onStretch: (failure) => this.#speed.answered(failure),
      // What there was is of no use any more; the next play() makes it anew.
      onFailed: (message) => this.#replace(this.session?.source ?? null, this.positionFrame(), message),
    });
  }

  get info(): EngineInfo {
    return this.#status.info;
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  get session(): Session | null {
    return this.#outlet.session;
  }

  get device(): Device | null {
    return this.#outlet.device;
  }

  load(source: PcmSource | null, startFrame: number): void {
    this.#replace(source, startFrame, null);
  }

  play(): void {
    const { session } = this;
    if (!session || this.#scrub) return;
    if (!this.#wanted) {
      this.#status.forgive();
      this.starts.asked();
      this.#course.restart(session);
      if (!this.#outlet.open(session)) return;
      this.#wanted = true;
      this.#settlingMs = null;
      if (!this.#course.fed) this.#course.feed(session);
      session.feeder.setActive(true);
      this.#begin(session);
      this.#status.update({ state: 'starting' });
    }
    this.device?.start();
    this.#poller.soon();
  }

  playRange(range: FrameRange): void {
    if (!this.session) return;
    this.#course.path.setRange(range);
    this.#moveTo(this.#course.path.position);
    if (this.#wanted) this.#course.feed(this.session);
    this.play();
  }

  pause(): void {
    if (!this.#wanted) return;
    this.#course.path.position = this.positionFrame();
    this.#halt();
    this.session?.feeder.setActive(false);
    this.session?.link?.command(COMMAND.pause);
    if (this.session?.link && this.#course.fed) this.#settlingMs = performance.now();
    this.#status.update({ state: 'paused' });
    this.#poller.soon();
  }

  seek(frame: number): void {
    const { session } = this;
    if (!session) return;
    this.starts.asked();
    this.#course.path.range = null;
    this.#moveTo(clampFrame(frame, session.source));
    this.#refeed(session);
  }

  setLoop(loop: FrameRange | null): void {
    this.#course.path.setLoop(loop, Math.ceil((this.session?.source.sampleRate ?? 0) * LEAST_LOOP_SECONDS));
    const { session } = this;
    if (!session || this.#scrub) return;
    if (!this.#wanted) this.#moveTo(this.positionFrame());
    void this.#course.change(session, () => this.#doing(session));
  }

  setReverse(reverse: boolean): void {
    const step = reverse ? -1 : 1;
    if (step === this.#course.path.step) return;
    const position = this.positionFrame();
    this.#course.path.step = step;
    this.#moveTo(position);
    if (this.session) this.#refeed(this.session);
  }

  setSpeed(speed: number, mode: SpeedMode): void {
    this.#status.forgive();
    this.#speed.set(speed, mode);
  }

  /** Says so; playing goes on. */
  warn(message: string): void {
    this.#status.warn(message);
  }

  scrub(frame: number | null): void {
    const { session } = this;
    if (!session) return;
    if (frame === null) return this.#letGo(session);
    const target = clampFrame(frame, session.source);
    if (this.#scrub) return this.#scrub.move(target);
    if (!this.#outlet.open(session)) return;
    this.#course.lend();
    this.#scrub = new Scrubber(session, target, () => {
      session.link?.command(COMMAND.play);
      this.device?.start();
    });
    this.#poller.soon();
  }

  positionFrame(): number {
    if (this.#scrub) return this.#scrub.frame;
    return this.#course.position(this.session, this.#wanted || this.#settlingMs !== null);
  }

  open(session: Session): boolean {
    return this.#outlet.open(session);
  }

  dispose(): void {
    this.load(null, 0);
    this.#outlet.dispose();
  }

  /** Someone waits for the audio thread though nothing plays. */
  look(): void {
    this.session?.link?.poll();
  }

  /** It has moved: goes on there, or waits for the next play(). */
  #refeed(session: Session): void {
    if (this.#wanted) this.#course.feed(session);
    else session.feeder.stop();
  }

  #doing(session: Session): 'playing' | 'paused' | 'gone' {
    if (this.session !== session) return 'gone';
    return this.#wanted ? 'playing' : 'paused';
  }

  #letGo(session: Session): void {
    const scrub = this.#scrub;
    if (!scrub) return;
    scrub.end();
    this.#scrub = null;
    this.#course.path.range = null;
    this.#moveTo(scrub.frame);
    this.#refeed(session);
    if (this.#wanted) return;
    session.link?.command(COMMAND.pause);
    this.device?.stop();
  }

  #begin(session: Session): void {
    if (!session.link) return;
    this.#speed.whenReady(() => {
      if (this.#wanted && this.session === session) session.link?.command(COMMAND.play);
    });
  }

  #moveTo(position: number): void {
    this.#course.moveTo(position);
    this.#settlingMs = null;
  }

  #linked(session: Session, link: Link): void {
    this.#options.sound.attach(link);
    this.#speed.follow(session);
    session.announce();
    if (this.#scrub) link.command(COMMAND.play);
    else if (this.#wanted) this.#begin(session);
    this.#status.update({ transport: link.transport, contextRate: link.contextRate });
  }

  #onState(session: Session): void {
    const { state } = session.link!;
    this.#status.count(state, session.feeder.failure?.message ?? null);
    this.#options.sound.followLoudness(state, performance.now());
    if (!session.current || this.#scrub) return;
    this.#course.catchUp(session, () => this.#doing(session));
    const phase = state[FIELD.phase];
    if (phase === PHASE.ended && session.arrived) this.#finish(session);
    else if (phase === PHASE.paused) this.#settle(session);
    else if (!this.#wanted || !this.device?.running) return;
    else if (phase === PHASE.playing) this.#played(session, this.device.context);
    else this.#status.update({ state: phase === PHASE.stalled ? 'stalled' : 'starting' });
  }

  #played(session: Session, context: AudioContext): void {
    if (session.arrived) this.starts.heard(context, session.link!.state);
    const deviceRate = this.info.deviceRate ?? this.#outlet.findDeviceRate();
    this.#status.playing(session.feeder.failure?.message ?? null, deviceRate);
  }

  /** The queue has been played to its end: of the program, or of what could be read. */
  #finish(session: Session): void {
    const { path } = this.#course;
    const position = this.#course.standing(session);
    const left = (position - this.positionFrame()) * path.step;
    if (this.#wanted && this.device?.running && left > 1) return;
    this.#moveTo(position);
    const longer = path.step > 0 && !path.range && !session.feeder.failure && session.feeder.reads.length(1) > position;
    if (longer && this.#wanted) return this.#course.feed(session);
    this.#halt();
    path.range = null;
    session.link!.command(COMMAND.pause);
    this.#status.update({ state: 'paused' }, true);
  }

  #settle(session: Session): void {
    if (this.#wanted || this.#settlingMs === null) return;
    this.#settlingMs = null;
    if (session.current) this.#course.path.position = this.#course.standing(session);
    this.#options.onChange();
  }

  #halt(): void {
    this.#wanted = false;
    this.#settlingMs = null;
    this.device?.stop();
  }

  #replace(source: PcmSource | null, startFrame: number, error: string | null): void {
    this.#scrub?.end();
    this.#scrub = null;
    this.#halt();
    this.#poller.stop();
    this.#options.sound.attach(null);
    this.#status.keepCounts();
    this.#outlet.load(source, error !== null);
    this.#speed.follow(this.session);
    if (!this.device) this.info.contextRate = null;
    this.#course.path.range = null;
    this.#moveTo(source ? clampFrame(startFrame, source) : 0);
    this.#status.update({ state: source ? 'paused' : 'idle', transport: null, error });
  }

  #pollMs(): number | null {
    const { session } = this;
    if (this.info.state === 'blocked' || (!this.#wanted && this.#settlingMs === null && !this.#scrub)) return null;
    if (session?.link && this.device?.running && !session.arrived) return POLL_SEEKING_MS;
    return this.info.state === 'starting' ? POLL_STARTING_MS : POLL_MS;
  }

  #look(): void {
    const { session } = this;
    session?.link?.poll();
    const late = this.#settlingMs !== null && performance.now() - this.#settlingMs > SETTLE_MS;
    if (session?.link && this.#settlingMs !== null && (!this.device?.running || late)) this.#settle(session);
  }
}

function clampFrame(frame: number, source: PcmSource): number {
  const whole = Math.max(0, Math.round(frame) || 0);
  return Math.min(whole, source.frames() ?? whole);
}
