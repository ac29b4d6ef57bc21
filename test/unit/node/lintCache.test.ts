import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LintFacts } from '../../../src/core/lint/facts.ts';
import { failedReport } from '../../../src/core/report/buildReport.ts';
import { failedFacts } from '../../../src/node/clientLint.ts';
import { LintCache, type LintCacheOptions, stampOf, trimLintCaches } from '../../../src/node/clientLintCache.ts';
import { tempFolder } from '../../support/cleanup.ts';

let folder: ReturnType<typeof tempFolder>;
let file: string;
let notices: string[];
beforeEach(() => {
  folder = tempFolder('lint-cache');
  file = join(folder.path, 'deep', 'facts.jsonl');
  notices = [];
});
afterEach(() => folder.remove());

const open = (options: Partial<LintCacheOptions> = {}): Promise<LintCache> =>
  LintCache.open(file, { version: '1', notice: (text) => notices.push(text), ...options });
const factsOf = (text: string): LintFacts =>
  failedFacts(failedReport(text, { code: 'corrupt', message: `tab \t end \n ${text}` }));
const stamp = { size: 5n, mtimeNs: 17_000_000_000_000_000_001n };

async function filled(names: readonly string[], options: Partial<LintCacheOptions> = {}): Promise<void> {
  const cache = await open(options);
  await Promise.all(names.map((name) => cache.put(name, stamp, factsOf(name))));
  await cache.flush();
  await cache.close();
}

describe('the cache of facts', () => {
  it('knows the file as it was, and no other', async () => {
    await filled(['/a\n\t"ü.wav', '/b.wav']);
    const cache = await open();
    expect(await cache.get('/a\n\t"ü.wav', stamp)).toEqual(factsOf('/a\n\t"ü.wav'));
    expect(await cache.get('/b.wav', { ...stamp, mtimeNs: stamp.mtimeNs + 1n })).toBeUndefined();
    expect(await cache.get('/b.wav', { ...stamp, size: 6n })).toBeUndefined();
    expect(await cache.get('/c.wav', stamp)).toBeUndefined();
    await cache.close();
    expect(notices).toEqual([]);
    expect(readdirSync(join(folder.path, 'deep'))).toEqual(['facts.jsonl']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('tells what is new before it is written, goes on afterwards, and keeps what was there', async () => {
    await filled(['/old.wav']);
    const cache = await open();
    for (const round of [1, 2, 3]) {
      await cache.put(`/new${round}.wav`, stamp, factsOf(`${round}`));
      expect(await cache.get(`/new${round}.wav`, stamp)).toEqual(factsOf(`${round}`));
      await cache.flush();
      expect(await cache.get('/old.wav', stamp)).toEqual(factsOf('/old.wav'));
    }
    await cache.put('/old.wav', { ...stamp, size: 9n }, factsOf('changed'));
    await Promise.all([cache.flush(), cache.put('/late.wav', stamp, factsOf('late')), cache.flush()]);
    await cache.close();
    const again = await open();
    expect(again.size).toBe(5);
    expect(await again.get('/old.wav', { ...stamp, size: 9n })).toEqual(factsOf('changed'));
    expect(await again.get('/late.wav', stamp)).toEqual(factsOf('late'));
    await again.close();
  });

  it('writes nothing where nothing is new', async () => {
    await filled(['/a.wav']);
    const before = statSync(file, { bigint: true });
    const cache = await open();
    await cache.get('/a.wav', stamp);
    await cache.flush();
    await cache.close();
    expect(statSync(file, { bigint: true }).ino).toBe(before.ino);
  });

  it('keeps to its limit: what was used stays', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `/${i}.wav`);
    await filled(names);
    const limitBytes = statSync(file).size / 2;
    const cache = await open({ limitBytes });
    expect(await cache.get('/19.wav', stamp)).toBeDefined();
    await cache.put('/new.wav', stamp, factsOf('new'));
    await cache.flush();
    expect(statSync(file).size).toBeLessThanOrEqual(limitBytes);
    expect(await cache.get('/19.wav', stamp)).toBeDefined();
    expect(await cache.get('/new.wav', stamp)).toBeDefined();
    expect(await cache.get('/18.wav', stamp)).toBeUndefined();
    await cache.close();
  });

  it('is larger than what is read at a time', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `/${i}-${'x'.repeat(40_000)}`);
    await filled(names);
    expect(statSync(file).size).toBeGreaterThan(3 << 20);
    const cache = await open();
    for (const name of names) expect(await cache.get(name, stamp)).toEqual(factsOf(name));
    await cache.close();
    expect(notices).toEqual([]);
  });

  it('of another version is no cache, and no fault', async () => {
    await filled(['/a.wav']);
    const cache = await open({ version: '2' });
    expect(await cache.get('/a.wav', stamp)).toBeUndefined();
    await cache.put('/a.wav', stamp, factsOf('two'));
    await cache.flush();
    await cache.close();
    expect(notices).toEqual([]);
    expect((await open({ version: '2' })).size).toBe(1);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut off in a line', (bytes) => bytes.subarray(0, -20)],
    ['with a changed byte', (bytes) => Buffer.from(bytes.toString('latin1').replace('corrupt', 'corrupX'), 'latin1')],
    ['with a line that is none', (bytes) => Buffer.concat([bytes, Buffer.from('}{\t\n')])],
  ])('that is damaged (%s) says so, tells nothing wrong, and is mended', async (_, damage) => {
    await filled(['/a.wav', '/b.wav']);
    writeFileSync(file, damage(readFileSync(file)));
    const cache = await open();
    for (const name of ['/a.wav', '/b.wav']) {
      const facts = await cache.get(name, stamp);
      if (facts) expect(facts).toEqual(factsOf(name));
      else await cache.put(name, stamp, factsOf(name));
    }
    await cache.put('/c.wav', stamp, factsOf('c'));
    await cache.flush();
    await cache.close();
    expect(notices).toEqual([`The lint cache ${file} is damaged; what it lacks is read anew.`]);
    notices = [];
    const again = await open();
    for (const name of ['/a.wav', '/b.wav']) expect(await again.get(name, stamp)).toEqual(factsOf(name));
    await again.close();
    expect(notices).toEqual([]);
  });

  it('leaves a file alone that is something else, unless it lies among caches', async () => {
    mkdirSync(join(folder.path, 'deep'));
    writeFileSync(file, '{"name": "package"}\n');
    await filled(['/a.wav']);
    expect(readFileSync(file, 'utf8')).toBe('{"name": "package"}\n');
    expect(notices).toEqual([`The lint cache ${file} is no lint cache; it is left as it is.`]);
    notices = [];
    await filled(['/a.wav'], { owned: true });
    expect(notices).toEqual([`The lint cache ${file} is damaged; what it lacks is read anew.`]);
    expect((await open()).size).toBe(1);
  });

  it('that cannot be written is told of, and holds nobody up', async () => {
    writeFileSync(join(folder.path, 'deep'), 'a file, no folder');
    const cache = await open();
    await cache.put('/a.wav', stamp, factsOf('a'));
    await cache.put('/b.wav', stamp, factsOf('b'));
    await cache.flush();
    expect(await cache.get('/a.wav', stamp)).toBeUndefined();
    await cache.close();
    expect(notices).toHaveLength(1);
  });

  it('removes what a process left that was killed', async () => {
    await filled(['/a.wav']);
    const left = `${file}.${2 ** 22 + 1}-1.tmp`;
    appendFileSync(left, 'half');
    await filled(['/b.wav']);
    expect(readdirSync(join(folder.path, 'deep'))).toEqual(['facts.jsonl']);
  });

  it('of projects of long ago goes when all together are too large', async () => {
    mkdirSync(join(folder.path, 'deep'));
    for (const [i, name] of ['a', 'b', 'c'].entries()) {
      const path = join(folder.path, 'deep', `${name}.jsonl`);
      writeFileSync(path, 'x'.repeat(100));
      utimesSync(path, 1000 + i, 1000 + i);
    }
    await trimLintCaches(join(folder.path, 'deep'), 250);
    expect(readdirSync(join(folder.path, 'deep'))).toEqual(['b.jsonl', 'c.jsonl']);
  });
});

describe('the stamp of a file', () => {
  it('changes with its size and its time', async () => {
    const path = join(folder.path, 'x');
    expect(await stampOf(path)).toBeUndefined();
    expect(await stampOf(folder.path)).toBeUndefined();
    writeFileSync(path, '1');
    const first = await stampOf(path);
    utimesSync(path, 5, 5);
    const second = await stampOf(path);
    expect(first).toMatchObject({ size: 1n });
    expect(second!.mtimeNs).toBe(5_000_000_000n);
  });
});
