// Writes the extensions of all formats (src/core/formats/registry.ts) into package.json: which files open in Earshot by
// themselves, and which only when asked to.
import { readFileSync, writeFileSync } from 'node:fs';
import { importTypeScript } from './lib/importTypeScript.mjs';

const { formats } = await importTypeScript('src/core/formats/registry.ts');
const unique = (lists) => [...new Set(lists.flat())].sort();
const claimed = unique(formats.map((format) => format.extensions));
const optional = unique(formats.map((format) => format.optionalExtensions ?? [])).filter((e) => !claimed.includes(e));

const path = new URL('../package.json', import.meta.url);
const manifest = JSON.parse(readFileSync(path, 'utf8'));
const { customEditors, menus } = manifest.contributes;
const patterns = (extensions) => extensions.map((extension) => ({ filenamePattern: `*.${extension}` }));
customEditors.find(({ viewType }) => viewType === 'earshot.editor').selector = patterns(claimed);
customEditors.find(({ viewType }) => viewType === 'earshot.editor.optional').selector = patterns(optional);
const names = unique([claimed, optional]).map((extension) => extension.replace('+', '\\+'));
const openWith = menus['explorer/context'].find(({ command }) => command === 'earshot.openWith');
openWith.when = `resourceExtname =~ /^\\.(${names.join('|')})$/i`;
writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
