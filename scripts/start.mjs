// npm start: builds, then opens VS Code on the samples with the extension loaded.
//   --no-open   do not open a browser      --port N   port of the VS Code server
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run, which } from './lib/run.mjs';
import { freePort, spawnServer, stopGroup, waitForPort, workbenchUrl } from './lib/serverProcess.mjs';
import { ensureVsCodeServer } from './lib/vscodeServer.mjs';

const PORT = 8337;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function build() {
  console.log('Building …');
  return (await run(process.execPath, ['esbuild.mjs'], { cwd: root })) === 0;
}

/** True if desktop VS Code took the folder. */
async function openDesktop() {
  const code = which('code');
  if (!code) return false;
  console.log('Opening VS Code …');
  const status = await run(code, [`--extensionDevelopmentPath=${root}`, join(root, 'samples')]);
  if (status === 0) console.log('VS Code is open on samples/ with Earshot loaded. Click any audio file.');
  else console.error(`The "code" command ended with status ${status}; using the VS Code server in a browser instead.`);
  return status === 0;
}

function openBrowser(url) {
  const byPlatform = { darwin: 'open', win32: 'explorer' };
  const opener =
    byPlatform[process.platform] ?? (process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? 'xdg-open' : undefined);
  const found = opener && which(opener);
  if (found) void run(found, [url], { stdio: 'ignore' });
}

async function openServer({ port: wanted, open }) {
  const server = await ensureVsCodeServer();
  const port = await freePort(wanted ?? PORT);
  if (wanted !== undefined && port !== wanted) throw new Error(`Port ${wanted} is taken. Choose another with --port.`);
  const data = mkdtempSync(join(tmpdir(), 'earshot-start-'));
  const token = randomBytes(12).toString('hex');
  const child = spawnServer({ server, port, data, token });
  let stopping = false;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void stopGroup(child.pid);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  try {
    await waitForPort(port, { gaveUp: () => stopping || child.exitCode !== null });
    const folder = join(root, 'samples');
    const url = workbenchUrl({ port, folder, extension: root, token });
    console.log(`\nVS Code with Earshot is at  ${url}\n\nClick any audio file. Ctrl+C stops the server.`);
    if (open) openBrowser(url);
    const status = await ended;
    if (!stopping) throw new Error(`The VS Code server ended with status ${status}.`);
  } finally {
    if (child.exitCode === null || stopping) await stopGroup(child.pid);
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    if (stopping) console.log('\nStopped.');
  }
}

try {
  const { values } = parseArgs({ options: { 'no-open': { type: 'boolean' }, port: { type: 'string' } } });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536))
    throw new Error(`--port ${values.port}: not a port`);
  if (!(await build())) throw new Error('The build failed; see above.');
  if (!(await openDesktop())) await openServer({ port, open: !values['no-open'] });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
