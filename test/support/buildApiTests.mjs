// Bundles test/vscode/api for the extension host; returns the module's path.
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { build } from 'esbuild';

export async function buildApiTests() {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const outfile = join(root, 'out', 'api-tests', 'index.cjs');
  const entryPoints = [join(root, 'test/vscode/api/index.ts')];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
  });
  return outfile;
}
