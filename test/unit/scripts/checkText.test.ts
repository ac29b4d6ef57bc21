import { execFileSync, spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../support/cleanup.ts';
import { repository } from '../../support/vscodeServer.ts';

const script = join(repository, 'scripts/check-text.mjs');

function check(files: Record<string, string>): { status: number | null; faults: string[] } {
  const folder = tempFolder('text');
  execFileSync('git', ['init', '--quiet', folder.path]);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  }
  const { status, stderr } = spawnSync(process.execPath, [script, '--root', folder.path], { encoding: 'utf8' });
  folder.remove();
  const faults = stderr.split('\n').filter((line) => line !== '');
  return { status, faults: faults.map((line) => line.split(': ').slice(0, 2).join(': ')) };
}

it('lets ordinary text pass', () => {
  const files = {
    'a.md': 'Ask the registry.gen.ts, see ~/Music/ and ${root}/home/x/ and https://example.org/home/x/y',
    'test/a.test.ts': `it('skips silence', () => audio.skip(3)); // nothing.only here`,
    'package-lock.json': '{ "integrity": "sha512-x" }',
    'b.bin': '\0registry',
  };
  expect(check(files)).toEqual({ status: 0, faults: [] });
});

it('finds every planted fault', () => {
  // In pieces, so that this file passes the check itself.
  const files = {
    'a.json': `{}\n"https://${'registry'}.npmjs.org/x"`,
    'b.sh': `curl ${'deb'}.debian.org`,
    'c.ts': `open('${homedir()}/x')`,
    'd.ts': `open('${'/home'}/someone/x')`,
    'e.ts': `open('${'/Users'}/someone/x')`,
    'package-lock.json': `{ "${'resolved'}": "x" }`,
    'test/f.test.ts': `${'it'}.only('x')`,
    'test/g.test.ts': `${'describe'}.skip('x')`,
    'test/h.test.ts': `${'it'}.concurrent.todo('x')`,
  };
  const { status, faults } = check(files);
  expect(status).toBe(1);
  expect(faults).toEqual([
    'a.json:2: a registry host',
    'b.sh:1: a registry host',
    'c.ts:1: a path of one machine',
    'd.ts:1: a path of one machine',
    'e.ts:1: a path of one machine',
    'package-lock.json:1: an address in a lock file',
    'test/f.test.ts:1: a test that is focused or does not run',
    'test/g.test.ts:1: a test that is focused or does not run',
    'test/h.test.ts:1: a test that is focused or does not run',
  ]);
});
