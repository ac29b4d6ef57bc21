import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AudioRow } from '../../../../src/core/protocol/audioRow.ts';
import { libraryHostApi, libraryPageApi } from '../../../../src/core/protocol/libraryApi.ts';
import { connect, type EventHandlers, type Port } from '../../../../src/core/protocol/rpc.ts';
import type { FeedParts } from '../../../../src/host/library/feed.ts';
import type { Library } from '../../../../src/host/library/library.ts';
import type { RowStore as Store } from '../../../../src/host/library/rowStore.ts';
import { EventEmitter } from './fakeVscode.ts';
import { turn, turns } from './support.ts';

const fake = vi.hoisted(() => ({ executed: [] as string[] }));
vi.mock('vscode', async () => {
  const { fakeVscode } = await import('./fakeVscode.ts');
  const { state, api } = fakeVscode();
  state.executed = fake.executed;
  return api;
});
const { PageFeed } = await import('../../../../src/host/library/feed.ts');
const { RowStore } = await import('../../../../src/host/library/rowStore.ts');

const uriOf = (name: string): string => `file:///w/${name}`;
const rowOf = (name: string, bytes = 1): AudioRow => ({
  ...{ uri: uriOf(name), name, folder: '', root: 0, bytes, modified: 1 },
  ...{ facts: null, figures: null, wave: null, failure: null, mark: null, note: '' },
});

type HostEvents = EventHandlers<typeof libraryHostApi>;
type Rows = Parameters<HostEvents['rows']>[0];

/** Both ends of a wire that copies, one message a turn, as VS Code's does. */
function wire(): [Port, Port] {
  const ends = [new EventEmitter<unknown>(), new EventEmitter<unknown>()] as const;
  const port = (own: 0 | 1): Port => ({
    post: (message) => void setImmediate(() => ends[own === 0 ? 1 : 0].fire(structuredClone(message))),
    listen: (receive) => ends[own].event(receive),
  });
  return [port(0), port(1)];
}

/** What a page would know. */
class Page {
  readonly rows = new Map<string, AudioRow>();
  readonly messages: Rows[] = [];
  readonly states: Parameters<HostEvents['state']>[0][] = [];
  roots: string[] = [];
  cleared = 0;
  visible = true;
  errors: string[] = [];
  readonly connection;

  constructor(port: Port) {
    this.connection = connect<typeof libraryPageApi, typeof libraryHostApi>(port, {
      local: libraryPageApi,
      remote: libraryHostApi,
      handlers: { neighbour: ({ uri, step }) => ({ uri: `${uri}+${step}` }) },
      events: {
        rows: (batch) => {
          this.messages.push(batch);
          for (const uri of batch.removed) this.rows.delete(uri);
          for (const row of batch.rows) this.rows.set(row.uri, row);
        },
        cleared: ({ roots }) => {
          this.cleared++;
          this.roots = roots.map(({ name }) => name);
          this.rows.clear();
        },
        state: (state) => this.states.push(state),
        playing: () => undefined,
        revealRow: () => undefined,
        command: () => undefined,
        visibility: ({ visible }) => (this.visible = visible),
      },
      onProtocolError: (what) => this.errors.push(what),
    });
  }
}

let store: Store;
let states: EventEmitter<void>;
let asked: Record<string, unknown[]>;
let page: Page;
let feed: InstanceType<typeof PageFeed>;

function begin(parts: Partial<FeedParts> = {}, visible = true): void {
  store = new RowStore();
  states = new EventEmitter();
  asked = { want: [], act: [], mark: [], measured: [], view: [] };
  const library = {
    roots: [{ name: 'one' }],
    state: 'complete',
    problems: [],
    rows: () => store.rows(),
    get size() {
      return store.size;
    },
    row: (uri: string) => store.get(uri),
    onDidChange: store.onDidChange,
    onDidChangeState: states.event,
    start: () => undefined,
    want: (uris: string[]) => void asked['want']!.push(uris),
  } as unknown as Library;
  const [host, other] = wire();
  feed = new PageFeed(
    host,
    {
      ...{ library, audition: null, mode: 'list', title: 'Audio' },
      measuring: {
        progress: null,
        onDidChange: new EventEmitter<void>().event as never,
        start: (uris) => Promise.resolve(void asked['measured']!.push(uris)),
        cancel: () => void asked['measured']!.push('cancel'),
      },
      view: { read: () => '{"sort":"name"}', write: (text) => void asked['view']!.push(text) },
      actions: {
        act: (action, uris) => Promise.resolve(void asked['act']!.push([action, uris])),
        mark: (uris, change) => void asked['mark']!.push([uris, change]),
        exportRows: (rows, columns) => Promise.resolve(`${rows.length} rows, ${columns.join()}`),
      },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      ...parts,
    },
    visible,
  );
  page = new Page(other);
}

const ready = () => page.connection.request('ready', {});
async function settle(): Promise<void> {
  await turns(10);
  vi.advanceTimersByTime(1000);
  await turns(10);
}
const uris = (rows: Iterable<AudioRow>): string[] => [...rows].map(({ uri }) => uri);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  begin();
});
afterEach(() => {
  feed.dispose();
  vi.useRealTimers();
});

describe('the rows', () => {
  it('are told of together, each as it is in the end', async () => {
    const told: unknown[] = [];
    store.set(rowOf('a.wav'));
    await turn();
    store.onDidChange((change) => told.push(change));
    store.delete(uriOf('a.wav'));
    store.set(rowOf('a.wav', 2));
    store.set(rowOf('b.wav'));
    store.delete(uriOf('b.wav'));
    await turns(2);
    expect(told).toEqual([{ rows: [rowOf('a.wav', 2)], removed: [uriOf('b.wav')], cleared: false }]);
    store.clear();
    store.set(rowOf('c.wav'));
    await turns(2);
    expect(told[1]).toEqual({ rows: [rowOf('c.wav')], removed: [], cleared: true });
    expect([store.holds('file:///w'), store.holds('file:///w/c.wav')]).toEqual([true, false]);
    store.delete(uriOf('c.wav'));
    expect(store.holds('file:///w')).toBe(false);
  });
});

describe('the feed of a page', () => {
  it('sends nothing before the page is ready, then all, at most 500 rows a message', async () => {
    for (let i = 0; i < 1234; i++) store.set(rowOf(`${i}.wav`));
    await settle();
    expect([page.messages, page.states]).toEqual([[], []]);
    expect(await ready()).toEqual({ mode: 'list', title: 'Audio', roots: [{ name: 'one' }], view: '{"sort":"name"}' });
    await settle();
    expect(page.messages.map(({ rows }) => rows.length)).toEqual([500, 500, 234]);
    expect(page.states).toEqual([{ walk: 'complete', found: 1234, measuring: null, problems: [] }]);
    expect(page.cleared).toBe(0);
  });

  it('lets the process have its turn between two messages', async () => {
    for (let i = 0; i < 5000; i++) store.set(rowOf(`${i}.wav`));
    await ready();
    let [turnsBetween, done] = [0, false];
    void (async () => {
      for (; !done; turnsBetween++) await turn();
    })();
    while (page.rows.size < 5000) await turn();
    done = true;
    expect(page.messages).toHaveLength(10);
    expect(turnsBetween).toBeGreaterThanOrEqual(9);
  });

  it('sends a row once, and again only when it is another', async () => {
    await ready();
    store.set(rowOf('a.wav'));
    store.set(rowOf('b.wav'));
    await settle();
    store.change(uriOf('a.wav'), { mark: 'keep' });
    await settle();
    expect(page.messages.map(({ rows }) => uris(rows))).toEqual([[uriOf('a.wav'), uriOf('b.wav')], [uriOf('a.wav')]]);
    store.set(store.get(uriOf('b.wav'))!);
    store.change(uriOf('b.wav'), { mark: null, note: '' });
    // There and gone before the page knew of it.
    store.set(rowOf('c.wav'));
    store.delete(uriOf('c.wav'));
    await settle();
    expect(page.messages).toHaveLength(2);
  });

  it('is silent while the page is hidden, and makes up for it with one look at what is', async () => {
    await ready();
    store.set(rowOf('a.wav'));
    await settle();
    feed.setVisible(false);
    await settle();
    const before = [page.messages.length, page.states.length];
    for (let i = 0; i < 50; i++) {
      store.set(rowOf('b.wav', i));
      await turns(2);
    }
    store.delete(uriOf('a.wav'));
    states.fire();
    await settle();
    expect([page.messages.length, page.states.length]).toEqual(before);
    expect(page.visible).toBe(false);
    feed.setVisible(true);
    await settle();
    expect(page.messages.slice(before[0])).toEqual([{ rows: [rowOf('b.wav', 49)], removed: [uriOf('a.wav')] }]);
    expect(page.states.at(-1)?.found).toBe(1);
  });

  it('tells the state at most ten times a second', async () => {
    await ready();
    await settle();
    const before = page.states.length;
    for (let ms = 0; ms < 1000; ms += 10) {
      states.fire();
      vi.advanceTimersByTime(10);
      await turns(2);
    }
    await settle();
    expect(page.states.length - before).toBeGreaterThan(5);
    expect(page.states.length - before).toBeLessThanOrEqual(11);
  });

  it('shows a triage table the rows of its folders only', async () => {
    feed.dispose();
    begin({ shows: (uri) => uri.includes('/in-'), mode: 'triage' });
    await ready();
    for (const name of ['in-a.wav', 'b.wav']) store.set(rowOf(name));
    await settle();
    store.delete(uriOf('b.wav'));
    await settle();
    expect([...page.rows.keys()]).toEqual([uriOf('in-a.wav')]);
    expect(page.messages).toHaveLength(1);
    expect(page.states.at(-1)?.found).toBe(1);
  });

  it('begins anew with a page that was loaded anew', async () => {
    store.set(rowOf('a.wav'));
    await ready();
    await settle();
    page.rows.clear();
    await ready();
    await settle();
    expect([...page.rows.keys()]).toEqual([uriOf('a.wav')]);
  });

  it('carries what the page asks for to whoever does it', async () => {
    store.set(rowOf('a.wav'));
    await ready();
    const a = [uriOf('a.wav')];
    page.connection.emit('want', { uris: a });
    page.connection.emit('measureShown', { uris: a });
    page.connection.emit('cancelMeasuring', {});
    page.connection.emit('saveView', { view: '{}' });
    page.connection.emit('openFolder', {});
    await page.connection.request('act', { action: 'reveal', uris: a });
    await page.connection.request('mark', { uris: a, mark: 'keep' });
    await page.connection.request('note', { uris: a, note: 'loud' });
    const gone = uriOf('gone.wav');
    const saved = await page.connection.request('exportRows', { uris: [...a, gone], columns: ['name'] });
    expect(saved).toEqual({ saved: '1 rows, name' });
    expect(asked).toEqual({
      want: [a],
      act: [['reveal', a]],
      mark: [
        [a, { mark: 'keep' }],
        [a, { note: 'loud' }],
      ],
      measured: [a, 'cancel'],
      view: ['{}'],
    });
    expect(fake.executed).toEqual(['workbench.action.files.openFolder']);
    await expect(page.connection.request('play', { uri: a[0]! })).rejects.toThrow('no player');
    expect(await feed.neighbour('x', 1, false)).toBe('x+1');
    expect(page.errors).toEqual([]);
  });

  it('has the page know in the end what the library knows, whatever comes in between', async () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('set' as const), name, bytes: fc.nat(3) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), name }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('ready' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('show' as const), visible: fc.boolean() }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), count: fc.nat(4) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), fc.boolean(), async (steps, early) => {
        feed.dispose();
        begin();
        if (early) await ready();
        for (const each of steps) {
          if (each.do === 'set') store.set(rowOf(each.name, each.bytes));
          else if (each.do === 'delete') store.delete(uriOf(each.name));
          else if (each.do === 'clear') store.clear();
          else if (each.do === 'show') feed.setVisible(each.visible);
          else if (each.do === 'wait') await turns(each.count);
          else {
            // A page that is loaded anew knows nothing; what was on its way to the old one never arrives.
            await turns(3);
            page.rows.clear();
            await ready();
          }
        }
        if (!early) await ready();
        feed.setVisible(true);
        await settle();
        expect(page.rows).toEqual(new Map([...store.rows()].map((row) => [row.uri, row])));
        expect(page.messages.every(({ rows, removed }) => rows.length + removed.length <= 500)).toBe(true);
        expect(page.errors).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
