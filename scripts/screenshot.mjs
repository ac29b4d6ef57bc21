// Takes pictures of the running product in a real VS Code server: `npm run screenshot` makes media/screenshot.png.
//   node scripts/screenshot.mjs [--out FILE] [--file NAME] [--folder DIR] [--theme NAME] [--scale 2] [--size 1440x900] [--play SECONDS]
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importTypeScript } from './lib/importTypeScript.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { screenshot } = await importTypeScript('scripts/screenshot.ts');
await screenshot(root, process.argv.slice(2));
