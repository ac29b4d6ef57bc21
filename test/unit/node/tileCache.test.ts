import { describe, expect, it } from 'vitest';
import { createAbortController } from '../../../src/core/util/abort.ts';
import { SharedJobs } from '../../../src/node/spectrogram/sharedJobs.ts';
import { MOST_BYTES, TileCache } from '../../../src/node/spectrogram/tileCache.ts';

const tile = (bytes: number, end: number | null = null) => ({ codes: new Uint16Array(bytes / 2), end });
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('TileCache', () => {
  it('stays within its limit: what was used longest ago goes', () => {
    const cache = new TileCache(1000);
    for (const key of ['a', 'b', 'c']) cache.put(1, key, tile(300));
    expect(cache.get(1, 'a', 9)).toBeDefined();
    cache.put(1, 'd', tile(400));
    expect(cache.bytes).toBe(1000);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(1, key, 9) !== undefined)).toEqual([true, false, true, true]);
    cache.put(1, 'd', tile(100));
    expect(cache.bytes).toBe(700);
    cache.put(1, 'huge', tile(MOST_BYTES + 2));
    expect(cache.bytes).toBe(700);
  });

  it('drops what knew of another end, and what is of a file that is closed', () => {
    const cache = new TileCache();
    cache.put(1, 'end', tile(10, 500));
    cache.put(1, 'middle', tile(10));
    cache.put(12, 'end', tile(10));
    expect(cache.get(1, 'end', 500)).toBeDefined();
    expect(cache.get(1, 'end', 501)).toBeUndefined();
    expect(cache.get(1, 'middle', 501)).toBeDefined();
    cache.forget(1);
    expect(cache.bytes).toBe(10);
    expect(cache.get(12, 'end', 1)).toBeDefined();
  });
});

describe('SharedJobs', () => {
  const job = () => {
    const calls = { started: 0, stopped: 0, priority: () => 0 };
    let settle = (_: string): void => undefined;
    const start = (priority: () => number) => {
      calls.started++;
      calls.priority = priority;
      return { done: new Promise<string>((resolve) => (settle = resolve)), stop: () => void calls.stopped++ };
    };
    return { calls, start, settle: (value: string) => settle(value) };
  };

  it('do the same once for all who ask, as urgently as the most urgent of them', async () => {
    const jobs = new SharedJobs();
    const { calls, start, settle } = job();
    const { signal } = createAbortController();
    const all = [3, 7, 5].map((priority) => jobs.wait('key', priority, signal, start));
    expect(calls.started).toBe(1);
    expect(calls.priority()).toBe(7);
    settle('done');
    expect(await Promise.all(all)).toEqual(['done', 'done', 'done']);
    void jobs.wait('key', 1, signal, start);
    expect(calls.started).toBe(2);
  });

  it('go on while somebody waits, or comes back soon, and are stopped when nobody does', async () => {
    const jobs = new SharedJobs();
    const { calls, start } = job();
    const aborts = Array.from({ length: 3 }, createAbortController);
    const ask = (i: number) =>
      expect(jobs.wait('key', 1, aborts[i]!.signal, start)).rejects.toMatchObject({ code: 'cancelled' });
    const first = [ask(0), ask(1)];
    aborts[0]!.abort();
    await wait(40);
    expect(calls.stopped).toBe(0);
    aborts[1]!.abort();
    await Promise.all(first);
    // Nobody waits for it now.
    expect(calls.priority()).toBeLessThan(-1e100);
    const back = ask(2);
    await wait(40);
    expect(calls).toMatchObject({ started: 1, stopped: 0 });
    aborts[2]!.abort();
    await back;
    await wait(40);
    expect(calls.stopped).toBe(1);
    void jobs.wait('key', 1, createAbortController().signal, start);
    expect(calls.started).toBe(2);
  });
});
