import type { ChildProcess } from 'node:child_process';
import type { MessagePort, Worker } from 'node:worker_threads';
import type { Port } from '../core/protocol/rpc.ts';

/** The parent's end of a process forked with serialization 'advanced'. Buffers are copied by the pipe. */
export function childPort(child: ChildProcess): Port {
  return {
    post(message) {
      // A child that is gone shows as its 'exit'; the callback only keeps the failed write from becoming an 'error'.
      if (child.connected) child.send(message as object, () => undefined);
    },
    listen(receive) {
      child.on('message', receive);
      return { dispose: () => child.off('message', receive) };
    },
  };
}

/** The forked process's end. */
export function parentProcessPort(): Port {
  return {
    post(message) {
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
    },
    listen(receive) {
      process.on('message', receive);
      return { dispose: () => process.off('message', receive) };
    },
  };
}

/** Either end of a worker thread. */
export function threadPort(thread: Worker | MessagePort): Port {
  return {
    post: (message, transfer) => thread.postMessage(message, transfer ?? []),
    listen(receive) {
      thread.on('message', receive);
      return { dispose: () => void thread.off('message', receive) };
    },
  };
}
