import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startSession } from '../support/earshot.ts';
import { repository } from '../support/vscodeServer.ts';

it('installs as a package and opens a sample', async () => {
  execFileSync(process.execPath, ['scripts/package.mjs'], { cwd: repository, stdio: 'inherit' });
  const [vsix] = readdirSync(repository).filter((name) => name.endsWith('.vsix'));
  if (!vsix) throw new Error('npm run package left no .vsix');
  const session = await startSession({ vsix: join(repository, vsix) });
  onTestFinished(() => session.close());
  const installed = readdirSync(join(session.vscode.data, 'extensions')).filter((name) => name.includes('earshot'));
  expect(installed).toHaveLength(1);
  const editor = await session.open('guitar-chord.flac');
  expect(await editor.state()).toBe('ready');
  await editor.fullyPainted();
  await editor.play();
  await editor.consumes(44100 / 2);
});
