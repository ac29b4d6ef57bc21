import { fileURLToPath } from 'node:url';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, installVsix, spawnServer, waitForPort, workbenchUrl } from '../../scripts/lib/serverProcess.mjs';
import { ensureVsCodeServer } from '../../scripts/lib/vscodeServer.mjs';
import { ownGroup, tempFolder } from './cleanup.ts';
import { withoutOverride } from './processes.ts';
import { startCoiProxy } from './coiProxy.ts';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface VsCodeOptions {
  /** Folder of an extension under development; default: this repository. */
  extension?: string;
  /** A packaged extension to install instead. */
  vsix?: string;
  /** Serve with the headers of cross-origin isolation. */
  coi?: boolean;
  /** Machine settings. */
  settings?: Record<string, unknown>;
  /** Give up root's right to read what the file's mode forbids, where this runs as root. */
  obeyFileModes?: boolean;
}

export interface VsCode {
  readonly port: number;
  readonly pid: number;
  /** Folder with the server's user data: logs, storage, machine settings. */
  readonly data: string;
  /** Address of the workbench on a folder; tests: a module to run in the extension host. */
  url(folder: string, tests?: string): string;
  /** What the server printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a VS Code server with the extension. All it writes lies in a temporary folder that stop() deletes. */
export async function startVsCode(options: VsCodeOptions = {}): Promise<VsCode> {
  const server = await ensureVsCodeServer();
  const folder = tempFolder('vscode');
  const data = folder.path;
  if (options.vsix) {
    const { code, output } = await installVsix({ server, data, vsix: options.vsix });
    if (code !== 0) throw new Error(`could not install ${options.vsix}:\n${output}`);
  }
  const serverPort = await freePort();
  const log = join(data, 'server.log');
  const fd = openSync(log, 'w');
  const { settings = {} } = options;
  const wrapper = options.obeyFileModes && process.getuid?.() === 0 ? withoutOverride : [];
  const child = spawnServer({ server, port: serverPort, data, settings, wrapper, stdio: ['ignore', fd, fd] });
  closeSync(fd);
  const group = ownGroup(child);
  const stopServer = async (): Promise<void> => {
    await group.stop();
    folder.remove();
  };
  try {
    await waitForPort(serverPort, { gaveUp: () => child.exitCode !== null });
  } catch (error) {
    const said = readFileSync(log, 'utf8');
    await stopServer();
    throw new Error(`the VS Code server did not start:\n${said}`, { cause: error });
  }
  const proxy = options.coi ? await startCoiProxy(serverPort) : undefined;
  const port = proxy?.port ?? serverPort;
  const extension = options.vsix ? {} : { extension: options.extension ?? repository };
  return {
    port,
    pid: group.pid,
    data,
    url: (workspace, tests) => workbenchUrl({ port, folder: workspace, ...extension, ...(tests ? { tests } : {}) }),
    output: () => readFileSync(log, 'utf8'),
    stop: async () => {
      proxy?.stop();
      await stopServer();
    },
  };
}
