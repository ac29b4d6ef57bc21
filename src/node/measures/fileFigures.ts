import { deserialize, serialize } from 'node:v8';
import type { LoudnessFigures } from '../../core/analysis/loudnessSeries.ts';
import type { MeasuresResult } from '../../core/analysis/measures.ts';
import type { AudioStream } from '../../core/formats/format.ts';
import type { ScanProgress } from '../../core/protocol/audio.ts';
import type { FileMeasures, Finding, LoudnessResult } from '../../core/protocol/measures.ts';
import { nothing } from '../../core/report/measured.ts';
import type { SharedFile } from '../thread.ts';
import type { Running, ThreadPool } from '../threadPool.ts';
import { figuresOf, NOT_YET } from './figures.ts';
import { Gathered, middleOf } from './gathered.ts';
import type { Conclusion } from './measureApi.ts';
import { type StoredSamples, storedMd5 } from './storedSamples.ts';

/** All that is left of a scan that has ended. */
interface Kept extends Conclusion {
  frames: number;
  measures: MeasuresResult | null;
  loudness: LoudnessFigures;
  momentary: Float32Array<ArrayBuffer>;
  shortTerm: Float32Array<ArrayBuffer>;
}

export interface FiguresOfFile {
  pool: ThreadPool;
  shared: SharedFile;
  stored: StoredSamples;
  progress: () => ScanProgress;
  /** Descriptor of the decoded audio. */
  spill: () => number | null;
}

/** All figures of one file: as far as its scan is, and when it has ended. */
export class FileFigures {
  readonly gathered: Gathered;
  readonly #of: FiguresOfFile;
  readonly #storedMd5: string | null;
  #kept: Kept | undefined;
  #keptBytes: Uint8Array | undefined;
  /** undefined: not known yet. */
  #pcmMd5: string | null | undefined;
  #concluding: Promise<void> | undefined;
  #hashing: Running<{ md5: string }> | undefined;
  #answer: { key: string; measures: FileMeasures } | undefined;

  constructor(of: FiguresOfFile, stream: AudioStream, frames: number | null) {
    const { shared, stored } = of;
    this.#of = of;
    this.#storedMd5 = storedMd5(stream);
    this.gathered = new Gathered({
      ...{ sampleRate: shared.sampleRate, channels: shared.weights.length },
      ...{ bits: stored.bits, frames },
    });
    if (!stored.pcm) this.#pcmMd5 = null;
  }

  /** What was kept of an earlier scan; no pcmMd5: it was not known by then. */
  restore(bytes: Uint8Array, pcmMd5: string | null | undefined): void {
    this.#keptBytes = bytes;
    if (this.#of.stored.pcm) this.#pcmMd5 = pcmMd5;
  }

  /** For a later opening of the file. */
  keep(): Uint8Array {
    return serialize(this.#concluded());
  }

  get pcmMd5(): string | null | undefined {
    return this.#pcmMd5;
  }

  /** The file has become longer: all that was said of the whole goes. */
  grow(): void {
    this.#kept = undefined;
    this.#concluding = undefined;
    void this.stopHashing();
    if (this.#of.stored.pcm) this.#pcmMd5 = undefined;
  }

  /** The scan has ended: what needs all of it is computed in a thread. md5: if the scan has taken it. */
  conclude(md5: string | null | undefined): Promise<void> {
    if (this.#of.stored.pcm) this.#pcmMd5 = md5;
    const { pool, shared, spill } = this.#of;
    const { gathered } = this;
    const { frames } = gathered;
    const ask = {
      ...{ spill: spill(), energies: gathered.energies },
      ...{ samples: gathered.takeExcerpts(), excerpt: middleOf(frames) },
    };
    const found =
      frames > 0 ? pool.beside(shared, 'conclude', ask, () => Infinity).done : Promise.resolve(NOTHING_FOUND);
    const concluding = found
      .catch(() => NOTHING_FOUND)
      .then((conclusion) => {
        // It has grown meanwhile.
        if (this.#concluding !== concluding) return;
        const { momentary, shortTerm } = this.#curves(0);
        const [measures, loudness] = [gathered.result(), gathered.series.result()];
        this.#kept = { ...conclusion, frames, measures, loudness, momentary, shortTerm };
      });
    this.#concluding = concluding;
    return concluding;
  }

  /** Takes the MD5 of all frames in a pass of its own, unless it is known. Resolves whether it has become known. */
  async hash(priority: () => number): Promise<boolean> {
    if (this.#pcmMd5 !== undefined) return false;
    const { pool, shared } = this.#of;
    const hashing = pool.beside(shared, 'md5', { spill: null }, priority);
    this.#hashing = hashing;
    const md5 = await hashing.done.then(
      (result) => result.md5,
      () => null,
    );
    if (this.#hashing !== hashing) return false;
    this.#hashing = undefined;
    this.#pcmMd5 = md5;
    return true;
  }

  /** Resolves when its thread has let go of the file. */
  async stopHashing(): Promise<void> {
    const hashing = this.#hashing;
    this.#hashing = undefined;
    hashing?.stop();
    await hashing?.done.catch(() => undefined);
  }

  async measures(): Promise<FileMeasures> {
    const ended = this.#of.progress().state !== 'scanning';
    if (ended) await this.#concluding;
    const whole = ended && (this.#kept !== undefined || this.#keptBytes !== undefined);
    const key = `${whole} ${this.gathered.version} ${this.#pcmMd5}`;
    if (this.#answer?.key !== key) this.#answer = { key, measures: this.#measures() };
    return this.#answer.measures;
  }

  loudness(from: number): LoudnessResult {
    const final = this.#of.progress().state !== 'scanning';
    return { final, from, ...this.#curves(from) };
  }

  /** Of the same length. */
  #curves(from: number): Pick<Kept, 'momentary' | 'shortTerm'> {
    if (this.#kept || this.#keptBytes) {
      const { momentary, shortTerm } = this.#concluded();
      return { momentary: momentary.slice(from), shortTerm: shortTerm.slice(from) };
    }
    const { momentary, shortTerm } = this.gathered.series.curves(from);
    if (shortTerm.length === momentary.length) return { momentary, shortTerm };
    const longer = new Float32Array(momentary.length).fill(NaN);
    longer.set(shortTerm);
    return { momentary, shortTerm: longer };
  }

  #concluded(): Kept {
    // Read when it is first asked for: most openings do not.
    if (!this.#kept && this.#keptBytes) this.#kept = deserialize(this.#keptBytes) as Kept;
    this.#keptBytes = undefined;
    return this.#kept!;
  }

  #measures(): FileMeasures {
    const { shared, stored } = this.#of;
    const ended = this.#of.progress().state !== 'scanning';
    const kept = ended && (this.#kept || this.#keptBytes) ? this.#concluded() : undefined;
    const frames = kept ? kept.frames : this.gathered.frames;
    const result = kept ? kept.measures : this.gathered.result();
    const base = { startFrame: 0, endFrame: frames, storedMd5: this.#storedMd5 };
    const final = kept !== undefined && this.#pcmMd5 !== undefined;
    const pcmMd5 = final ? (this.#pcmMd5 ?? null) : null;
    if (!result) {
      const reason = kept ? { reason: 'no audio could be decoded' } : NOT_YET;
      return { ...base, final, measured: nothing(reason), pcmMd5 };
    }
    const mismatch = pcmMd5 !== null && this.#storedMd5 !== null && pcmMd5 !== this.#storedMd5;
    const measured = figuresOf({
      ...{ sampleRate: shared.sampleRate, startFrame: 0, frames, stored, measures: result },
      loudness: kept?.loudness ?? this.gathered.series.result(),
      conclusion: kept ?? null,
      more: mismatch ? [MISMATCH] : [],
    });
    return { ...base, final, measured, pcmMd5 };
  }
}

const NOTHING_FOUND: Conclusion = { tempo: null, tones: [] };

const MISMATCH: Finding = {
  rule: 'md5-mismatch',
  severity: 'error',
  message: 'The decoded audio does not have the MD5 that the file says: it was damaged or changed after it was coded.',
  ...{ startFrame: null, endFrame: null, channel: null },
};
