import { MessageChannel } from 'node:worker_threads';
import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { connect, type Handlers, type Port, Transfer } from '../../../src/core/protocol/rpc.ts';
import { threadPort } from '../../../src/node/ports.ts';

const api = {
  requests: {
    add: { params: v.object({ a: v.number(), b: v.number() }), result: v.number() },
    fail: { params: v.object({}), result: v.object({}) },
    wait: { params: v.object({}), result: v.string() },
    plane: { params: v.object({ frames: v.number() }), result: v.instance(Float32Array) },
    lie: { params: v.object({}), result: v.number() },
  },
  events: { tick: v.object({ n: v.number() }) },
} as const;
const none = { requests: {}, events: {} } as const;

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((end) => end.close()));

function pair(overrides: Partial<Handlers<typeof api>> = {}) {
  const { port1, port2 } = new MessageChannel();
  const heard: number[] = [];
  const faults: string[] = [];
  let aborted = 0;
  const server = connect<typeof api, typeof none>(threadPort(port1), {
    local: api,
    remote: none,
    handlers: {
      add: ({ a, b }) => a + b,
      fail: () => {
        throw new EarshotError('corrupt', 'no good');
      },
      wait: (_, signal) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve(`aborted ${++aborted}`))),
      plane: ({ frames }) => {
        const data = new Float32Array(frames).fill(0.5);
        return new Transfer(data, [data.buffer]);
      },
      lie: () => 'not a number' as unknown as number,
      ...overrides,
    },
    events: {},
    onProtocolError: (what) => faults.push(what),
  });
  const client = connect<typeof none, typeof api>(threadPort(port2), {
    local: none,
    remote: api,
    handlers: {},
    events: { tick: ({ n }) => heard.push(n) },
    onProtocolError: (what) => faults.push(what),
  });
  open.push(port1, port2);
  return { server, client, heard, faults, raw: port2, abortedCount: () => aborted };
}

describe('rpc over a MessageChannel', () => {
  it('answers each of many interleaved requests once, with its own result', async () => {
    let calls = 0;
    const { client } = pair({
      add: async ({ a, b }) => {
        calls++;
        await new Promise((resolve) => setTimeout(resolve, (a * 7) % 5));
        return a + b;
      },
    });
    const sums = await Promise.all(Array.from({ length: 200 }, (_, i) => client.request('add', { a: i, b: 1000 })));
    expect(sums).toEqual(Array.from({ length: 200 }, (_, i) => i + 1000));
    expect(calls).toBe(200);
  });

  it('rejects with code and message when the handler throws', async () => {
    const { client } = pair();
    await expect(client.request('fail', {})).rejects.toMatchObject({ code: 'corrupt', message: 'no good' });
  });

  it('reports a plain exception as internal', async () => {
    const { client } = pair({
      fail: () => {
        throw new TypeError('oops');
      },
    });
    await expect(client.request('fail', {})).rejects.toMatchObject({ code: 'internal', message: 'oops' });
  });

  it('lets a cancel reach the handler and rejects at once', async () => {
    const { client, abortedCount } = pair();
    const abort = new AbortController();
    const waiting = client.request('wait', {}, abort.signal);
    await client.request('add', { a: 1, b: 1 });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await client.request('add', { a: 1, b: 1 });
    expect(abortedCount()).toBe(1);
  });

  it('rejects all that is open when closed, and all that comes after', async () => {
    const { client } = pair();
    const waiting = [client.request('wait', {}), client.request('wait', {})];
    client.close(new EarshotError('server-lost', 'gone'));
    for (const request of waiting) await expect(request).rejects.toMatchObject({ code: 'server-lost' });
    await expect(client.request('add', { a: 1, b: 2 })).rejects.toMatchObject({ code: 'server-lost' });
  });

  it('reports malformed messages and goes on', async () => {
    const { client, faults, raw } = pair();
    for (const junk of [
      null,
      42,
      'x',
      { kind: 'result' },
      { kind: 'nonsense', id: 1 },
      { kind: 'event', name: 'no', data: 1 },
    ]) {
      raw.postMessage(junk);
    }
    expect(await client.request('add', { a: 2, b: 3 })).toBe(5);
    expect(faults).toHaveLength(6);
  });

  it('refuses parameters and unknown requests on the answering side', async () => {
    const { client } = pair();
    await expect(client.request('add', { a: 1, b: 'x' } as never)).rejects.toMatchObject({ code: 'protocol' });
    await expect(client.request('toString' as never, {} as never)).rejects.toBeDefined();
  });

  it('rejects a result that does not fit its schema', async () => {
    const { client } = pair();
    await expect(client.request('lie', {})).rejects.toMatchObject({ code: 'protocol' });
  });

  it('moves buffers instead of copying them where the port can', async () => {
    const sent: Float32Array[] = [];
    const { client } = pair({
      plane: ({ frames }) => {
        const data = new Float32Array(frames).fill(0.25);
        sent.push(data);
        return new Transfer(data, [data.buffer]);
      },
    });
    const data = await client.request('plane', { frames: 1000 });
    expect(data).toHaveLength(1000);
    expect(data[999]).toBe(0.25);
    expect(sent[0]!.byteLength).toBe(0);
  });

  it('delivers events in order and drops those that fit no schema', async () => {
    const { server, client, heard, faults } = pair();
    for (let n = 0; n < 50; n++) server.emit('tick', { n });
    server.emit('tick', { n: 'x' } as never);
    await client.request('add', { a: 0, b: 0 });
    expect(heard).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(faults).toHaveLength(1);
  });

  it('answers a request whose result cannot be sent with an error', async () => {
    const { client } = pair({ lie: () => (() => 1) as unknown as number });
    await expect(client.request('lie', {})).rejects.toMatchObject({ code: 'internal' });
  });

  it('ignores an answer that nobody waits for', async () => {
    const received: unknown[] = [];
    let deliver: (message: unknown) => void = () => undefined;
    const port: Port = {
      post: (message) => received.push(message),
      listen: (receive) => {
        deliver = receive;
        return { dispose: () => undefined };
      },
    };
    const client = connect<typeof none, typeof api>(port, {
      local: none,
      remote: api,
      handlers: {},
      events: { tick: () => undefined },
    });
    const sum = client.request('add', { a: 1, b: 2 });
    const { id } = received[0] as { id: number };
    deliver({ kind: 'result', id, result: 3 });
    deliver({ kind: 'result', id, result: 4 });
    deliver({ kind: 'error', id: 999, error: { code: 'internal', message: 'x' } });
    expect(await sum).toBe(3);
  });
});
