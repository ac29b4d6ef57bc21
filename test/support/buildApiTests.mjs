// Bundles what runs in the extension host, by default test/vscode/api; returns the module's path.
import { fileURLToPath } from 'node:url';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

export async function buildApiTests(entry = 'test/vscode/api/index.ts') {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const outfile = join(root, 'out', 'api-tests', `${basename(entry, '.ts')}.cjs`);
  const entryPoints = [join(root, entry)];
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
