import { type ChildProcess, fork } from 'node:child_process';
import type { ScanProgress } from '../core/protocol/audio.ts';
import { EarshotError, type ErrorInfo } from '../core/protocol/errors.ts';
import { connect, type Connection } from '../core/protocol/rpc.ts';
import { serverApi, serverClientApi } from '../core/protocol/serverApi.ts';
import type { WalkedFile } from '../core/protocol/walk.ts';
import { childPort } from './ports.ts';

/** Peaks and PCM live outside the heap: a decoder that fills this has gone wrong, and ends sooner. */
const HEAP_MB = 256;

/** Little but messages is allocated on the heap, and garbage that lingers in a large nursery counts as ours. */
const NURSERY_MB = 1;

export interface ClientProgress {
  handle: number;
  scan: ScanProgress;
  error?: ErrorInfo;
}

interface Hooks {
  args: string[];
  log: (line: string) => void;
  onProgress: (progress: ClientProgress) => void;
  onWalked: (id: number, files: WalkedFile[]) => void;
  /** The process is gone, and not because end() was called. All requests have been rejected. */
  onLost: (reason: string) => void;
}

/** One run of the server process. */
export class ServerProcess {
  /** Added to the handles of this run to make them unique among all runs. */
  readonly base: number;
  readonly request: Connection<typeof serverClientApi, typeof serverApi>['request'];
  readonly #child: ChildProcess;
  readonly #connection: Connection<typeof serverClientApi, typeof serverApi>;
  #ended = false;

  constructor(path: string, base: number, hooks: Hooks) {
    this.base = base;
    this.#child = fork(path, hooks.args, {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${NURSERY_MB}`],
      // Inside VS Code the executable is Electron, which becomes Node this way.
      // Each arena of glibc's keeps what its threads have freed: two are enough, and save tens of MB.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n')) if (line) hooks.log(line);
      });
    }
    this.#connection = connect(childPort(this.#child), {
      local: serverClientApi,
      remote: serverApi,
      handlers: {},
      events: {
        walked: ({ id, files }) => hooks.onWalked(id, files),
        progress: ({ handle, scan, error }) => hooks.onProgress({ handle, scan, ...(error && { error }) }),
      },
      onProtocolError: (what) => hooks.log(`malformed message from the audio server: ${what}`),
    });
    this.request = (method, params, signal) => this.#connection.request(method, params, signal);
    const lost = (reason: string): void => {
      if (this.#ended) return;
      this.#ended = true;
      hooks.log(`audio server ${this.#child.pid ?? ''} lost: ${reason}`);
      this.#connection.close(new EarshotError('server-lost', `The audio server stopped unexpectedly (${reason}).`));
      hooks.onLost(reason);
    };
    this.#child.on('error', (error) => lost(error.message));
    this.#child.on('exit', (code, signal) => lost(signal ? `signal ${signal}` : `exit code ${code}`));
    // A process whose channel has closed is of no use any more, even if it still runs.
    this.#child.on('disconnect', () => this.#child.kill('SIGKILL'));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Lets the process end by itself; it goes when its channel closes. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#connection.close(new EarshotError('server-lost', 'The audio server was shut down.'));
    this.#child.removeAllListeners('disconnect');
    if (this.#child.connected) this.#child.disconnect();
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    kill.unref();
    this.#child.on('exit', () => clearTimeout(kill));
  }
}
