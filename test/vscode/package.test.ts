import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../support/cleanup.ts';
import { startSession } from '../support/earshot.ts';
import { repository } from '../support/vscodeServer.ts';

interface Budget {
  metric: string;
  max: number;
  hard?: boolean;
}

/** The limit of a hard budget in bench/budgets.json. */
function limit(metric: string): number {
  const budgets = JSON.parse(readFileSync(join(repository, 'bench/budgets.json'), 'utf8')) as Budget[];
  const budget = budgets.find((each) => each.metric === metric && each.hard);
  if (!budget) throw new Error(`no hard budget for ${metric}`);
  return budget.max;
}

it('is within its budgets, installs as a package and opens a sample', async () => {
  const folder = tempFolder('package');
  onTestFinished(folder.remove);
  const vsix = join(folder.path, 'earshot.vsix');
  execFileSync(process.execPath, ['scripts/package.mjs', '--out', vsix], { cwd: repository, stdio: 'inherit' });
  const bytes = (path: string): number => statSync(path).size;
  const page = ['editor.js', 'editor.css', 'engine.worklet.js'].map((name) => join(repository, 'dist/webview', name));
  expect(bytes(vsix)).toBeLessThanOrEqual(limit('sizes.vsixBytes'));
  expect(page.map(bytes).reduce((sum, each) => sum + each)).toBeLessThanOrEqual(limit('sizes.webviewBytes'));
  expect(bytes(join(repository, 'dist/extension.js'))).toBeLessThanOrEqual(limit('sizes.extensionBytes'));
  const session = await startSession({ vsix });
  onTestFinished(() => session.close());
  const installed = readdirSync(join(session.vscode.data, 'extensions')).filter((name) => name.includes('earshot'));
  expect(installed).toHaveLength(1);
  const editor = await session.open('guitar-chord.flac');
  expect(await editor.state()).toBe('ready');
  await editor.fullyPainted();
  await editor.play();
  await editor.consumes(44100 / 2);
});
