import { type BlockProducer, queueShape } from '../../src/core/engine/blockQueue.ts';
import { type ErrorInfo, toErrorInfo } from '../../src/core/protocol/errors.ts';
import type { Disposable } from '../../src/core/util/scope.ts';
import { BlockReads } from './blockReads.ts';
import { FeederRun } from './feederRun.ts';
import { type BlockPlan, contains, planBlock, type Program } from './program.ts';
import { ReadAhead } from './readAhead.ts';
import type { PcmSource } from './types.ts';

const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 2000;
/** Reads that may be under way when the position is dragged about; the next start waits for one of them. */
const READS_AT_ONCE = 4;
/** Reads ahead that may overlap where each takes longer than what it brings lasts. */
const MOST_OVERLAPPING = 12;
/** Blocks of the queue that are left free, so that a splice finds room behind what is queued; one more for a short first block. */
const RESERVED_BLOCKS = 3;
/** The end of the file is called so only when it is as near as this, since the file may still grow; seconds heard. */
const END_SECONDS = 1;

/**
 * Reads one file ahead of the audio thread, along a program: main thread, one read at a time but for the first two and
 * while answers take longer than a block lasts, no timer of its own but the one between two tries while the server is
 * away. start() abandons what was under way before.
 */
export class Feeder implements Disposable {
  /** Why reading stopped short of the end of the program; what was read before is still played. */
  failure: ErrorInfo | null = null;
  readonly ahead: ReadAhead;
  /** Most that is ever ahead, frames. */
  readonly capacity: number;
  readonly reads: BlockReads;
  #producer: BlockProducer | null = null;
  #maxBlockFrames: number;
  /** The run that is fed; an older one that wakes up finds itself replaced and ends. */
  #run: FeederRun | null = null;
  #active = true;
  /** The server is away. */
  #lost = false;
  #sleepers = new Set<() => void>();

  constructor(source: PcmSource) {
    const shape = queueShape(source.channels, source.sampleRate);
    this.#maxBlockFrames = shape.maxBlockFrames;
    this.capacity = (shape.blocks - RESERVED_BLOCKS) * shape.maxBlockFrames;
    this.ahead = new ReadAhead(source.sampleRate, this.capacity, shape.maxBlockFrames);
    this.reads = new BlockReads(source, (ms) => this.ahead.deliveries.note(ms));
  }

  /** Blocks go here; the first read need not wait for it. burst: seconds that the audio thread may take in one go. */
  attach(producer: BlockProducer, burst: number): void {
    this.#producer = producer;
    this.ahead.burst = burst;
    this.#wake();
  }

  /** Feeds from a little ahead of the program's start, so that the sound can swell in. */
  start(epoch: number, program: Program): void {
    this.#active = true;
    this.failure = null;
    const lead = this.ahead.lead(program, this.reads.length(program.step));
    this.#follow(new FeederRun(epoch, program, lead), this.ahead.firstFrames());
  }

  /**
   * Goes on with another program from a frame that is `ahead` frames away from being read; sent() is told its number in
   * the epoch before, as soon as the first block of the new one is in the queue. False: it cannot be done without a
   * jump, and nothing has changed.
   */
  async splice(
    epoch: number,
    change: Omit<Program, 'start'>,
    ahead: number,
    sent: (at: number) => void,
  ): Promise<boolean> {
    for (const run = this.#run; run && run === this.#run;) {
      const at = Math.min(run.written, run.read + ahead);
      const frame = at > run.read ? run.frameAt(at) : null;
      if (frame === null || change.step !== run.program.step || this.failure) return false;
      const program = { ...change, start: frame };
      if (!contains(program, frame)) return false;
      const plan = planBlock(program, frame, this.#maxBlockFrames, this.reads.length(program.step));
      if (plan.frames === 0) return false;
      if (this.reads.has(plan)) {
        if (!this.#producer || this.#producer.free() < plan.frames) return false;
        this.#follow(new FeederRun(epoch, program, frame), this.#maxBlockFrames, plan);
        sent(at);
        return true;
      }
      try {
        await this.#read(run, plan);
      } catch {
        return false;
      }
    }
    return false;
  }

  stop(): void {
    this.#run = null;
    this.#wake();
  }

  /** While nothing plays, a lost server is not asked again. */
  setActive(active: boolean): void {
    this.#active = active;
    this.#wake();
  }

  setSpeed(speed: number): void {
    this.ahead.speed = speed;
    this.#wake();
  }

  /** The audio thread has read so far in that epoch; there may be room in the queue. */
  progress(epoch: number, readIndex: number): void {
    if (this.#run?.epoch === epoch) this.#run.read = Math.min(this.#run.written, readIndex);
    if (this.#run && this.#active && !this.#lost) this.#readAhead(this.#run);
    this.#wake();
  }

  dispose(): void {
    this.stop();
  }

  #follow(run: FeederRun, size: number, first?: BlockPlan): void {
    this.#run = run;
    this.#wake();
    if (first) this.#write(run, first);
    void this.#feed(run, size);
  }

  async #feed(run: FeederRun, firstSize: number): Promise<void> {
    while (run === this.#run && this.reads.cache.reading >= READS_AT_ONCE) await this.#sleep();
    for (let failures = 0; run === this.#run;) {
      const size = run.written === 0 ? firstSize : this.#maxBlockFrames;
      const plan = planBlock(run.program, run.next, size, this.reads.length(run.program.step));
      try {
        const reading = this.#read(run, plan);
        this.#readAhead(run, plan);
        const whole = await reading;
        failures = 0;
        this.#lost = false;
        if (!whole) continue;
      } catch (error) {
        if (run !== this.#run) return;
        const info = toErrorInfo(error);
        if (info.code === 'server-lost') {
          this.#lost = true;
          await this.#backOff(run, Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** failures++));
          continue;
        }
        this.failure = info;
        const end: BlockPlan = { ...plan, startFrame: Math.max(0, run.next), frames: 0, next: run.next, last: true };
        while (run === this.#run && !this.#write(run, end)) await this.#sleep();
        return;
      }
      await this.#put(run, plan);
      if (run.ended || (plan.last && (await this.#ends(run)))) return;
    }
  }

  /** Writes the block when it is wanted and there is room. */
  async #put(run: FeederRun, plan: BlockPlan): Promise<void> {
    while (run === this.#run) {
      // Whether it is the last of a file that may grow is told later, by an empty block.
      const far = run.ahead + plan.frames > END_SECONDS * this.ahead.rate;
      const block = far && plan.last && this.#mayGrow(run.program) ? { ...plan, last: false } : plan;
      const wanted = run.ahead === 0 || (run.ahead < this.ahead.target() && run.ahead + plan.frames <= this.capacity);
      if (wanted && this.#write(run, block)) return;
      await this.#sleep();
    }
  }

  /** All of the program as it is known has been written. False: there is more of it after all. */
  async #ends(run: FeederRun): Promise<boolean> {
    while (run === this.#run) {
      const plan = planBlock(run.program, run.next, this.#maxBlockFrames, this.reads.length(run.program.step));
      if (plan.frames > 0) return false;
      if (run.ahead <= END_SECONDS * this.ahead.rate && this.#write(run, plan)) return true;
      await this.#sleep();
    }
    return true;
  }

  /** Only a program that runs to the end of the file gets longer with it. */
  #mayGrow({ step, loop, range }: Program): boolean {
    return step > 0 && (loop !== null || !range);
  }

  #write(run: FeederRun, plan: BlockPlan): boolean {
    const { startFrame, frames, step, loopStart, loopEnd, last } = plan;
    const header = { epoch: run.epoch, startFrame, frames, step, loopStart, loopEnd, last };
    if (!this.#producer || this.#producer.free() < frames) return false;
    const { data, stride } = this.reads.samples(plan);
    const written = this.#producer.write(header, data, stride);
    if (written) run.wrote(plan);
    return written;
  }

  async #read(run: FeederRun, plan: BlockPlan): Promise<boolean> {
    try {
      return await this.reads.read(plan, () => run === this.#run);
    } finally {
      this.#wake();
    }
  }

  /**
   * Asks for what comes after the block that is read now: one more at the start, and as many as overlap while answers take
   * longer than a block lasts. A failure shows when the block is needed.
   */
  #readAhead(run: FeederRun, first?: BlockPlan): void {
    if (run.ended || (run.written === 0 && !first)) return;
    const blockMs = (this.#maxBlockFrames / this.ahead.rate) * 1000;
    const lateMs = Math.max(this.ahead.deliveries.worstMs(), this.reads.cache.waitingMs());
    const most = Math.min(MOST_OVERLAPPING, Math.max(run.written === 0 ? 2 : 1, 1 + Math.floor(lateMs / blockMs)));
    const wanted = Math.min(this.ahead.target(), this.reads.cache.capacity / 2);
    let { next } = first ?? run;
    let frames = run.ahead + (first?.frames ?? 0);
    while (this.reads.cache.reading < most && frames < wanted) {
      const plan = planBlock(run.program, next, this.#maxBlockFrames, this.reads.length(run.program.step));
      if (plan.frames === 0) return;
      if (!this.reads.coming(plan)) this.#read(run, plan).catch(() => undefined);
      frames += plan.frames;
      next = plan.next;
    }
  }

  #wake(): void {
    const sleepers = [...this.#sleepers];
    this.#sleepers.clear();
    for (const wake of sleepers) wake();
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => this.#sleepers.add(resolve));
  }

  async #backOff(run: FeederRun, delayMs: number): Promise<void> {
    const end = performance.now() + delayMs;
    while (run === this.#run && (!this.#active || performance.now() < end)) {
      const timer = this.#active ? setTimeout(() => this.#wake(), end - performance.now() + 1) : undefined;
      await this.#sleep();
      clearTimeout(timer);
    }
  }
}
