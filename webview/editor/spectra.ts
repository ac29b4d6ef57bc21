import type { ScanProgress } from '../../src/core/protocol/audio.ts';
import type { EarshotError } from '../../src/core/protocol/errors.ts';
import type {
  PitchRequest,
  PitchResult,
  SpectrumRequest,
  SpectrumResult,
} from '../../src/core/protocol/spectrogram.ts';
import type { AbortSignalLike } from '../../src/core/util/abort.ts';
import type { Disposable } from '../../src/core/util/scope.ts';
import { SpectrogramTiles } from '../../src/core/picture/spectrogram/spectrogramTiles.ts';
import type { LoadedFile, Store } from '../store.ts';
import type { Host } from './host.ts';

/** Spectrograms, spectra and pitch of one revision of a file, as the host has them. */
export class FileSpectra implements Disposable {
  readonly tiles: SpectrogramTiles;
  #revision: string;
  #host: Host;

  constructor({ revision }: LoadedFile, store: Store, host: Host, failed: (error: EarshotError) => void) {
    this.#revision = revision;
    this.#host = host;
    this.tiles = new SpectrogramTiles(
      (request, signal) => host.request('spectrogram', { revision, ...request }, signal),
      {
        later: (run, ms) => {
          const timer = setTimeout(run, ms);
          return { dispose: () => clearTimeout(timer) };
        },
        now: () => performance.now(),
        onError: failed,
      },
    );
    this.tiles.changed.on(() => {
      store.problem.set(null);
      store.spectra.emit();
    });
  }

  spectrum(request: SpectrumRequest, signal?: AbortSignalLike): Promise<SpectrumResult> {
    return this.#host.request('spectrum', { revision: this.#revision, ...request }, signal);
  }

  pitch(request: PitchRequest, signal?: AbortSignalLike): Promise<PitchResult> {
    return this.#host.request('pitch', { revision: this.#revision, ...request }, signal);
  }

  setScan(scan: ScanProgress): void {
    this.tiles.setScan(scan);
  }

  dispose(): void {
    this.tiles.dispose();
  }
}
