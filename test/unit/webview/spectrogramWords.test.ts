import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { plainAnalysis } from '../../../src/core/protocol/spectrogram.ts';
import { analysisWords } from '../../../src/core/picture/axes/spectrogramWords.ts';
import { keyWords, spectrogramKeys } from '../../../webview/ui/spectrogramKeys.ts';

it('names the keys that VS Code binds', () => {
  const manifest = new URL('../../../package.json', import.meta.url);
  const { contributes } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    contributes: { keybindings: { command: string; key: string }[] };
  };
  for (const [command, key] of Object.entries(spectrogramKeys)) {
    const bound = contributes.keybindings.filter((each) => each.command === `earshot.${command}`);
    expect(
      bound.map((each) => each.key),
      command,
    ).toEqual([key]);
  }
  expect(keyWords('windowNext', 'windowPrevious', 'frequencyIn', 'overlapLess')).toBe("U, Shift+U, ', Shift+2");
});

it('says method, length and window in a few letters', () => {
  expect(analysisWords(plainAnalysis, [2048])).toBe('FFT 2048 \u00b7 Hann');
  expect(analysisWords({ ...plainAnalysis, method: 'reassigned', window: 'kaiser' }, [512])).toBe(
    'Reassigned 512 \u00b7 Kaiser',
  );
  expect(analysisWords({ ...plainAnalysis, method: 'multiResolution' }, [8192, 4096, 2048, 1024])).toBe(
    'FFT 1024\u20138192 \u00b7 Hann',
  );
});
