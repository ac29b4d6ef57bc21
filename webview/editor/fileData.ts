import type { EarshotError } from '../../src/core/protocol/errors.ts';
import type { Disposable } from '../../src/core/util/scope.ts';
import type { SpectrogramTiles } from '../../src/core/picture/spectrogram/spectrogramTiles.ts';
import type { LoadedFile, Store } from '../store.ts';
import type { Host } from './host.ts';
import { openSums } from './snap.ts';
import { FileSpectra } from './spectra.ts';
import type { FileTiles } from '../../src/core/picture/lane/fileTiles.ts';
import { tilesOfFile } from './tiles.ts';

/** So long at most the spectrograms wait for the first waveform, ms. */
const WAVEFORM_FIRST_MS = 1000;

/** What is read of the file that is open: peaks, spectra, sums to snap by. All of it is let go with its revision. */
export class FileData implements Disposable {
  tiles: FileTiles | null = null;
  spectra: FileSpectra | null = null;
  #store: Store;
  #host: Host;
  #failed: (error: EarshotError) => void;
  #revision: string | null = null;
  /** The first waveform is there, or takes long. */
  #begun = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store, host: Host, failed: (error: EarshotError) => void) {
    this.#store = store;
    this.#host = host;
    this.#failed = failed;
  }

  /** null until the first waveform is drawn: it is not to wait for what takes longer. */
  get spectrograms(): SpectrogramTiles | null {
    return this.#begun ? (this.spectra?.tiles ?? null) : null;
  }

  /** False where the file has only grown. */
  load(file: LoadedFile | null): boolean {
    if (file && file.revision === this.#revision) return false;
    this.#revision = file?.revision ?? null;
    this.dispose();
    this.tiles = file && tilesOfFile(file, this.#store, this.#host, this.#failed);
    this.spectra = file && new FileSpectra(file, this.#store, this.#host, this.#failed);
    this.#store.sums.set(file && openSums(file, this.#host));
    const wait = this.#store.pictures.value.show === 'spectrogram' ? 0 : WAVEFORM_FIRST_MS;
    if (file && !this.#begun) this.#timer = setTimeout(() => this.beginSpectra(), wait);
    return true;
  }

  setScan(): void {
    const scan = this.#store.scan.value;
    if (!scan || scan.revision !== this.#revision) return;
    this.tiles?.setScan(scan.progress);
    this.spectra?.setScan(scan.progress);
  }

  beginSpectra(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#store.spectra.emit();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.tiles?.dispose();
    this.spectra?.dispose();
  }
}
