// Takes pictures of the running product in a real VS Code server: `npm run screenshot` makes media/screenshot.png.
//   node scripts/screenshot.mjs [--out FILE] [--file NAME] [--folder DIR] [--theme NAME] [--scale 2] [--size 1440x900] [--play SECONDS]
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outfile = join(root, 'out/screenshot.mjs');
mkdirSync(dirname(outfile), { recursive: true });
await esbuild.build({
  entryPoints: [join(root, 'scripts/screenshot.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
const { screenshot } = await import(pathToFileURL(outfile).href);
await screenshot(root, process.argv.slice(2));
