// Builds every bundle into dist/. `node esbuild.mjs [--watch] [--dev]`; also imported by tests and scripts.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { writeNotices } from './scripts/notices.mjs';
import { readStretchWasm } from './scripts/stretch-wasm.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const from = (path) => join(root, path);

// Parts of packages that would drag in what no audio server needs: a terminal, workers of a decoder's own.
const serverAliases = {
  debug: from('src/node/stubs/silentDebug.ts'),
  '@eshaz/web-worker': from('src/node/stubs/noWebWorker.ts'),
};

/** The part of the MCP SDK that stands for ajv, replaced as src/cli/mcp/noValidator.ts says. */
const withoutAjv = {
  name: 'without-ajv',
  setup(build) {
    build.onResolve({ filter: /\/ajv-provider\.js$/ }, () => ({ path: from('src/cli/mcp/noValidator.ts') }));
  },
};

const shared = (dev) => ({
  absWorkingDir: root,
  bundle: true,
  metafile: true,
  minify: !dev,
  sourcemap: dev ? 'linked' : false,
  charset: 'utf8',
  legalComments: 'none', // notices are generated as a file of their own: scripts/notices.mjs
  logLevel: 'warning',
  // Its main file hides from bundlers what it requires.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
});

/** The audio server and its worker: ES modules, split, so that each codec stays a file of its own, loaded on demand. */
export function serverOptions(outdir, dev = false) {
  return {
    ...shared(dev),
    entryPoints: { server: from('src/node/server.ts'), 'decode.worker': from('src/node/worker/decode.worker.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    chunkNames: 'codec-[hash]',
    alias: serverAliases,
  };
}

export async function serverBuild(outdir, dev = false) {
  return esbuild.build(serverOptions(outdir, dev));
}

/**
 * The command line: a small entry; what a command needs is loaded when it is called. VS Code enters at the tools of agents.
 */
export function cliOptions(dist, dev = false) {
  return {
    ...shared(dev),
    entryPoints: { cli: from('src/cli/main.ts'), 'cli/tools': from('src/node/clientTools.ts') },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    chunkNames: 'cli/[name]-[hash]',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [withoutAjv],
  };
}

/** dist with the command line and the server that it forks. */
export async function cliBuild(dist, dev = false) {
  await Promise.all([esbuild.build(cliOptions(dist, dev)), serverBuild(join(dist, 'server'), dev)]);
}

/** Every bundle of the product, by name. */
export function productOptions(dist, dev = false) {
  return {
    extension: {
      ...shared(dev),
      entryPoints: [from('src/host/extension.ts')],
      outfile: join(dist, 'extension.js'),
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['vscode'],
    },
    lint: {
      ...shared(dev),
      entryPoints: [from('src/host/lint/bundle.ts')],
      outfile: join(dist, 'lint.js'),
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['vscode'],
    },
    agents: {
      ...shared(dev),
      entryPoints: [from('src/host/agents/bundle.ts')],
      outfile: join(dist, 'agents.js'),
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['vscode'],
    },
    workspace: {
      ...shared(dev),
      entryPoints: [from('src/host/workspace/bundle.ts')],
      outfile: join(dist, 'workspace.js'),
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['vscode'],
    },
    server: serverOptions(join(dist, 'server'), dev),
    cli: cliOptions(dist, dev),
    pages: {
      ...shared(dev),
      entryPoints: {
        editor: from('webview/editor/main.ts'),
        library: from('webview/library/main.ts'),
        audition: from('webview/audition/main.ts'),
      },
      outdir: join(dist, 'webview'),
      platform: 'browser',
      target: 'chrome118',
      format: 'iife',
      loader: { '.svg': 'text' },
    },
    worklet: {
      ...shared(dev),
      entryPoints: [from('webview/engine/worklet/engine.worklet.ts')],
      outfile: join(dist, 'webview/engine.worklet.js'),
      platform: 'browser',
      target: 'chrome118',
      format: 'iife',
    },
  };
}

/** The time-stretcher of the worklet, which the page fetches when a speed first needs it. */
async function writeStretch(dist) {
  await mkdir(join(dist, 'webview'), { recursive: true });
  await writeFile(join(dist, 'webview/stretch.wasm'), readStretchWasm());
}

async function main() {
  const watch = process.argv.includes('--watch');
  const dev = watch || process.argv.includes('--dev');
  const dist = from('dist');
  if (watch) {
    const options = Object.values(productOptions(dist, dev));
    const contexts = await Promise.all(options.map((each) => esbuild.context({ ...each, logLevel: 'info' })));
    await Promise.all(contexts.map((context) => context.watch()));
    await writeStretch(dist);
    console.log('watching');
    return;
  }
  // Built aside and put in place at the end: an editor that runs from dist never sees half of it.
  const staging = from(`out/dist-${process.pid}`);
  await mkdir(staging, { recursive: true });
  try {
    const all = Object.entries(productOptions(staging, dev));
    const results = await Promise.all(all.map(async ([name, options]) => [name, await esbuild.build(options)]));
    await writeFile(join(staging, 'webview/stretch.wasm'), readStretchWasm());
    await writeStretch(staging);
    const metafiles = results.map(([, result]) => result.metafile);
    const file = join(staging, 'THIRD_PARTY_NOTICES.txt');
    await writeNotices({ root, metafiles, also: ['@echogarden/pffft-wasm', 'signalsmith-stretch'], file });
    const byName = Object.fromEntries(results.map(([name, result]) => [name, result.metafile]));
    await writeFile(from('out/metafile.json'), JSON.stringify(byName));
    await rm(dist, { recursive: true, force: true });
    await rename(staging, dist);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
