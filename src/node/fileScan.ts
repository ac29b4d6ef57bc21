import type { SeekIndex } from '../core/demux/demuxer.ts';
import { tracksOf } from '../core/dsp/midSide.ts';
import { BASE_FRAMES, Pyramid } from '../core/dsp/pyramid.ts';
import type { ScanProgress } from '../core/protocol/audio.ts';
import { EarshotError, type ErrorInfo, toErrorInfo } from '../core/protocol/errors.ts';
import type { Gathered } from './measures/gathered.ts';
import type { ScanStore } from './scanStore.ts';
import type { SharedFile } from './thread.ts';
import type { Scanned, ScanResult } from './threadApi.ts';
import type { Running, ThreadPool } from './threadPool.ts';

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
  /** MD5 of the PCM, where the scan has taken it; null: it could not; undefined: it takes a pass of its own. */
  md5: string | null | undefined;
  readonly #file: SharedFile;
  readonly #pool: ThreadPool;
  readonly #store: ScanStore | undefined;
  readonly #gathered: Gathered;
  readonly #onUpdate: () => void;
  readonly #warnings = new Set<string>();
  #plan: ScanPlan;
  #runs: Run[] = [];
  #next = 0;
  #total: number | null = null;
  #done!: () => void;
  #ended: Promise<void>;
  #stopped = false;

  /** What is measured goes to `gathered`. */
  constructor(
    file: SharedFile,
    plan: ScanPlan,
    pool: ThreadPool,
    store: ScanStore | undefined,
    gathered: Gathered,
    onUpdate: () => void,
  ) {
    this.#file = file;
    this.#plan = plan;
    this.#pool = pool;
    this.#store = store;
    this.#gathered = gathered;
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

  /** The file, linear PCM, has become longer: goes on where the last whole blocks end, and with what is not measured. */
  grow(frames: number): void {
    const from = this.pyramid.frames - (this.pyramid.frames % (16 * BASE_FRAMES));
    this.pyramid.truncate(from);
    this.#store?.truncate(from / BASE_FRAMES);
    this.#plan = { ...this.#plan, frames, exact: true, start: 'anywhere' };
    this.#total = frames;
    this.#next = from;
    this.md5 = undefined;
    this.progress = { ...this.progress, state: 'scanning', totalFrames: frames, integratedLufs: null };
    this.#ended = new Promise((resolve) => (this.#done = resolve));
    this.#fill(this.#gathered.goOn());
  }

  /** known: what is there of frames behind those that are scanned next. */
  #fill({ loudFrom, measureFrom } = { loudFrom: this.#next, measureFrom: 0 }): void {
    let loud = loudFrom;
    while (!this.#stopped && this.progress.state === 'scanning' && this.#next < OPEN_END) {
      const parallel = this.#plan.start === 'anywhere' && this.#total !== null;
      if (this.#runs.length >= (parallel ? this.#pool.size : 1)) return;
      if (this.#plan.start === 'after-index' && this.#next > 0) return;
      const from = this.#next;
      // The last run goes on to wherever the audio really ends.
      const to = this.#total !== null && from + RUN_FRAMES >= this.#total ? OPEN_END : from + RUN_FRAMES;
      this.#next = to;
      this.#run(from, to, loud, Math.max(from, measureFrom));
      loud = to;
    }
  }

  #run(from: number, to: number, loudFrom: number, measureFrom: number): void {
    // It may be all of a file whose length is not known.
    const hash = from === 0 && (to === OPEN_END || this.#total === null);
    const range = { from, to, loudFrom, measureFrom, excerpt: this.#gathered.place, hash };
    this.#start({ from, to, waiting: [], result: undefined, running: undefined as never }, (run) =>
      this.#pool.scan(this.#file, range, this.#plan.priority, (scanned) => this.#scanned(run, scanned)),
    );
  }

  #spill({ spill, priority }: ScanPlan): void {
    const target = { ...spill!, excerpt: this.#gathered.place };
    this.#start({ from: 0, to: OPEN_END, waiting: [], result: undefined, running: undefined as never }, (run) =>
      this.#pool.spill(this.#file, target, priority, (scanned) => this.#scanned(run, scanned)),
    );
  }

  #start(run: Run, start: (run: Run) => Running<ScanResult>): void {
    this.#runs.push(run);
    run.running = start(run);
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

  #merge({ count, records, frames, slice, energies, stretch }: Scanned): void {
    this.#gathered.addEnergies(slice, energies, this.pyramid.frames + frames);
    if (stretch) this.#gathered.add(stretch);
    if (count === 0) return;
    this.pyramid.append(records, count, frames);
    this.#store?.append(records, count);
    this.progress = { ...this.progress, scannedFrames: this.pyramid.frames };
    this.#onUpdate();
  }

  /** Runs that have ended, first to last: each hands over to the next. */
  #settle(): void {
    for (let head = this.#runs[0]; head?.result; head = this.#runs[0]) {
      const { frames, warnings, md5 } = head.result;
      for (const warning of warnings) this.#warnings.add(warning);
      if (head.from + frames < head.to) {
        if (head.from === 0) this.md5 = md5;
        return void this.#finish();
      }
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
    const { name } = this.#file;
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
      integratedLufs: done ? this.#gathered.series.integrated : null,
    };
    await Promise.allSettled(runs.map((run) => run.running.done));
    this.#onUpdate();
    this.#done();
  }

  get indices(): readonly (readonly [number, SeekIndex])[] {
    return this.#file.indices;
  }
}
