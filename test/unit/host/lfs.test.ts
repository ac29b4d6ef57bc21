import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { tempFolder } from '../../support/cleanup.ts';

const terminal = vi.hoisted(() => ({ cwd: '', sent: [] as [string, boolean][], trusted: true, shown: 0 }));
vi.mock('vscode', () => ({
  window: {
    createTerminal: ({ cwd }: { cwd: string }) => {
      terminal.cwd = cwd;
      return {
        show: () => terminal.shown++,
        sendText: (text: string, run: boolean) => terminal.sent.push([text, run]),
      };
    },
  },
  workspace: {
    get isTrusted() {
      return terminal.trusted;
    },
  },
}));
const { pullCommand, pullLfs } = await import('../../../src/host/lfs.ts');

const folder = tempFolder('lfs');
afterAll(() => folder.remove());

describe('git lfs pull', () => {
  it('fetches one file of its repository, in a terminal that is shown; typed only where nothing is trusted', () => {
    mkdirSync(join(folder.path, 'repo', '.git'), { recursive: true });
    mkdirSync(join(folder.path, 'repo', 'audio', 'takes'), { recursive: true });
    const path = join(folder.path, 'repo', 'audio', 'takes', 'one.wav');
    writeFileSync(path, '');
    const command = 'git lfs pull --include="audio/takes/one.wav" --exclude=""';
    pullLfs({ fsPath: path } as never);
    expect(terminal).toMatchObject({ cwd: join(folder.path, 'repo', 'audio', 'takes'), shown: 1 });
    terminal.trusted = false;
    pullLfs({ fsPath: path } as never);
    expect(terminal.sent).toEqual([
      [command, true],
      [command, false],
    ]);
  });

  it('gives a shell nothing to run, whatever a file is named', () => {
    expect(pullCommand('a/$(touch x)`y`";rm -rf ~;%PATH%!!,b.wav')).toBe(
      'git lfs pull --include="a/*touch x*y*rm -rf *PATH*b.wav" --exclude=""',
    );
    expect(pullCommand('Aufnahme \u00e4\u00f6 1.wav')).toContain('"Aufnahme \u00e4\u00f6 1.wav"');
  });
});
