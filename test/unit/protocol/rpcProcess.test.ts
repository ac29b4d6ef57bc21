import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { connect } from '../../../src/core/protocol/rpc.ts';
import { childPort } from '../../../src/node/ports.ts';
import { tempFolder } from '../../support/cleanup.ts';

const api = {
  requests: {
    plane: { params: v.object({ frames: v.number() }), result: v.instance(Float32Array) },
    forever: { params: v.object({}), result: v.object({}) },
  },
  events: { aborted: v.object({}) },
} as const;
const none = { requests: {}, events: {} } as const;

const source = (folder: string): string => `
  import * as v from 'valibot';
  import { connect } from '${folder}/core/protocol/rpc.ts';
  import { parentProcessPort } from '${folder}/node/ports.ts';
  const api = {
    requests: {
      plane: { params: v.object({ frames: v.number() }), result: v.instance(Float32Array) },
      forever: { params: v.object({}), result: v.object({}) },
    },
    events: { aborted: v.object({}) },
  };
  const connection = connect(parentProcessPort(), {
    local: api,
    remote: { requests: {}, events: {} },
    handlers: {
      // A view into something larger: only the view may travel.
      plane: ({ frames }) => new Float32Array(frames * 4).subarray(frames, 2 * frames).fill(0.125),
      forever: (_, signal) =>
        new Promise(() => signal.addEventListener('abort', () => connection.emit('aborted', {}))),
    },
    events: {},
  });
`;

describe('rpc over a forked process', () => {
  const folder = tempFolder('rpc');
  let child: ChildProcess;
  let aborted = 0;
  let connection: ReturnType<typeof connect<typeof none, typeof api>>;

  beforeAll(async () => {
    const repository = fileURLToPath(new URL('../../..', import.meta.url));
    const entry = join(folder.path, 'entry.mts');
    const outfile = join(folder.path, 'child.mjs');
    writeFileSync(entry, source(join(repository, 'src')));
    const nodePaths = [join(repository, 'node_modules')];
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', nodePaths });
    child = fork(outfile, [], { serialization: 'advanced' });
    connection = connect<typeof none, typeof api>(childPort(child), {
      local: none,
      remote: api,
      handlers: {},
      events: { aborted: () => aborted++ },
    });
  });

  afterAll(() => {
    child.kill('SIGKILL');
    folder.remove();
  });

  it('carries typed arrays of exactly the length that was sent', async () => {
    const data = await connection.request('plane', { frames: 3000 });
    expect(data).toBeInstanceOf(Float32Array);
    expect(data).toHaveLength(3000);
    expect(data.every((value) => value === 0.125)).toBe(true);
  });

  it('cancels in the other process', async () => {
    const abort = new AbortController();
    const waiting = connection.request('forever', {}, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await connection.request('plane', { frames: 1 });
    expect(aborted).toBe(1);
  });

  it('survives posting to a process that is gone', async () => {
    const waiting = connection.request('forever', {});
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    void connection.request('plane', { frames: 1 }).catch(() => undefined);
    connection.close(new EarshotError('server-lost', 'gone'));
    await expect(waiting).rejects.toMatchObject({ code: 'server-lost' });
  });
});
