import { excludedBy } from '../../../../src/core/library/excludes.ts';
import { EarshotError } from '../../../../src/core/protocol/errors.ts';
import { AudioNames } from '../../../../src/host/audioNames.ts';
import type { AudioDisk, FoundFile, HeaderResult } from '../../../../src/host/library/walkRoots.ts';
import type { FakeDisk } from './fakeVscode.ts';

export const names = new AudioNames(['*.wav', '*.mp3', '*.flac']);

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

/** By the same seed the same numbers 0 … below − 1. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What the header of a file as it is now says: its length is its size. */
export const headerOf = (bytes: number): HeaderResult => ({
  facts: { container: 'WAV', codec: 'PCM', sampleRate: 48_000, channels: 1, bitsPerSample: 16, seconds: bytes },
  failure: null,
});

/** The audio server, as slow as a seed makes it: a folder is read in one turn, told of in another. */
export class FakeServer implements AudioDisk {
  readonly #disk: FakeDisk;
  readonly #random: (below: number) => number;
  /** Requests under way. */
  busy = 0;
  walks = 0;
  /** So many more walks are lost in the middle of it. */
  losses = 0;
  readonly asked: string[][] = [];
  /** Breaks the server. */
  readonly poison = new Set<string>();
  /** The answer to headers waits for this. */
  gate: Promise<void> = Promise.resolve();

  constructor(disk: FakeDisk, seed = 1) {
    this.#disk = disk;
    this.#random = randomOf(seed);
  }

  async walk(
    { roots, extensions }: Parameters<AudioDisk['walk']>[0],
    onFiles: (files: FoundFile[]) => void,
    signal: AbortSignal,
  ): Promise<{ problems: string[] }> {
    this.busy++;
    this.walks++;
    try {
      // As the real one: a folder is listed once, by whichever root comes to it first.
      const entered = new Set<string>();
      const problems: string[] = [];
      for (const [root, { path, exclude }] of roots.entries()) {
        const excluded = excludedBy(exclude);
        if (!this.#disk.isFolder(path)) problems.push(`${path} cannot be read.`);
        const waiting = [''];
        while (waiting.length > 0) {
          const below = waiting.pop()!;
          const folder = below === '' ? path : `${path}/${below}`;
          if (entered.has(folder)) continue;
          entered.add(folder);
          const files: FoundFile[] = [];
          for (const [name, isFolder] of this.#disk.list(folder)) {
            const each = below === '' ? name : `${below}/${name}`;
            if (excluded(each)) continue;
            if (isFolder) waiting.push(each);
            else if (!name.startsWith('.') && extensions.some((extension) => name.endsWith(`.${extension}`))) {
              files.push({ root, path: each, ...this.#disk.files.get(`${path}/${each}`)! });
            }
          }
          await turns(this.#random(4));
          if (signal.aborted) throw new EarshotError('cancelled', 'cancelled');
          if (files.length > 0) onFiles(files);
          if (this.losses > 0 && this.losses--) throw new EarshotError('server-lost', 'signal SIGKILL');
        }
      }
      return { problems };
    } finally {
      this.busy--;
    }
  }

  async headers(paths: string[]): Promise<HeaderResult[]> {
    this.busy++;
    this.asked.push(paths);
    try {
      const headers = paths.map((path) => headerOf(this.#disk.files.get(path)?.bytes ?? 0));
      await this.gate;
      await turns(this.#random(3));
      if (paths.some((path) => this.poison.has(path))) throw new EarshotError('server-lost', 'signal SIGABRT');
      return headers;
    } finally {
      this.busy--;
    }
  }
}
