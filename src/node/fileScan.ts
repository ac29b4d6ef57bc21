import { integratedLoudness, sliceStart } from '../core/analysis/loudness.ts';
import type { SeekIndex } from '../core/demux/demuxer.ts';
import { tracksOf } from '../core/dsp/midSide.ts';
import { BASE_FRAMES, Pyramid } from '../core/dsp/pyramid.ts';
import type { ScanProgress } from '../core/protocol/audio.ts';
import { EarshotError, type ErrorInfo, toErrorInfo } from '../core/protocol/errors.ts';
import type { ScanStore } from './scanStore.ts';
import type { SharedFile } from './thread.ts';
import type { Scanned } from './threadApi.ts';
import type { Running, ScanResult, ThreadPool } from './threadPool.ts';

/** Frames that a thread scans in one go: 22 s at 48 kHz. A multiple of all block sizes that matter. */
export const RUN_FRAMES = 1 << 20;
const OPEN_END = Number.MAX_SAFE_INTEGER;

export interface ScanPlan {
  /** What the header promises; null if it does not know. */
  frames: number | null;
  exact: boolean;
  /** Runs may start anywhere: several at once. Otherwise one thread reads all, in order. */
  start: 'anywhere' | 'after-index' | 'spill';
  /** For 'spill'. */
  spill?: { fd: number; limitBytes: number };
  priority: () => number;
  /** More may come when the scan has ended. */
  grows: boolean;
}

interface Run {
  from: number;
  to: number;
  running: Running<ScanResult>;
  waiting: Scanned[];
  result: ScanResult | undefined;
}

/**
 * The one scan of a file. Threads scan runs of it at the same time; what they find is put together in file order, so
 * that everything behind reads as if one had scanned it all.
 */
export class FileScan {
  progress: ScanProgress;
  error: ErrorInfo | undefined;
  pyramid: Pyramid;
  readonly #file: SharedFile;
  readonly #pool: ThreadPool;
  readonly #store: ScanStore | undefined;
  readonly #onUpdate: () => void;
  readonly #warnings = new Set<string>();
  #plan: ScanPlan;
  #energies = new Float64Array(1 << 12);
  #runs: Run[] = [];
  #next = 0;
  #total: number | null = null;
  #done!: () => void;
  #ended: Promise<void>;
  #stopped = false;

  constructor(file: SharedFile, plan: ScanPlan, pool: ThreadPool, store: ScanStore | undefined, onUpdate: () => void) {
    this.#file = file;
    this.#plan = plan;
    this.#pool = pool;
    this.#store = store;
    this.#onUpdate = onUpdate;
    this.pyramid = new Pyramid(tracksOf(file.weights.length));
    this.#total = plan.exact ? plan.frames : null;
    this.progress = { state: 'scanning', scannedFrames: 0, totalFrames: plan.frames, warnings: [] };
    this.#ended = new Promise((resolve) => (this.#done = resolve));
    if (plan.start === 'spill') this.#spill(plan);
    else this.#fill();
  }

  /** Settles when the scan has ended, however it did. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Ends the scan; resolves when its threads have let go of the file. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.progress.state !== 'scanning') return;
    const runs = [...this.#runs];
    for (const run of runs) run.running.stop();
    await Promise.allSettled(runs.map((run) => run.running.done));
    if (this.#runs.length === 0 && this.progress.state === 'scanning') {
      await this.#finish({ code: 'cancelled', message: 'The scan was stopped.' });
    }
    await this.#ended;
  }

  /** Where every packet is has become known. */
  indexed(frames: number | null): void {
    this.#plan = { ...this.#plan, start: 'anywhere' };
    if (frames !== null) {
      this.#total = frames;
      this.progress = { ...this.progress, totalFrames: frames };
    }
    this.#fill();
  }

  /** The file, linear PCM, has become longer: goes on where the last whole blocks end. */
  grow(frames: number): void {
    const { sampleRate } = this.#file;
    const from = this.pyramid.frames - (this.pyramid.frames % (16 * BASE_FRAMES));
    const slice = Math.floor((from * 100) / sampleRate);
    this.pyramid.truncate(from);
    this.#store?.truncate(from / BASE_FRAMES);
    this.#energies.fill(0, slice);
    this.#plan = { ...this.#plan, frames, exact: true, start: 'anywhere' };
    this.#total = frames;
    this.#next = from;
    this.progress = { ...this.progress, state: 'scanning', totalFrames: frames, integratedLufs: null };
    this.#ended = new Promise((resolve) => (this.#done = resolve));
    this.#fill(Math.min(from, sliceStart(slice, sampleRate)));
  }

  #fill(loudFrom = this.#next): void {
    let loud = loudFrom;
    while (!this.#stopped && this.progress.state === 'scanning' && this.#next < OPEN_END) {
      const parallel = this.#plan.start === 'anywhere' && this.#total !== null;
      if (this.#runs.length >= (parallel ? this.#pool.size : 1)) return;
      if (this.#plan.start === 'after-index' && this.#next > 0) return;
      const from = this.#next;
      // The last run goes on to wherever the audio really ends.
      const to = this.#total !== null && from + RUN_FRAMES >= this.#total ? OPEN_END : from + RUN_FRAMES;
      this.#next = to;
      this.#run(from, to, loud);
      loud = to;
    }
  }

  #run(from: number, to: number, loudFrom: number): void {
    const run: Run = { from, to, waiting: [], result: undefined, running: undefined as never };
    this.#runs.push(run);
    run.running = this.#pool.scan(this.#file, { from, to, loudFrom }, this.#plan.priority, (scanned) =>
      this.#scanned(run, scanned),
    );
    run.running.done.then(
      (result) => {
        run.result = result;
        this.#settle();
      },
      (error: unknown) => this.#failed(run, error),
    );
  }

  #spill({ spill, priority }: ScanPlan): void {
    const run: Run = { from: 0, to: OPEN_END, waiting: [], result: undefined, running: undefined as never };
    this.#runs.push(run);
    run.running = this.#pool.spill(this.#file, spill!, priority, (scanned) => this.#scanned(run, scanned));
    run.running.done.then(
      (result) => {
        run.result = result;
        this.#settle();
      },
      (error: unknown) => this.#failed(run, error),
    );
  }

  #scanned(run: Run, scanned: Scanned): void {
    if (run === this.#runs[0]) this.#merge(scanned);
    else if (this.#runs.includes(run)) run.waiting.push(scanned);
  }

  #merge({ count, records, frames, slice, energies }: Scanned): void {
    for (let i = 0; i < energies.length; i++) this.#addEnergy(slice + i, energies[i]!);
    if (count === 0) return;
    this.pyramid.append(records, count, frames);
    this.#store?.append(records, count);
    this.progress = { ...this.progress, scannedFrames: this.pyramid.frames };
    this.#onUpdate();
  }

  #addEnergy(slice: number, energy: number): void {
    if (slice >= this.#energies.length) {
      const grown = new Float64Array(Math.max(slice + 1, this.#energies.length * 2));
      grown.set(this.#energies);
      this.#energies = grown;
    }
    this.#energies[slice]! += energy;
  }

  /** Runs that have ended, first to last: each hands over to the next. */
  #settle(): void {
    for (let head = this.#runs[0]; head?.result; head = this.#runs[0]) {
      const { frames, warnings } = head.result;
      for (const warning of warnings) this.#warnings.add(warning);
      if (head.from + frames < head.to) return void this.#finish();
      this.#runs.shift();
      for (const scanned of this.#runs[0]?.waiting.splice(0) ?? []) this.#merge(scanned);
    }
    this.#fill();
  }

  #failed(run: Run, error: unknown): void {
    // What comes before the run that failed still counts; what comes after it cannot be placed.
    const index = this.#runs.indexOf(run);
    if (index < 0) return;
    if (index > 0 && !this.#stopped && toErrorInfo(error).code !== 'cancelled') {
      void this.#runs[index - 1]!.running.done.then(
        () => this.#failed(run, error),
        () => undefined,
      );
      return;
    }
    void this.#finish(toErrorInfo(error));
  }

  async #finish(error?: ErrorInfo): Promise<void> {
    const runs = this.#runs.splice(0);
    for (const run of runs) if (!run.result) run.running.stop();
    this.pyramid.finish();
    const { frames } = this.pyramid;
    const { sampleRate, name } = this.#file;
    const { frames: promised, exact } = this.#plan;
    if (!error && frames === 0) {
      const empty = new EarshotError('corrupt', `${name} cannot be read: no audio could be decoded from it.`);
      this.error = toErrorInfo(empty);
    } else if (error) this.error = error;
    else this.error = undefined;
    if (!this.error && exact && promised !== null && promised !== frames) {
      this.#warnings.add(`The header promises ${promised} frames; ${frames} could be read.`);
    }
    const done = !this.error;
    this.progress = {
      state: done ? 'done' : 'failed',
      scannedFrames: frames,
      totalFrames: done ? frames : this.progress.totalFrames,
      warnings: [...this.#warnings],
      integratedLufs: done ? integratedLoudness(this.#energies, frames, sampleRate) : null,
    };
    // Of ten hours, 30 MB.
    if (!this.#plan.grows) this.#energies = new Float64Array(0);
    await Promise.allSettled(runs.map((run) => run.running.done));
    this.#onUpdate();
    this.#done();
  }

  get indices(): readonly (readonly [number, SeekIndex])[] {
    return this.#file.indices;
  }
}
