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
    keybindings: { command: string; when: string }[];
    menus: { 'explorer/context': { when: string }[] };
  };
}
const manifest = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
) as Manifest;
const { contributes } = manifest;
const extensions = [...new Set(formats.flatMap((format) => format.extensions))].sort();
/** Mostly video: its sound opens with "Open with Earshot", but the editor does not claim the file. */
const notClaimed = ['mp4'];

describe('package.json', () => {
  it('offers the editor for every extension of every format, before the built-in preview', () => {
    const [editor] = contributes.customEditors;
    // Releases that know only a string take anything else for 'default'; newer ones leave diffs to others for a string.
    expect(editor?.priority).toEqual({ textEditor: 'default', diffEditor: 'default' });
    expect(editor?.selector.map((each) => each.filenamePattern).sort()).toEqual(
      extensions.filter((each) => !notClaimed.includes(each)).map((each) => `*.${each}`),
    );
    const [menu] = contributes.menus['explorer/context'];
    const pattern = /\((.*)\)/.exec(menu?.when ?? '')?.[1];
    expect(pattern?.split('|').sort()).toEqual(extensions);
  });

  it('has a title and a key for every command of the editor', () => {
    const titles = contributes.commands.map((each) => each.command);
    const keys = contributes.keybindings.map((each) => each.command);
    for (const command of editorCommands) {
      expect(titles).toContain(`earshot.${command}`);
      expect(keys).toContain(`earshot.${command}`);
    }
  });

  it('binds keys only while the editor has the focus', () => {
    for (const { when } of contributes.keybindings) {
      expect(when).toContain("activeCustomEditorId == 'earshot.editor'");
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
