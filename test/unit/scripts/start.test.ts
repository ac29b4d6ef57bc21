import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../../support/cleanup.ts';
import { repository } from '../../support/vscodeServer.ts';

/** A checkout whose build does as told, and a "code" command that notes its arguments. */
function run(
  buildStatus: number,
  args: string[] = [],
): { status: number | null; output: string; root: string; seen: string } {
  const folder = tempFolder('start');
  onTestFinished(folder.remove);
  const root = realpathSync(folder.path);
  cpSync(join(repository, 'scripts'), join(root, 'scripts'), { recursive: true });
  writeFileSync(join(root, 'esbuild.mjs'), `process.exitCode = ${buildStatus};`);
  mkdirSync(join(root, 'bin'));
  const seen = join(root, 'seen');
  writeFileSync(seen, '');
  writeFileSync(join(root, 'bin/code'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${seen}'\n`);
  chmodSync(join(root, 'bin/code'), 0o755);
  const PATH = [join(root, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH };
  const start = spawnSync(process.execPath, [join(root, 'scripts/start.mjs'), ...args], { env, encoding: 'utf8' });
  return { status: start.status, output: start.stdout + start.stderr, root, seen: readFileSync(seen, 'utf8') };
}

it('opens desktop VS Code on the samples where there is one', () => {
  const { status, output, root, seen } = run(0);
  expect(output).toContain('VS Code is open');
  expect(seen.trim().split('\n')).toEqual([`--extensionDevelopmentPath=${root}`, join(root, 'samples')]);
  expect(status).toBe(0);
});

it('stops with clear words when the build fails', () => {
  const { status, output, seen } = run(3);
  expect(output).toContain('The build failed');
  expect(seen).toBe('');
  expect(status).toBe(1);
});

it('refuses a port that is none', () => {
  expect(run(0, ['--port', '99999'])).toMatchObject({
    status: 1,
    output: expect.stringContaining('not a port') as string,
  });
});
