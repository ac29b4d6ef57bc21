import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../../support/cleanup.ts';
import { repository } from '../../support/vscodeServer.ts';

const cacheModule = pathToFileURL(join(repository, 'scripts/lib/cache.mjs')).href;

/** Makes the folder "part" of the cache in a process of its own; says "made" if it did the work. */
function make(cache: string, body = ''): Promise<{ stdout: string }> {
  const code = `
    import { cached } from '${cacheModule}';
    import { writeFileSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    await cached('part', async (folder) => {
      console.log('made');
      await setTimeout(300);
      ${body}
      writeFileSync(folder + '/file', 'complete');
    });`;
  const args = ['--input-type=module', '--eval', code];
  return promisify(execFile)(process.execPath, args, { env: { ...process.env, EARSHOT_CACHE: cache } });
}

function newCache(): string {
  const folder = tempFolder('cache');
  onTestFinished(folder.remove);
  return folder.path;
}

it('lets one of two runs do the work, and neither afterwards', async () => {
  const cache = newCache();
  const both = await Promise.all([make(cache), make(cache)]);
  expect(both.filter(({ stdout }) => stdout.includes('made'))).toHaveLength(1);
  expect((await make(cache)).stdout).toBe('');
  expect(readFileSync(join(cache, 'part/file'), 'utf8')).toBe('complete');
  expect(readdirSync(cache)).toEqual(['part']);
});

it('leaves nothing behind that looks finished when the work fails', async () => {
  const cache = newCache();
  await expect(make(cache, `throw new Error('no network');`)).rejects.toThrow('no network');
  expect(existsSync(join(cache, 'part'))).toBe(false);
  expect((await make(cache)).stdout).toContain('made');
});

it('takes over the lock of a run that died', async () => {
  const cache = newCache();
  const lock = join(cache, 'part.lock');
  writeFileSync(lock, '');
  const minuteAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, minuteAgo, minuteAgo);
  expect((await make(cache)).stdout).toContain('made');
});
