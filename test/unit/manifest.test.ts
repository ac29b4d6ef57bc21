import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formats } from '../../src/core/formats/registry.ts';
import { editorCommands } from '../../src/core/protocol/editorApi.ts';

interface Manifest {
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  dependencies?: unknown;
  contributes: {
    customEditors: { viewType: string; priority: unknown; selector: { filenamePattern: string }[] }[];
    commands: { command: string }[];
    keybindings: { command: string; key: string; when: string }[];
    menus: { 'explorer/context': { command: string; when: string }[] };
  };
}
const manifest = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
) as Manifest;
const { contributes } = manifest;
const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();
const claimed = sorted(formats.flatMap((format) => format.extensions));
const optional = sorted(formats.flatMap((format) => format.optionalExtensions ?? [])).filter(
  (each) => !claimed.includes(each),
);

function selectedBy(viewType: string): string[] {
  const editor = contributes.customEditors.find((each) => each.viewType === viewType);
  return (editor?.selector ?? []).map(({ filenamePattern }) => filenamePattern.slice('*.'.length)).sort();
}

/** The extensions that a menu's condition names. */
function offered(command: string): string[] {
  const entry = contributes.menus['explorer/context'].find((each) => each.command === command);
  const pattern = /\((.*)\)/.exec(entry?.when ?? '')?.[1] ?? '';
  return pattern
    .split('|')
    .map((each) => each.replaceAll('\\', ''))
    .sort();
}

describe('package.json', () => {
  it('claims every extension of every format, before the built-in preview', () => {
    const [editor] = contributes.customEditors;
    // Releases that know only a string take anything else for 'default'; newer ones leave diffs to others for a string.
    expect(editor?.priority).toEqual({ textEditor: 'default', diffEditor: 'default' });
    expect(selectedBy('earshot.editor')).toEqual(claimed);
  });

  it('is only one choice for files that are mostly something else', () => {
    expect(contributes.customEditors.map(({ priority }) => priority)[1]).toBe('option');
    expect(selectedBy('earshot.editor.optional')).toEqual(optional);
    for (const ambiguous of ['mp4', 'mov', 'raw', 'pcm', 'npy', 'npz', 'mod']) {
      expect(claimed).not.toContain(ambiguous);
    }
  });

  it('is in the menu of all of them', () => {
    expect(offered('earshot.openWith')).toEqual(sorted([...claimed, ...optional]));
    expect(offered('earshot.checkAudio')).toEqual(sorted([...claimed, ...optional]));
    for (const headerless of ['raw', 'pcm']) expect(offered('earshot.openRaw')).toContain(headerless);
  });

  it('has a title and a key for every command of the editor', () => {
    const titles = contributes.commands.map((each) => each.command);
    const keys = contributes.keybindings.map((each) => each.command);
    for (const command of editorCommands) {
      expect(titles).toContain(`earshot.${command}`);
      expect(keys).toContain(`earshot.${command}`);
    }
  });

  it('gives no key to two commands', () => {
    const keys = contributes.keybindings.map((each) => each.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('binds keys only while the editor has the focus', () => {
    for (const { when } of contributes.keybindings) {
      expect(when).toContain('activeCustomEditorId =~ /^earshot\\.editor/');
      expect(when).toContain('!inputFocus && !listFocus');
    }
  });

  it('compiles against the oldest VS Code it claims to run in', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  });

  it('ships bundles only: nothing is installed with the extension', () => {
    expect(manifest.dependencies).toBeUndefined();
  });
});
