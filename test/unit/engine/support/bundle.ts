import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { build } from 'esbuild';
import { tempFolder } from '../../../support/cleanup.ts';

/** Bundles one module of this folder for Node into a temporary file. */
export async function bundleForNode(entry: string): Promise<{ file: string; remove: () => void }> {
  const folder = tempFolder('engine');
  const file = join(folder.path, 'bundle.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  return { file, remove: folder.remove };
}
