import { beforeEach, expect, it, vi } from 'vitest';
import { FakeMemory, FakeUri } from './fakes.ts';

vi.mock('vscode', async () => ({ Uri: (await import('./fakes.ts')).FakeUri }));
const { RawLayouts } = await import('../../../src/host/raw/rawMemory.ts');

const file = (path: string, scheme = 'file') => new FakeUri(scheme, path) as never;
const mono = { sampleRate: 8000, raw: { encoding: 'ulaw' as const, channels: 1, offset: 0 } };
const stereo = { sampleRate: 48000, raw: { encoding: 's16le' as const, channels: 2, offset: 44 } };
let memory: FakeMemory;
let layouts: InstanceType<typeof RawLayouts>;
beforeEach(() => {
  memory = new FakeMemory();
  layouts = new RawLayouts(memory as never);
});

it('remembers a file, and its folder for others, over a reload', async () => {
  await layouts.remember(file('/a/one.raw'), mono);
  await layouts.remember(file('/a/two.raw'), stereo);
  const later = new RawLayouts(memory as never);
  expect(later.ofFile(file('/a/one.raw'))).toEqual(mono);
  expect(later.ofFile(file('/a/three.raw'))).toBeUndefined();
  expect(later.ofFolder(file('/a/three.raw'), 'raw')).toEqual(stereo);
  expect(later.ofFolder(file('/a/b/three.raw'), 'raw')).toBeUndefined();
  expect(later.last('raw')).toEqual(stereo);
});

it('keeps the rate of arrays apart from headerless files', async () => {
  await layouts.remember(file('/a/x.npy'), { sampleRate: 22050 });
  expect(layouts.ofFolder(file('/a/y.npy'), 'rate')).toEqual({ sampleRate: 22050 });
  expect(layouts.ofFolder(file('/a/y.raw'), 'raw')).toBeUndefined();
  expect(layouts.last('raw')).toBeUndefined();
});

it('forgets a file, and knows its committed versions', async () => {
  await layouts.remember(file('/a/one.raw'), mono);
  expect(layouts.ofFile(file('/a/one.raw', 'git'))).toEqual(mono);
  await layouts.forget(file('/a/one.raw'));
  expect(layouts.ofFile(file('/a/one.raw'))).toBeUndefined();
});

it('lets the oldest go, and takes spoilt memory for none', async () => {
  for (let i = 0; i < 600; i++) await layouts.remember(file(`/${i}/x.raw`), mono);
  expect(JSON.stringify(memory.values.get('earshot.layouts')).length).toBeLessThan(100_000);
  expect(layouts.ofFile(file('/0/x.raw'))).toBeUndefined();
  expect(layouts.ofFile(file('/599/x.raw'))).toEqual(mono);
  memory.values.set('earshot.layouts', [['x', { sampleRate: -1 }]]);
  expect(layouts.last('raw')).toBeUndefined();
});
