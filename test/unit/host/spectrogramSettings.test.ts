import { beforeEach, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';

interface Set {
  defaultValue?: unknown;
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}
const settings = vi.hoisted<{ set: Record<string, Set>; asked: unknown[][] }>(() => ({ set: {}, asked: [] }));
vi.mock('vscode', () => ({
  workspace: {
    getConfiguration: (...all: unknown[]) => {
      settings.asked.push(all);
      return { inspect: (name: string) => settings.set[name] };
    },
  },
}));
const { spectrogramSettings } = await import('../../../src/host/spectrogramSettings.ts');

const uri = {} as vscode.Uri;
beforeEach(() => {
  settings.set = {};
  settings.asked.length = 0;
});

it('reads what has been set for the file, the nearest first; defaults say nothing', () => {
  settings.set = {
    show: { defaultValue: 'both' },
    size: { defaultValue: 2048, globalValue: 4096 },
    window: { globalValue: 'hamming', workspaceValue: 'kaiser' },
    scale: { globalValue: 'log', workspaceValue: 'mel', workspaceFolderValue: 'erb' },
    floor: { globalValue: -90 },
  };
  expect(spectrogramSettings(uri)).toEqual({ size: 4096, window: 'kaiser', scale: 'erb', floor: -90 });
  expect(settings.asked).toEqual([['earshot.spectrogram', uri]]);
});

it('takes no value that is none of those allowed', () => {
  settings.set = {
    show: { globalValue: 'everything' },
    size: { globalValue: 1000 },
    overlap: { globalValue: '0.5' },
    padding: { globalValue: 3 },
    floor: { globalValue: -1e9 },
    ceiling: { globalValue: NaN },
    palette: { globalValue: null },
    combine: { globalValue: 'mean' },
  };
  expect(spectrogramSettings(uri)).toEqual({ combine: 'mean' });
});
