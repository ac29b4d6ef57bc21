import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../support/cleanup.ts';
import { startSession } from '../support/earshot.ts';
import { repository } from '../support/vscodeServer.ts';

it('installs as a package and opens a sample', async () => {
  const folder = tempFolder('package');
  onTestFinished(folder.remove);
  const vsix = join(folder.path, 'earshot.vsix');
  execFileSync(process.execPath, ['scripts/package.mjs', '--out', vsix], { cwd: repository, stdio: 'inherit' });
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
