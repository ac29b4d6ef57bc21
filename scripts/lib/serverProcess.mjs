// Starts the VS Code server, and the address that opens a folder in it with an extension under development.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** A port that nobody listens on now; the wanted one if it is free. */
export async function freePort(wanted = 0) {
  const probe = net.createServer();
  const listening = await new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(wanted, '127.0.0.1', () => resolve(true));
  });
  if (!listening) return freePort();
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

export async function waitForPort(port, { timeoutMs = 60_000, gaveUp = () => false } = {}) {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(100)) {
    if (gaveUp()) break;
    const socket = net.connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
  }
  throw new Error(`nothing listens on port ${port}`);
}

/**
 * server: from ensureVsCodeServer(); data: a folder for all that the server writes; token: what a browser must show.
 * settings: machine settings over the defaults; wrapper: a program that starts the server. The child leads a process group of its own.
 */
export function spawnServer({ server, port, data, token, settings = {}, env = {}, stdio = 'ignore', wrapper = [] }) {
  const machine = join(data, 'server', 'data', 'Machine');
  mkdirSync(machine, { recursive: true });
  mkdirSync(join(data, 'home'), { recursive: true });
  // Keep the chat side bar and its services away: they have nothing to do here.
  const defaults = { 'chat.disableAIFeatures': true, 'workbench.secondarySideBar.defaultVisibility': 'hidden' };
  writeFileSync(join(machine, 'settings.json'), JSON.stringify({ ...defaults, ...settings }));
  const args = [server.main, ...storage(data), '--host', '127.0.0.1', '--port', String(port)];
  args.push(...(token ? ['--connection-token', token] : ['--without-connection-token']));
  // A built workbench takes an extension under development only with the switch of its own smoke tests.
  args.push('--telemetry-level', 'off', '--enable-smoke-test-driver', '--disable-workspace-trust');
  const [command, ...rest] = [...wrapper, server.node, ...args];
  const options = { detached: process.platform !== 'win32', stdio, env: { ...environment(server, data), ...env } };
  return spawn(command, rest, options);
}

/** Installs a packaged extension into the data folder; resolves with the exit status and what was said. */
export async function installVsix({ server, data, vsix }) {
  mkdirSync(join(data, 'home'), { recursive: true });
  const args = [server.main, ...storage(data), '--install-extension', vsix, '--force'];
  const child = spawn(server.node, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment(server, data) });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'exit');
  return { code, output };
}

function storage(data) {
  return [
    '--accept-server-license-terms',
    '--server-data-dir',
    join(data, 'server'),
    '--extensions-dir',
    join(data, 'extensions'),
  ];
}

function environment(server, data) {
  const PATH = dirname(server.node) + delimiter + process.env.PATH;
  const env = { ...process.env, PATH, HOME: join(data, 'home') };
  // Set when this runs in a terminal of VS Code: they would make the server talk to that one.
  for (const name of Object.keys(env)) if (/^VSCODE_|^ELECTRON_RUN_AS_NODE$/.test(name)) delete env[name];
  return env;
}

/** port: the one the browser uses (behind a proxy, the proxy's). Paths are on the server's disk. */
export function workbenchUrl({ port, folder, extension, tests, token, host = '127.0.0.1' }) {
  const path = (each) => pathToFileURL(each).pathname;
  const remote = (each) => `vscode-remote://${host}:${port}${path(each)}`;
  const payload = [['skipWelcome', 'true']];
  if (extension) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  const url = new URL(`http://${host}:${port}/`);
  if (token) url.searchParams.set('tkn', token);
  if (folder) url.searchParams.set('folder', path(folder));
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

const groupAlive = (pid) => {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Ends a process and all its children. They outlive the server by seconds, so this waits for the last. */
export async function stopGroup(pid, { graceMs = 5000 } = {}) {
  if (process.platform === 'win32') {
    const killer = spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
    await once(killer, 'exit');
    return;
  }
  const signal = (name) => {
    try {
      process.kill(-pid, name);
    } catch {
      // gone meanwhile
    }
  };
  if (groupAlive(pid)) signal('SIGTERM');
  for (const end = Date.now() + graceMs; groupAlive(pid) && Date.now() < end;) await sleep(50);
  if (groupAlive(pid)) signal('SIGKILL');
  for (const end = Date.now() + 2000; groupAlive(pid) && Date.now() < end;) await sleep(50);
}
