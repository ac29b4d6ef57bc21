import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AudioRow } from '../../../../src/core/protocol/audioRow.ts';
import type { ReadRow } from '../../../../src/host/library/measurer.ts';
import { FakeDisk, type FakeState, Uri } from './fakeVscode.ts';
import { FakeServer, headerOf, turns } from './support.ts';

const fake = vi.hoisted<{ state: FakeState }>(() => ({ state: undefined as never }));
vi.mock('vscode', async () => {
  const { fakeVscode } = await import('./fakeVscode.ts');
  const { state, api } = fakeVscode();
  fake.state = state;
  return api;
});
const { HeaderQueue } = await import('../../../../src/host/library/headerQueue.ts');
const { Measurer } = await import('../../../../src/host/library/measurer.ts');
const { MeasureJob } = await import('../../../../src/host/library/measureJob.ts');

const rowOf = (name: string): AudioRow => ({
  ...{ uri: Uri.file(`/w/${name}`).toString(), name, folder: '', root: 0, bytes: 1, modified: 1 },
  ...{ facts: null, figures: null, wave: null, failure: null, mark: null, note: '' },
});
const figures = {
  ...{ integratedLufs: -20, truePeakDbtp: -1, samplePeakDbfs: -1 },
  ...{ findings: 0, worst: null, violations: 0 },
};
const measured: ReadRow = { facts: headerOf(1).facts, figures, wave: null, failure: null };

let rows: Map<string, AudioRow>;
const uriOf = (name: string): string => Uri.file(`/w/${name}`).toString();
const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => uriOf(`${i}.wav`));
const put = (uri: string, change: Partial<AudioRow>): void => void rows.set(uri, { ...rows.get(uri)!, ...change });
beforeEach(() => {
  rows = new Map(Array.from({ length: 1000 }, (_, i) => [uriOf(`${i}.wav`), rowOf(`${i}.wav`)]));
});

describe('headers', () => {
  let server: FakeServer;
  let queue: InstanceType<typeof HeaderQueue>;
  beforeEach(() => {
    server = new FakeServer(new FakeDisk());
    queue = new HeaderQueue({
      headers: (paths) => server.headers(paths),
      row: (uri) => rows.get(uri),
      put,
    });
  });
  const idle = async (): Promise<void> => {
    do await turns(10);
    while (server.busy > 0);
  };

  it('are read in batches, those on screen before all that wait', async () => {
    queue.add(numbered(1000));
    queue.want([uriOf('990.wav'), uriOf('991.wav')]);
    await idle();
    expect(server.asked.map(({ length }) => length)).toEqual([200, 200, 200, 200, 200]);
    expect(server.asked[1]?.slice(0, 2)).toEqual(['/w/990.wav', '/w/991.wav']);
    expect([...rows.values()].every(({ facts }) => facts !== null)).toBe(true);
  });

  it('of a file that breaks the server are given up, and all others are read', async () => {
    server.poison.add('/w/137.wav');
    queue.add(numbered(400));
    await idle();
    const failed = [...rows.values()].filter(({ failure }) => failure !== null);
    expect(failed.map(({ name, failure }) => [name, failure])).toEqual([
      ['137.wav', '137.wav broke the audio server: signal SIGABRT'],
    ]);
    expect([...rows.values()].filter(({ facts }) => facts !== null)).toHaveLength(399);
  });

  it('are not asked for without end where no server lives', async () => {
    for (let i = 0; i < 1000; i++) server.poison.add(`/w/${i}.wav`);
    queue.add(numbered(1000));
    await idle();
    expect(server.asked.length).toBeLessThan(20);
    // It may have been the machine: what is added later is tried again.
    server.poison.clear();
    queue.add(numbered(1000));
    await idle();
    expect([...rows.values()].filter(({ facts }) => facts !== null)).toHaveLength(997);
  });

  it('of what was deleted, or has facts, are not read; of what is written meanwhile, not taken', async () => {
    put(uriOf('0.wav'), { facts: headerOf(7).facts });
    rows.delete(uriOf('1.wav'));
    queue.add(numbered(3));
    put(uriOf('2.wav'), { modified: 2 });
    await idle();
    expect(server.asked).toEqual([['/w/2.wav']]);
    expect(rows.get(uriOf('2.wav'))?.facts).toBeNull();
    expect(rows.has(uriOf('1.wav'))).toBe(false);
  });
});

/** A reader whose reads end when the test says so. */
class FakeReader {
  readonly running = new Map<string, { row: AudioRow; end: (read?: ReadRow) => void; signal: AbortSignal }>();
  readonly begun: string[] = [];

  readonly read = (row: AudioRow, signal: AbortSignal): Promise<ReadRow> =>
    new Promise((resolve, reject) => {
      this.begun.push(row.name);
      const end = (read = measured): void => {
        this.running.delete(row.name);
        resolve(read);
      };
      this.running.set(row.name, { row, end, signal });
      signal.addEventListener('abort', () => {
        this.running.delete(row.name);
        reject(new Error('interrupted'));
      });
    });

  get names(): string[] {
    return [...this.running.keys()];
  }

  async endAll(): Promise<void> {
    while (this.running.size > 0) {
      for (const { end } of [...this.running.values()]) end();
      await turns(2);
    }
  }
}

describe('measuring', () => {
  let reader: FakeReader;
  let measurer: InstanceType<typeof Measurer>;
  const wav = (...numbers: number[]): string[] => numbers.map((each) => uriOf(`${each}.wav`));
  beforeEach(() => {
    reader = new FakeReader();
    measurer = new Measurer({ read: reader.read, row: (uri) => rows.get(uri), put });
  });

  it('takes two at a time, what was asked for last first, and lets go what no screen shows', async () => {
    measurer.want(wav(1, 2, 3));
    expect(reader.names).toEqual(['1.wav', '2.wav']);
    measurer.want(wav(7, 8));
    reader.running.get('1.wav')!.end();
    await turns(2);
    expect(reader.names).toEqual(['2.wav', '7.wav']);
    // A whole screen and more has been shown since.
    measurer.want(numbered(900).slice(500, 750));
    await turns(2);
    expect(reader.names).toEqual(['500.wav', '501.wav']);
    expect(rows.get(uriOf('2.wav'))?.figures).toBeNull();
    await reader.endAll();
    expect(reader.begun).toHaveLength(4 + 199);
    expect(reader.begun.at(-1)).toBe('699.wav');
  });

  it('puts what the user asks for behind what is on screen, counts it, and ends', async () => {
    const seen: number[] = [];
    put(uriOf('3.wav'), measured);
    rows.delete(uriOf('4.wav'));
    let over = false;
    const all = measurer.measure(wav(1, 2, 3, 4, 5, 5), new AbortController().signal, (done) => seen.push(done));
    void all.then(() => (over = true));
    measurer.want(wav(9));
    reader.running.get('1.wav')!.end();
    await turns(2);
    expect(reader.names).toEqual(['2.wav', '9.wav']);
    await reader.endAll();
    expect(over).toBe(true);
    // One of six was named twice: it counts from the start.
    expect(seen).toEqual([2, 3, 4, 5, 6]);
    expect(reader.begun).toEqual(['1.wav', '2.wav', '9.wav', '5.wav']);
  });

  it('stops when the user has had enough, but not what is on screen', async () => {
    const abort = new AbortController();
    const all = measurer.measure(wav(1, 2, 3), abort.signal, () => undefined);
    measurer.want(wav(2));
    abort.abort();
    await all;
    expect(reader.names).toEqual(['2.wav']);
    await reader.endAll();
    expect(reader.begun).toEqual(['1.wav', '2.wav']);
  });

  it('marks what fails, tries it again only when the user says so, and goes on', async () => {
    measurer.want(wav(1, 2, 3));
    const broken = { ...measured, figures: null, failure: 'broken' };
    reader.running.get('1.wav')!.end(broken);
    await turns(2);
    expect(rows.get(uriOf('1.wav'))?.failure).toBe('broken');
    await reader.endAll();
    measurer.want(wav(1, 2, 3));
    expect(reader.names).toEqual([]);
    void measurer.measure(wav(1), new AbortController().signal, () => undefined);
    expect(reader.names).toEqual(['1.wav']);
    await reader.endAll();
    expect(rows.get(uriOf('1.wav'))?.figures).toEqual(figures);
  });

  it('begins anew with a file that is written meanwhile, and takes nothing of what it was', async () => {
    void measurer.measure(wav(1), new AbortController().signal, () => undefined);
    put(uriOf('1.wav'), { modified: 2 });
    measurer.forget(uriOf('1.wav'));
    await turns(2);
    expect(reader.begun).toEqual(['1.wav', '1.wav']);
    // Nobody has told yet that it is another once more.
    put(uriOf('1.wav'), { modified: 3 });
    reader.running.get('1.wav')!.end();
    await turns(2);
    expect(rows.get(uriOf('1.wav'))?.figures).toBeNull();
    expect(reader.running.get('1.wav')?.row.modified).toBe(3);
    await reader.endAll();
    expect(rows.get(uriOf('1.wav'))?.figures).toEqual(figures);
  });

  it('ends with the file that is deleted', async () => {
    const all = measurer.measure(wav(1, 2), new AbortController().signal, () => undefined);
    for (const uri of wav(1, 2)) {
      rows.delete(uri);
      measurer.forget(uri);
    }
    await all;
    expect(reader.running.size).toBe(0);
  });

  it('is shown while it goes on, takes more, and is cancelled from the notification', async () => {
    const job = new MeasureJob({ measure: (...all) => measurer.measure(...all) });
    const told: unknown[] = [];
    job.onDidChange(() => told.push(job.progress));
    const first = job.start(wav(1, 2));
    void job.start(wav(3, 4));
    reader.running.get('1.wav')!.end();
    await turns(2);
    expect(job.progress).toEqual({ done: 1, total: 4 });
    const [shown, ...others] = fake.state.progress.splice(0);
    expect(others).toEqual([]);
    expect(shown!.reports.at(-1)?.message).toBe('1 of 4');
    shown!.cancel();
    await first;
    expect(job.progress).toBeNull();
    expect(told.at(-1)).toBeNull();
    expect(reader.running.size).toBe(0);
    const again = job.start(wav(5));
    await reader.endAll();
    await again;
    expect(rows.get(uriOf('5.wav'))?.figures).toEqual(figures);
  });
});
