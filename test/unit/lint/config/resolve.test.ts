import { describe, expect, it } from 'vitest';
import { Configs } from '../../../../src/core/lint/config/configs.ts';
import { initialConfig } from '../../../../src/core/lint/config/initialConfig.ts';
import { resolveConfig, resolveFile } from '../../../../src/core/lint/config/resolve.ts';
import { presets } from '../../../../src/core/lint/presets/presets.ts';
import { asked, disk, resolve, said, TOP } from './support.ts';

describe('which configuration governs', () => {
  const files = {
    '/a/.earshot.json': { rules: { clipping: 'info' } },
    '/a/b/c/.earshot.json': { rules: { click: 'info' } },
  };

  it('the nearest one, alone', async () => {
    const { read } = disk(files);
    expect(await resolveConfig('/a/b/c/d/e', { read })).toMatchObject({ path: '/a/b/c/.earshot.json', problems: [] });
    expect(Object.keys(asked(await resolveConfig('/a/b/c', { read }), '/a/b/c/x.wav'))).toEqual(['click']);
    expect((await resolveConfig('/a/b', { read })).path).toBe('/a/.earshot.json');
  });

  it('none: the preset recommended', async () => {
    const config = await resolveConfig('/x', disk(files));
    expect(config).toMatchObject({ path: null, sources: [], problems: [] });
    expect(asked(config)['clipping']).toBeDefined();
    expect(config.rulesFor('/x/a.wav')[0]!.from).toEqual({ preset: 'recommended' });
    expect(config.nameOf('/x/y/z.wav')).toBe('y/z.wav');
  });

  it('a preset that is named, in place of any file', async () => {
    const config = await resolveConfig('/a', { ...disk(files), preset: 'acx' });
    expect(config.path).toBeNull();
    expect(asked(config)).toHaveProperty('noise-floor');
    const wrong = await resolveConfig('/a', { ...disk(files), preset: 'axc' });
    expect(wrong.problems[0]).toMatchObject({ suggestion: 'acx' });
  });

  it('of Windows too', async () => {
    const { read } = disk({ 'C:/Work/.earshot.json': { ignore: ['Raw/'] } });
    const config = await resolveConfig('C:/Work/Raw/deep', { read });
    expect(config.path).toBe('C:/Work/.earshot.json');
    expect(config.ignores('c:/work/raw/deep/A.wav')).toBe(true);
    expect((await resolveConfig('D:/Work', { read })).path).toBeNull();
    expect((await resolveConfig('//server/share/x', { read })).path).toBeNull();
  });

  it('for many folders, each file read once', async () => {
    const { read, asked: paths } = disk(files);
    const configs = new Configs('/', { read });
    const found = await Promise.all(
      ['/a/b/c/d', '/a/b/c/e', '/a/b/c', '/a', '/a/f'].map((folder) => configs.of(folder)),
    );
    expect(found.map(({ path }) => path)).toEqual([
      ...Array<string>(3).fill('/a/b/c/.earshot.json'),
      ...Array<string>(2).fill('/a/.earshot.json'),
    ]);
    expect(found[0]).toBe(found[2]);
    expect(paths.filter((path) => path === '/a/b/c/.earshot.json')).toHaveLength(2); // looked for, and read
    expect(await configs.of('/z')).toBe(await configs.of('/'));
  });

  it('one that cannot be read, with a word on it', async () => {
    const { read } = disk({ '/a/.earshot.json': new Error('EACCES') });
    const config = await resolveConfig('/a/b', { read });
    expect(said(config.problems)).toEqual(['/a/.earshot.json:1:1: .earshot.json cannot be read: EACCES.']);
    expect(said((await resolveFile('/a/none.json', { read })).problems)).toEqual([
      '/a/none.json:1:1: none.json cannot be read: there is no such file.',
    ]);
  });
});

describe('what extends another', () => {
  it('wins over it, and over what came before in the list', async () => {
    const config = await resolve(
      { extends: ['acx', './base.json', '../shared/more.json'], rules: { 'noise-floor': { maxDbfs: -70 } } },
      {
        '/project/base.json': { extends: 'streaming', rules: { clipping: { runFrames: 5 }, click: 'info' } },
        '/shared/more.json': { rules: { click: 'off', clipping: 'warning' } },
      },
    );
    expect(config.problems).toEqual([]);
    const rules = asked(config);
    expect(rules['noise-floor']).toMatchObject({ maxDbfs: -70 });
    expect(rules['clipping']).toEqual({ severity: 'warning', runFrames: 5 });
    expect(rules).not.toHaveProperty('click');
    expect(rules).toHaveProperty('loudness');
    expect(config.sources).toEqual([TOP, '/project/base.json', '/shared/more.json']);
    const from = (id: string): unknown => config.rulesFor('/project/a.wav').find(({ rule }) => rule.id === id)!.from;
    expect(from('loudness')).toEqual({ preset: 'streaming' });
    expect(from('clipping')).toMatchObject({ path: '/shared/more.json', line: 4 });
  });

  it('has patterns of its own folder', async () => {
    const config = await resolve(
      { extends: '../shared/base.json' },
      {
        '/shared/base.json': {
          ignore: ['x/*.wav'],
          overrides: [{ files: '../project/sfx/**', rules: { clipping: 'info' } }],
        },
      },
    );
    expect(config.ignores('/shared/x/a.wav')).toBe(true);
    expect(config.ignores('/project/x/a.wav')).toBe(false);
    expect(asked(config, '/project/sfx/a.wav')).toHaveProperty('clipping');
    expect(asked(config, '/project/b.wav')).toEqual({});
  });

  it('in a circle is told of with the way that it goes', async () => {
    const config = await resolve(
      { extends: './b.json', rules: { clipping: 'error' } },
      {
        '/project/b.json': { extends: ['./deep/c.json'] },
        '/project/deep/c.json': '{\n"extends":["streaming", "../.earshot.json"]}',
      },
    );
    expect(said(config.problems)).toEqual([
      '/project/deep/c.json:2:26: The configurations extend each other in a circle: ../.earshot.json → ../b.json → c.json → ../.earshot.json.',
    ]);
    expect(asked(config)).toHaveProperty('clipping');
    expect(asked(config)).toHaveProperty('loudness');
    const self = await resolve({ extends: './.earshot.json' });
    expect(self.problems.map(({ message }) => message)).toEqual([
      'The configurations extend each other in a circle: .earshot.json → .earshot.json.',
    ]);
  });

  it('twice the same is no circle, and is read once', async () => {
    const files = disk({
      [TOP]: { extends: ['./a.json', './b.json'] },
      '/project/a.json': { extends: './base.json' },
      '/project/b.json': { extends: './base.json' },
      '/project/base.json': { rules: { clipping: 'error', nonsense: 'off' } },
    });
    const config = await resolveFile(TOP, files);
    expect(config.problems).toHaveLength(1);
    expect(files.asked.filter((path) => path.endsWith('base.json'))).toHaveLength(1);
  });

  it('and what is not there yet is one of its files', async () => {
    expect((await resolve({ extends: './later.json' })).sources).toEqual([TOP, '/project/later.json']);
  });
});

describe('two configurations', () => {
  it('with the same demands have the same fingerprint', async () => {
    const plain = await resolve({ rules: { clipping: { runFrames: 4, severity: 'info' } }, ignore: ['a/'] });
    const commented = await resolve(
      '{ // says the same\n "ignore": "a/",\n\n "rules": {"clipping": {"severity": "info", "runFrames": 4},},}',
    );
    const other = await resolve({ rules: { clipping: { runFrames: 5, severity: 'info' } }, ignore: ['a/'] });
    expect(commented.fingerprint).toBe(plain.fingerprint);
    expect(other.fingerprint).not.toBe(plain.fingerprint);
  });
});

describe('the first configuration', () => {
  it.each(presets.map(({ name }) => name))('of %s is right, and asks for what the preset does', async (preset) => {
    const config = await resolve(initialConfig(preset, './schema.json'));
    expect(config.problems).toEqual([]);
    expect(asked(config)).toEqual(asked(await resolve({ extends: preset })));
    expect(config.ignores('/project/node_modules/x/y.wav')).toBe(true);
  });

  it('is right with every comment on a rule taken as said', async () => {
    const text = initialConfig('recommended').replace(/^( {4})\/\/ (?=["{])/gm, '$1');
    const config = await resolve(text);
    expect(config.problems).toEqual([]);
    expect(config.rulesFor('/project/a.wav').length).toBeGreaterThan(25);
    expect(asked(config, '/project/raw/a.wav')).not.toHaveProperty('clipping');
  });
});
