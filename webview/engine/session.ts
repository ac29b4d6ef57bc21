import { COMMAND } from '../../src/core/engine/commands.ts';
import { FIELD } from '../../src/core/engine/engineState.ts';
import type { Disposable } from '../../src/core/util/scope.ts';
import { Clock } from './clock.ts';
import type { Device } from './device.ts';
import { Feeder } from './feeder.ts';
import type { Link } from './link.ts';
import { openLink } from './openLink.ts';
import type { Program } from './program.ts';
import type { PcmSource } from './types.ts';

/** How far ahead of what is read a splice is placed: more than two bursts of the audio thread, seconds heard. */
const SPLICE_SECONDS = 0.06;

export interface SessionHooks {
  onState(): void;
  onCrash(): void;
  onStretch(failure: string | null): void;
}

/**
 * All that lives as long as one file is loaded: feeder, and once the worklet has answered, link and clock. Keeps the two
 * ends together: each program has an epoch, and what the kernel says of an older one is not believed. Main thread.
 */
export class Session implements Disposable {
  readonly source: PcmSource;
  readonly feeder: Feeder;
  link: Link | null = null;
  clock: Clock | null = null;
  opening = false;
  /** Of the newest program, and of the last one that was sought. */
  #epoch = 0;
  #sought = 0;
  #program: Program | null = null;
  #speed = 1;
  /** Seconds that the audio thread takes in one go. */
  #burst = 0;
  #open = true;
  #splicing = false;

  constructor(source: PcmSource) {
    this.source = source;
    this.feeder = new Feeder(source);
  }

  /** The kernel is at this program, or at one from which it goes on into it. */
  get current(): boolean {
    const epoch = this.link?.state[FIELD.epoch] ?? -1;
    return epoch >= this.#sought && epoch > 0;
  }

  get arrived(): boolean {
    return this.link?.state[FIELD.epoch] === this.#epoch && !this.#splicing;
  }

  async connect(device: Device, hooks: SessionHooks): Promise<Link | null> {
    this.opening = true;
    await device.ready;
    if (!this.#open) return null;
    const { context } = device;
    const link = await openLink({
      context,
      channels: this.source.channels,
      fileRate: this.source.sampleRate,
      onState: () => this.#onState(hooks),
      onCrash: () => this.#open && hooks.onCrash(),
      onStretch: (failure) => this.#open && hooks.onStretch(failure),
    });
    if (!this.#open) {
      link.dispose();
      return null;
    }
    this.link = link;
    this.clock = new Clock(context);
    this.#burst = context.baseLatency || 0;
    this.feeder.attach(link.producer, this.#burst);
    return link;
  }

  /** To be called once the link has been told what it sounds like. */
  announce(): void {
    if (this.#program) this.link?.command(COMMAND.seek, this.#epoch, this.#program.start);
  }

  /** Plays this, from its start on. */
  start(program: Program): void {
    this.#program = program;
    this.#sought = ++this.#epoch;
    this.#splicing = false;
    this.feeder.start(this.#epoch, program);
    this.clock?.reset();
    this.announce();
  }

  /** Goes on into another program without a gap; false where there is no way but a seek. */
  async splice(change: Omit<Program, 'start'>): Promise<boolean> {
    const { link } = this;
    if (!link || !this.arrived) return false;
    link.poll();
    const before = this.#epoch;
    const epoch = ++this.#epoch;
    const ageSeconds = link.transport === 'port' ? Math.max(0, performance.now() - link.stateMs) / 1000 : 0;
    const ahead = Math.ceil((SPLICE_SECONDS + 2 * this.#burst + ageSeconds) * this.source.sampleRate * this.#speed);
    this.#splicing = true;
    const done = await this.feeder.splice(epoch, change, ahead, (at) => link.command(COMMAND.splice, epoch, at));
    if (epoch === this.#epoch) {
      this.#splicing = false;
      // The kernel has not heard of it.
      if (!done) this.#epoch = before;
    }
    return done;
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.feeder.setSpeed(speed);
  }

  /** The frame of the file heard now; null while the kernel has not come to the present program. */
  heardFrame(): number | null {
    const { link, clock } = this;
    if (!link || !clock || !this.current) return null;
    return clock.heardFrame(link.state, link.stateMs, performance.now());
  }

  dispose(): void {
    this.#open = false;
    this.feeder.dispose();
    this.link?.dispose();
  }

  #onState(hooks: SessionHooks): void {
    if (!this.#open || !this.link) return;
    const { state } = this.link;
    this.feeder.progress(state[FIELD.epoch]!, state[FIELD.readIndex]!);
    hooks.onState();
  }
}
