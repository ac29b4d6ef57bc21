import type { PcmResult, PeaksResult } from '../core/protocol/audio.ts';
import type { FileDetails } from '../core/protocol/details.ts';
import type { LevelsResult } from '../core/protocol/levels.ts';
import type { FileMeasures, LoudnessResult, MeasuresRequest } from '../core/protocol/measures.ts';
import type {
  MatrixRequest,
  PitchRequest,
  PitchResult,
  SpectrogramRequest,
  SpectrogramResult,
  SpectrumRequest,
  SpectrumResult,
} from '../core/protocol/spectrogram.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { AudioServerClient } from '../node/client.ts';
import type { Visit } from './crashGuard.ts';
import type { Opened } from './opening.ts';
import { readOverview } from './overview.ts';
import type { ShownState } from './shownState.ts';

/** Answers what pages ask about the revision they show, as long as it is the one that is open. */
export class DocumentReads {
  opened: Opened | undefined;
  readonly #server: AudioServerClient;
  readonly #shown: ShownState;
  readonly #visit: Visit;

  constructor(server: AudioServerClient, shown: ShownState, visit: Visit) {
    this.#server = server;
    this.#shown = shown;
    this.#visit = visit;
  }

  peaks(
    { revision, ...range }: Omit<Parameters<AudioServerClient['peaks']>[0], 'handle'> & { revision: string },
    signal: AbortSignalLike,
  ): Promise<PeaksResult> {
    return this.#server.peaks({ handle: this.#handleOf(revision), ...range }, signal);
  }

  pcm(
    { revision, ...range }: { revision: string; startFrame: number; frames: number },
    signal: AbortSignalLike,
  ): Promise<PcmResult> {
    return this.#visit.during(this.#server.pcm({ handle: this.#handleOf(revision), ...range }, signal));
  }

  details({ revision }: { revision: string }, signal: AbortSignalLike): Promise<FileDetails> {
    return this.#visit.during(this.#server.details({ handle: this.#handleOf(revision) }, signal));
  }

  levels(
    { revision, ...range }: { revision: string; startFrame: number; endFrame: number },
    signal: AbortSignalLike,
  ): Promise<LevelsResult> {
    return this.#visit.during(this.#server.levels({ handle: this.#handleOf(revision), ...range }, signal));
  }

  measures(
    { revision, ...request }: MeasuresRequest & { revision: string },
    signal: AbortSignalLike,
  ): Promise<FileMeasures> {
    return this.#visit.during(this.#server.measures({ handle: this.#handleOf(revision), ...request }, signal));
  }

  loudness(
    { revision, ...request }: { revision: string; from: number },
    signal: AbortSignalLike,
  ): Promise<LoudnessResult> {
    return this.#visit.during(this.#server.loudness({ handle: this.#handleOf(revision), ...request }, signal));
  }

  spectrogram(
    { revision, ...request }: SpectrogramRequest & { revision: string },
    signal: AbortSignalLike,
  ): Promise<SpectrogramResult> {
    return this.#visit.during(this.#server.spectrogram({ handle: this.#handleOf(revision), ...request }, signal));
  }

  spectrum(
    { revision, ...request }: SpectrumRequest & { revision: string },
    signal: AbortSignalLike,
  ): Promise<SpectrumResult> {
    return this.#visit.during(this.#server.spectrum({ handle: this.#handleOf(revision), ...request }, signal));
  }

  pitch({ revision, ...request }: PitchRequest & { revision: string }, signal: AbortSignalLike): Promise<PitchResult> {
    return this.#visit.during(this.#server.pitch({ handle: this.#handleOf(revision), ...request }, signal));
  }

  exportMatrix(
    { revision, ...request }: MatrixRequest & { revision: string; path: string; format: 'csv' | 'npy' },
    signal: AbortSignalLike,
  ): Promise<{ files: string[]; columns: number; rows: number }> {
    return this.#visit.during(this.#server.exportMatrix({ handle: this.#handleOf(revision), ...request }, signal));
  }

  exportWav(
    { revision, ...request }: { revision: string; startFrame: number; endFrame: number; path: string },
    signal: AbortSignalLike,
  ): Promise<{ bytes: number; warnings: string[] }> {
    return this.#visit.during(this.#server.exportWav({ handle: this.#handleOf(revision), ...request }, signal));
  }

  /** A first picture of the whole file; null while there is none. */
  async overview(): Promise<{ revision: string; level: number; peaks: PeaksResult } | null> {
    const { state } = this.#shown;
    if (state.kind !== 'ready' || !this.opened) return null;
    const overview = await readOverview(this.#server, this.opened.handle, state.scan);
    return overview && { revision: state.revision, ...overview };
  }

  #handleOf(revision: string): number {
    if (this.opened?.revision === revision) return this.opened.handle;
    const { state, fileName } = this.#shown;
    if (state.kind === 'ready' && state.revision === revision) {
      throw new EarshotError('server-lost', `${fileName} is being opened again.`);
    }
    throw new EarshotError('changed', `${fileName} has changed on disk.`);
  }
}
