import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../../support/vscodeServer.ts';

it('docs/MEASUREMENTS.md has the definitions of the code', () => {
  const script = join(repository, 'scripts/measurements-doc.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
