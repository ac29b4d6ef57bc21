// npm run test:desktop: the API tests in desktop VS Code, which @vscode/test-electron downloads.
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../scripts/lib/run.mjs';
import { buildApiTests } from '../support/buildApiTests.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
if ((await run(process.execPath, ['esbuild.mjs'], { cwd: root })) !== 0) process.exit(1);
const extensionTestsPath = await buildApiTests();

const folder = mkdtempSync(join(tmpdir(), 'earshot-desktop-'));
for (const name of readdirSync(join(root, 'samples'))) cpSync(join(root, 'samples', name), join(folder, name));
try {
  const profile = ['--user-data-dir', join(folder, '.user'), '--extensions-dir', join(folder, '.extensions')];
  const launchArgs = [folder, '--disable-workspace-trust', '--skip-welcome', ...profile];
  if (process.getuid?.() === 0) launchArgs.push('--no-sandbox');
  process.exitCode = await runTests({ extensionDevelopmentPath: root, extensionTestsPath, launchArgs });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
