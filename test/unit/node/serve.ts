import { MessageChannel } from 'node:worker_threads';
import type * as v from 'valibot';
import { connect } from '../../../src/core/protocol/rpc.ts';
import { serverApi, serverClientApi } from '../../../src/core/protocol/serverApi.ts';
import { AudioServer, type AudioServerOptions } from '../../../src/node/audioServer.ts';
import { threadPort } from '../../../src/node/ports.ts';
import { tempFolder } from '../../support/cleanup.ts';

export type Progress = v.InferOutput<typeof serverApi.events.progress> & { at: number };

/** The server in this process, at the other end of a channel. Its cache goes with it, unless the options name one. */
export function serve(options: AudioServerOptions) {
  const { port1, port2 } = new MessageChannel();
  const progress: Progress[] = [];
  const cache = tempFolder('cache');
  const server = new AudioServer(threadPort(port1), { cacheFolder: cache.path, ...options });
  const client = connect<typeof serverClientApi, typeof serverApi>(threadPort(port2), {
    local: serverClientApi,
    remote: serverApi,
    handlers: {},
    events: {
      walked: () => undefined,
      progress: (event) => progress.push({ ...event, at: performance.now() }),
    },
  });
  /** The end of the scan of a file; `after`: that many messages have come before. */
  const end = async (handle: number, after = 0): Promise<Progress> => {
    for (;;) {
      const last = progress.slice(after).find((event) => event.handle === handle && event.scan.state !== 'scanning');
      if (last) return last;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const stop = (): void => {
    server.dispose();
    port1.close();
    cache.remove();
  };
  return { client, progress, end, stop, cacheFolder: options.cacheFolder ?? cache.path };
}
