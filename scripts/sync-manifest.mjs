// Writes into package.json: the extensions of all formats (src/core/formats/registry.ts), which say what opens in Earshot
// by itself and what only when asked to; and the tools of language models with their schemas (src/core/agents).
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
const menuOf = (id) => menus['explorer/context'].find(({ command }) => command === id);
const named = `resourceExtname =~ /^\\.(${names.join('|')})$/i`;
menuOf('earshot.openWith').when = named;
menuOf('earshot.checkAudio').when = `explorerResourceIsFolder || ${named}`;

const { manifestTools } = await importTypeScript('src/core/agents/manifest.ts');
manifest.contributes.languageModelTools = manifestTools;
writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
