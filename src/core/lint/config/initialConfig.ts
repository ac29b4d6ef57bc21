import { presets } from '../presets/presets.ts';
import { lintRules } from '../rules/index.ts';

/** A first `.earshot.json`: a preset, and all that can be said as comments. schema: its address, where there is one. */
export function initialConfig(preset: string, schema?: string): string {
  const widest = Math.max(...presets.map(({ name }) => name.length));
  const lines = [
    '{',
    ...(schema === undefined ? [] : [`  "$schema": ${JSON.stringify(schema)},`, '']),
    '  // What audio files must keep to: checked by `earshot lint`, and by Earshot in VS Code. It holds for the files of this',
    '  // folder and of those below it, up to the next file of this name. Comments and trailing commas are allowed.',
    '',
    '  // Presets, and other files by their paths ("./other.json"). Later ones win over earlier ones.',
    ...presets.map(({ name, title }) => `  //   ${`"${name}"`.padEnd(widest + 2)}  ${title}`),
    `  "extends": [${JSON.stringify(preset)}],`,
    '',
    '  // Files that are not checked. A pattern without a slash is of a name in any folder.',
    '  "ignore": ["node_modules/"],',
    '',
    '  // "off", "error", "warning", "info", or options with a "severity" or without. What is left out stays as above.',
    '  "rules": {',
    ...lintRules.map(({ id, example, title }) => `    // ${JSON.stringify(id)}: ${inLine(example)}, // ${title}`),
    '  },',
    '',
    '  // Other rules for some files. Later ones win.',
    '  "overrides": [',
    '    // { "files": "raw/**", "rules": { "clipping": "off" } },',
    '  ],',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** In one line, with the blanks that one would type. */
const inLine = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${inLine(each)}`);
  return entries.length === 0 ? '"error"' : `{ ${entries.join(', ')} }`;
};
