import { parentPort } from 'node:worker_threads';
import { EarshotError } from '../../core/protocol/errors.ts';
import { connect, Transfer } from '../../core/protocol/rpc.ts';
import { ensureExists } from '../../core/util/assert.ts';
import { collectSoon } from '../collect.ts';
import { threadPort } from '../ports.ts';
import { threadApi, threadClientApi } from '../threadApi.ts';
import { buildIndex } from './buildIndex.ts';
import { measureHandlers } from './measures/handlers.ts';
import { OpenFiles } from './openFiles.ts';
import { pictureHandlers } from './pictures/handlers.ts';
import { type JobHooks, readRange, scanRange } from './scan.ts';
import { spillAll } from './spill.ts';

let stopped = false;
const files = new OpenFiles();

/** A job leaves some MB of buffers behind, which the collector alone would let grow to tens. */
const tidy = (): void => collectSoon(4);
/** Pictures leave less behind, and there are many of them. */
const tidyPicture = (): void => collectSoon(1);
const begin = (): void => void (stopped = false);

/** A job that says nothing for long is taken for hung, ms. */
const SIGN_MS = 1000;
let lastSign = 0;
const signingHooks: Pick<JobHooks, 'breathe'> = {
  async breathe() {
    await hooks.breathe();
    if (performance.now() - lastSign < SIGN_MS) return;
    lastSign = performance.now();
    connection.emit('alive', {});
  },
};

const hooks: JobHooks = {
  post: (scanned) => connection.emit('scanned', scanned, [scanned.records.buffer, scanned.energies.buffer]),
  async breathe() {
    await new Promise((resolve) => setImmediate(resolve));
    if (stopped) throw new EarshotError('cancelled', 'The scan was stopped.');
  },
};

const connection = connect(threadPort(ensureExists(parentPort, 'parent port')), {
  local: threadApi,
  remote: threadClientApi,
  handlers: {
    open(facts) {
      files.open(facts);
      return {};
    },
    update({ id, indices, stream }) {
      const file = files.use(id);
      if (stream) file.facts.stream = stream;
      for (const [part, index] of indices ?? []) file.indices.set(part, index);
      file.closeReader();
      return {};
    },
    close({ id }) {
      files.close(id);
      return {};
    },
    async scan({ id, ...range }) {
      stopped = false;
      const result = await scanRange(files.use(id), range, hooks);
      tidy();
      return result;
    },
    async spill({ id, ...target }) {
      stopped = false;
      return spillAll(files.use(id), target, hooks);
    },
    async index({ id, part }) {
      stopped = false;
      return buildIndex(files.use(id), part, hooks);
    },
    async read({ id, from, frames }) {
      stopped = false;
      const result = await readRange(files.use(id), from, frames);
      tidy();
      return new Transfer(result, [result.data.buffer]);
    },
    ...pictureHandlers(files, signingHooks, begin, tidyPicture),
    ...measureHandlers(files, signingHooks, begin, tidyPicture),
    stop() {
      stopped = true;
      return {};
    },
  },
  events: {},
});
