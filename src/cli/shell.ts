import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AudioServerClient } from '../node/client.ts';
import { AudioFiles } from '../node/clientFiles.ts';
import { watchServer } from './watchdog.ts';

/** Numbers of the signals that end a program, by which shells know how it ended. */
const signals = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** What a command needs of the process that it runs in. */
export class Shell {
  readonly server: URL;
  readonly #abort = new AbortController();
  /** 128 and the number of the signal that asked for the end. */
  interruptedStatus: number | undefined;

  constructor(server: URL) {
    this.server = server;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Of the product; the server's place is known, a chunk's own is not. */
  async version(): Promise<string> {
    const text = await readFile(new URL('../../package.json', this.server), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  }

  /** The first signal ends the work in good order, a second one at once. */
  listenForSignals(): void {
    for (const [name, number] of Object.entries(signals)) {
      process.on(name, () => {
        const status = 128 + number;
        if (this.interruptedStatus !== undefined) process.exit(status);
        this.interruptedStatus = status;
        this.#abort.abort();
      });
    }
  }

  /** One audio server for all files of a command. */
  async withFiles<T>(jobs: number, work: (files: AudioFiles) => Promise<T>): Promise<T> {
    const client = new AudioServerClient({
      serverPath: fileURLToPath(this.server),
      // What matters of it is in the reports.
      log: () => undefined,
      scanThreads: jobs,
      // Each loss marks a file: it cannot go on for ever.
      backOffMs: [0],
    });
    const unwatch = watchServer(client);
    const end = (): void => client.dispose();
    this.signal.addEventListener('abort', end, { once: true });
    try {
      return await work(new AudioFiles(client, this.signal));
    } finally {
      unwatch();
      this.signal.removeEventListener('abort', end);
      client.dispose();
    }
  }
}

/** A failure in a line of its own. */
export function complain(text: string): void {
  process.stderr.write(`earshot: ${text}\n`);
}
