import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { excludedBy } from '../../../../src/core/library/excludes.ts';
import type { AudioRow } from '../../../../src/core/protocol/audioRow.ts';
import type { LibraryChange } from '../../../../src/host/library/library.ts';
import type { LibraryParts, RowReader } from '../../../../src/host/library/audioLibrary.ts';
import { FakeDisk, type FakeState, Uri } from './fakeVscode.ts';
import { FakeServer, headerOf, names, turn, turns } from './support.ts';

const fake = vi.hoisted<{ state: FakeState }>(() => ({ state: undefined as never }));
vi.mock('vscode', async () => {
  const { fakeVscode } = await import('./fakeVscode.ts');
  const { state, api } = fakeVscode();
  fake.state = state;
  return api;
});
const { AudioLibrary } = await import('../../../../src/host/library/audioLibrary.ts');

const root = (path: string) => ({ name: path.slice(path.lastIndexOf('/') + 1), uri: Uri.file(path) });
const noLog = { info: () => undefined, warn: () => undefined };

let disk: FakeDisk;
let server: FakeServer;
let library: InstanceType<typeof AudioLibrary>;

function makeLibrary(parts: Partial<LibraryParts> = {}): void {
  library = new AudioLibrary({ disk: server, reader: null, names, log: noLog, ...parts });
}

/** All that was told is heard, and all that follows from it is done. */
async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet++) {
    disk.deliver();
    vi.advanceTimersByTime(1100);
    await turns(4);
    if (server.busy > 0 || library.state === 'walking' || disk.events.length > 0) quiet = -1;
  }
}

const paths = (): string[] => [...library.rows()].map(({ uri }) => Uri.parse(uri).path).sort();

/** Rows as a walk by itself would give them. */
function expectedRows(): unknown[] {
  const roots = fake.state.folders.map(({ uri }) => uri.path);
  const patterns = Object.entries((fake.state.settings.get('files.exclude') ?? {}) as Record<string, boolean>);
  const excluded = excludedBy(patterns.filter(([, on]) => on).map(([pattern]) => pattern));
  const rows = [...disk.files].flatMap(([path, { bytes, modified }]) => {
    const holders = roots.filter((each) => path.startsWith(`${each}/`)).sort((a, b) => b.length - a.length);
    const [top] = holders;
    if (top === undefined || !names.fits(path)) return [];
    const parts = path.slice(top.length + 1).split('/');
    if (parts.some((_, i) => excluded(parts.slice(0, i + 1).join('/')))) return [];
    // Below an outer root, the folders on the way to an inner one do not matter to the inner one.
    const { facts } = headerOf(bytes);
    const place = { root: roots.indexOf(top), name: parts.at(-1), folder: parts.slice(0, -1).join('/') };
    return [{ uri: Uri.file(path).toString(), ...place, bytes, modified, facts, failure: null }];
  });
  return rows.sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

const actualRows = (): unknown[] =>
  [...library.rows()]
    .map(({ uri, root: index, name, folder, bytes, modified, facts, failure }) => {
      return { uri, root: index, name, folder, bytes, modified, facts, failure };
    })
    .sort((a, b) => (a.uri < b.uri ? -1 : 1));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  disk = fake.state.disk = new FakeDisk();
  server = new FakeServer(disk);
  fake.state.settings.clear();
  fake.state.folders = [root('/w/one')];
  disk.folders.add('/w').add('/w/one');
});
afterEach(() => {
  library.dispose();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('the library', () => {
  it('looks for nothing before it is started', async () => {
    disk.write('/w/one/a.wav');
    makeLibrary();
    await settle();
    expect([library.state, library.size, server.walks]).toEqual(['idle', 0, 0]);
    library.start();
    library.start();
    await settle();
    expect([library.state, library.size, server.walks]).toEqual(['complete', 1, 1]);
  });

  it('has rows for names of all kinds, with what their headers say', async () => {
    const odd = ['a b#c%20d?e.wav', 'スペクトル/音.flac', `${'x'.repeat(300)}.mp3`, 'new\nline.wav', 'back\\slash.WAV'];
    for (const name of [...odd.slice(0, 4), 'no audio.txt', '.hidden.wav', 'wav']) disk.write(`/w/one/${name}`);
    makeLibrary();
    library.start();
    await settle();
    expect(paths()).toEqual(
      odd
        .slice(0, 4)
        .map((name) => `/w/one/${name}`)
        .sort(),
    );
    expect(actualRows()).toEqual(expectedRows());
    expect([...library.rows()].find(({ name }) => name === '音.flac')?.folder).toBe('スペクトル');
  });

  it('says that no folder is open, and begins when one is', async () => {
    fake.state.folders = [];
    makeLibrary();
    library.start();
    await settle();
    expect(library.state).toBe('none');
    disk.write('/w/one/a.wav');
    fake.state.setFolders([root('/w/one')]);
    await settle();
    expect([library.state, library.size]).toEqual(['complete', 1]);
    fake.state.setFolders([]);
    await settle();
    expect([library.state, library.size]).toEqual(['none', 0]);
  });

  it('keeps two roots with the same names apart, and gives what is in both to the inner one', async () => {
    fake.state.folders = [root('/w/one'), root('/w/two'), root('/w/one/in')];
    for (const path of ['/w/one/a.wav', '/w/two/a.wav', '/w/one/in/a.wav', '/w/one/in/deep/b.wav']) disk.write(path);
    makeLibrary();
    library.start();
    await settle();
    expect(actualRows()).toEqual(expectedRows());
    expect([...library.rows()].map(({ root: index }) => index).sort()).toEqual([0, 1, 2, 2]);
    disk.write('/w/one/in/deep/c.wav');
    await settle();
    expect(actualRows()).toEqual(expectedRows());
  });

  it('tells what could not be read, and has the rest', async () => {
    fake.state.folders = [root('/w/gone'), root('/w/one')];
    disk.write('/w/one/a.wav');
    makeLibrary();
    library.start();
    await settle();
    expect([library.state, paths()]).toEqual(['complete', ['/w/one/a.wav']]);
    expect(library.problems).toEqual(['/w/gone cannot be read.']);
  });

  it('asks again when the server is lost during a walk, and keeps what it has when that does not help', async () => {
    disk.write('/w/one/a.wav');
    makeLibrary();
    server.losses = 2;
    library.start();
    await settle();
    expect([server.walks, library.size, library.problems]).toEqual([3, 1, []]);
    server.losses = 99;
    library.refresh();
    await settle();
    expect([library.state, library.size]).toEqual(['complete', 1]);
    expect(library.problems[0]).toContain('SIGKILL');
  });

  it('reads file systems that are not on disk folder by folder, and asks no server', async () => {
    fake.state.folders = [{ name: 'far', uri: new Uri('mem', '/w/far') }];
    for (const path of ['/w/far/a.wav', '/w/far/b/c.mp3', '/w/far/skip/d.wav', '/w/far/b/e.txt']) disk.write(path);
    fake.state.settings.set('files.exclude', { '**/skip': true });
    makeLibrary();
    library.start();
    await settle();
    expect([...library.rows()].map(({ uri }) => uri).sort()).toEqual(['mem:///w/far/a.wav', 'mem:///w/far/b/c.mp3']);
    expect([server.walks, server.asked]).toEqual([0, []]);
  });

  it('takes marks and notes, which outlast other folders and a file that is written', async () => {
    disk.write('/w/one/a.wav');
    makeLibrary();
    library.start();
    await settle();
    const uri = Uri.file('/w/one/a.wav').toString();
    library.update([uri, 'file:///not/there.wav'], { mark: 'keep', note: 'loud' });
    fake.state.setFolders([root('/w/two'), root('/w/one')]);
    await settle();
    expect(library.row(uri)).toMatchObject({ mark: 'keep', note: 'loud', root: 1, facts: { sampleRate: 48_000 } });
    disk.write('/w/one/a.wav');
    await settle();
    expect(library.row(uri)).toMatchObject({ mark: 'keep', note: 'loud' });
  });

  it('follows the settings that leave files out', async () => {
    for (const path of ['a.wav', 'out/b.wav', 'out/in/c.wav']) disk.write(`/w/one/${path}`);
    makeLibrary();
    library.start();
    await settle();
    expect(library.size).toBe(3);
    fake.state.set('earshot.library.exclude', { out: true, '*.wav': false });
    await settle();
    expect(paths()).toEqual(['/w/one/a.wav']);
    disk.write('/w/one/out/d.wav');
    await settle();
    expect(library.size).toBe(1);
    fake.state.set('earshot.library.exclude', {});
    await settle();
    expect(library.size).toBe(4);
  });
});

it('gives others their turn while many small batches come at once', async () => {
  // Each question what time it is takes a tenth of a millisecond.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 0.1));
  const batches = Array.from({ length: 200 }, (_, batch) =>
    Array.from({ length: 20 }, (_, i) => ({ root: 0, path: `${batch}/${i}.wav`, bytes: 1, modified: 1 })),
  );
  const walk: FakeServer['walk'] = (_request, onFiles) => {
    for (const batch of batches) onFiles(batch);
    return Promise.resolve({ problems: [] });
  };
  makeLibrary({ disk: { walk, headers: (paths) => Promise.resolve(paths.map(() => headerOf(1))) } });
  library.start();
  let [before, most] = [0, 0];
  while (library.size < 4000) {
    await turn();
    most = Math.max(most, library.size - before);
    before = library.size;
  }
  expect(most).toBeLessThan(200);
});

describe('changes on disk', () => {
  it('take a walk when there are thousands of them at once, and one when they are over, not a question for each', async () => {
    makeLibrary();
    library.start();
    await settle();
    for (let i = 0; i < 10_000; i++) disk.write(`/w/one/${i % 100}/${i}.wav`);
    disk.stats = 0;
    await settle();
    expect(library.size).toBe(10_000);
    expect([server.walks, disk.stats]).toEqual([3, 0]);
    expect(library.state).toBe('complete');
  });

  it('void the figures of a file that was written, and no other', async () => {
    const figures = {
      ...{ integratedLufs: -20, truePeakDbtp: -1, samplePeakDbfs: -1 },
      ...{ findings: 0, worst: null, violations: 0 },
    };
    const reader: RowReader = {
      ready: () => Promise.resolve(),
      kept: () => Promise.resolve(undefined),
      read: ({ facts }) => Promise.resolve({ facts, figures, wave: new Int8Array(128), failure: null }),
    };
    for (const name of ['a', 'b']) disk.write(`/w/one/${name}.wav`);
    makeLibrary({ reader });
    library.start();
    await settle();
    const [a, b] = ['a', 'b'].map((name) => Uri.file(`/w/one/${name}.wav`).toString());
    library.want([a!, b!]);
    await settle();
    expect(library.row(a!)?.figures).toEqual(figures);
    disk.write('/w/one/a.wav');
    const rows: AudioRow[] = [];
    library.onDidChange((change: LibraryChange) => rows.push(...change.rows));
    await settle();
    expect(library.row(a!)).toMatchObject({
      figures: null,
      wave: null,
      facts: { seconds: disk.files.get('/w/one/a.wav')!.bytes },
    });
    expect(library.row(b!)?.figures).toEqual(figures);
    expect(new Set(rows.map(({ uri }) => uri))).toEqual(new Set([a]));
  });

  it('leave in the end what a new walk finds, in whatever order disk, server and watcher have their say', async () => {
    const folder = fc.constantFrom('', '/a', '/a/b', '/c', '/x.wav', '/out', '/in');
    const name = fc.constantFrom('1.wav', '2.mp3', 'n.txt', 'x.wav');
    const path = fc
      .tuple(fc.constantFrom('/w/one', '/w/two'), folder, name)
      .map(([top, dir, file]) => `${top}${dir}/${file}`);
    const dir = fc
      .tuple(
        fc.constantFrom('/w/one', '/w/two'),
        folder.filter((each) => each !== ''),
      )
      .map((parts) => parts.join(''));
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), path }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), path: fc.oneof(path, dir) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), path: dir, to: dir }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('hear' as const), count: fc.nat(4) }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), count: fc.nat(6) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('refresh' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('exclude' as const), on: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('folders' as const), nested: fc.boolean() }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 60, size: 'max' }), async (seed, steps) => {
        disk = fake.state.disk = new FakeDisk();
        for (const each of ['/w', '/w/one', '/w/two', '/w/one/in']) disk.folders.add(each);
        server = new FakeServer(disk, seed);
        fake.state.settings.clear();
        fake.state.folders = [root('/w/one'), root('/w/two')];
        makeLibrary();
        library.start();
        for (const each of steps) {
          if (each.do === 'write') disk.write(each.path);
          else if (each.do === 'remove') disk.remove(each.path);
          else if (each.do === 'rename') disk.rename(each.path, each.to);
          else if (each.do === 'hear') disk.deliver(each.count);
          else if (each.do === 'settle') await settle();
          else if (each.do === 'refresh') library.refresh();
          else if (each.do === 'exclude') fake.state.set('files.exclude', { out: each.on });
          else if (each.do === 'folders') {
            const more = each.nested ? [root('/w/one/in')] : [];
            fake.state.setFolders([root('/w/one'), root('/w/two'), ...more]);
          } else {
            vi.advanceTimersByTime(each.count * 60);
            for (let i = 0; i < each.count; i++) await turn();
          }
        }
        await settle();
        expect(actualRows()).toEqual(expectedRows());
        library.dispose();
      }),
      { numRuns: 1500 },
    );
  });
});
