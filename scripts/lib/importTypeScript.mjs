import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Bundles a module of this repository into out/ and imports it: Node 20 does not read TypeScript. */
export async function importTypeScript(path) {
  const outfile = join(root, 'out', 'modules', `${basename(path, '.ts')}.mjs`);
  await esbuild.build({
    entryPoints: [join(root, path)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}
