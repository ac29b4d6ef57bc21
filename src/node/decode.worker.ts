import { parentPort } from 'node:worker_threads';
import { EarshotError } from '../core/protocol/errors.ts';
import { connect } from '../core/protocol/rpc.ts';
import { ensureExists } from '../core/util/assert.ts';
import { threadPort } from './ports.ts';
import { scan } from './scan.ts';
import { scanApi, scanClientApi } from './scanApi.ts';

let stopped = false;

const connection = connect(threadPort(ensureExists(parentPort, 'parent port')), {
  local: scanApi,
  remote: scanClientApi,
  handlers: {
    async scan(job) {
      stopped = false;
      return scan(job, {
        post: (blocks) => connection.emit('blocks', blocks, [blocks.data.buffer]),
        async breathe() {
          await new Promise((resolve) => setImmediate(resolve));
          if (stopped) throw new EarshotError('cancelled', 'The scan was stopped.');
        },
      });
    },
    stop() {
      stopped = true;
      return {};
    },
  },
  events: {},
});
