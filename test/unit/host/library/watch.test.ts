import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WatchedChange } from '../../../../src/host/library/libraryWatch.ts';
import { FakeDisk, type FakeState, Uri } from './fakeVscode.ts';
import { names } from './support.ts';

const fake = vi.hoisted<{ state: FakeState }>(() => ({ state: undefined as never }));
vi.mock('vscode', async () => {
  const { fakeVscode } = await import('./fakeVscode.ts');
  const { state, api } = fakeVscode();
  fake.state = state;
  return api;
});
const { LibraryWatch } = await import('../../../../src/host/library/libraryWatch.ts');

let disk: FakeDisk;
let told: (readonly WatchedChange[] | null)[];
let watch: InstanceType<typeof LibraryWatch>;
const tell = (kind: 'created' | 'changed' | 'deleted', path: string): void => {
  disk.events.push({ kind, path });
  disk.deliver();
};
const words = (): unknown[] =>
  told.map((batch) => batch?.map(({ uri, deleted }) => `${deleted ? '-' : '+'}${uri.path}`) ?? null);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  disk = fake.state.disk = new FakeDisk();
  told = [];
  const root = { name: 'w', uri: Uri.file('/w') as never, exclude: [], leavesOut: () => false };
  watch = new LibraryWatch([root], names, (changes) => told.push(changes));
});
afterEach(() => {
  watch.dispose();
  vi.useRealTimers();
});

it('tells in order what was made, written and deleted, once it is quiet', () => {
  tell('created', '/w/a.wav');
  vi.advanceTimersByTime(140);
  tell('deleted', '/w/folder');
  vi.advanceTimersByTime(140);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(20);
  expect(words()).toEqual([['+/w/a.wav', '-/w/folder']]);
});

it('does not wait for quiet that never comes', () => {
  for (let ms = 0; ms < 2500; ms += 50) {
    tell('changed', '/w/a.wav');
    vi.advanceTimersByTime(50);
  }
  expect(told.length).toBeGreaterThanOrEqual(2);
  expect(told.length).toBeLessThanOrEqual(3);
});

it('passes over what is written that is no audio, but not over what is made: it may be a folder', () => {
  tell('changed', '/w/build.log');
  tell('created', '/w/takes.2024');
  vi.advanceTimersByTime(200);
  expect(words()).toEqual([['+/w/takes.2024']]);
});

it('tells of a flood when it begins and when it is over, and then of single changes again', () => {
  // As VS Code hands them on: chunks of 500, 200 ms apart.
  for (let chunk = 0; chunk < 20; chunk++) {
    for (let i = 0; i < 500; i++) tell('created', `/w/${chunk}/${i}.wav`);
    vi.advanceTimersByTime(200);
  }
  expect(words()).toEqual([null]);
  tell('created', '/w/last.wav');
  vi.advanceTimersByTime(1000);
  expect(words()).toEqual([null, null]);
  tell('created', '/w/a.wav');
  vi.advanceTimersByTime(200);
  expect(words()).toEqual([null, null, ['+/w/a.wav']]);
});

it('tells of a flood that does not end every few seconds', () => {
  for (let ms = 0; ms < 20_000; ms += 200) {
    for (let i = 0; i < 500; i++) tell('changed', `/w/${i}.wav`);
    vi.advanceTimersByTime(200);
  }
  expect(words().length).toBeGreaterThanOrEqual(3);
  expect(words().length).toBeLessThanOrEqual(5);
  expect(words().every((batch) => batch === null)).toBe(true);
});

it('is silent once it is disposed of', () => {
  tell('created', '/w/a.wav');
  watch.dispose();
  vi.advanceTimersByTime(2000);
  expect([told, disk.watchers.size]).toEqual([[], 0]);
});
