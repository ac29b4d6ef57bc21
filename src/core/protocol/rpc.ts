import * as v from 'valibot';
import { type AbortSignalLike, createAbortController } from '../util/abort.ts';
import type { Disposable } from '../util/scope.ts';
import { EarshotError, errorInfo, toErrorInfo } from './errors.ts';

/** What differs between a forked process, a worker thread, a webview and a test. Messages arrive in order, or never. */
export interface Port {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  listen(receive: (message: unknown) => void): Disposable;
}

/** One side's requests (answered exactly once) and events (never answered), with the schema of all that crosses. */
export interface Api {
  readonly requests: Readonly<Record<string, { params: v.GenericSchema; result: v.GenericSchema }>>;
  readonly events: Readonly<Record<string, v.GenericSchema>>;
}

type Requests<A extends Api> = A['requests'];
type Params<A extends Api, K extends keyof Requests<A>> = v.InferOutput<Requests<A>[K]['params']>;
type Result<A extends Api, K extends keyof Requests<A>> = v.InferOutput<Requests<A>[K]['result']>;

/** Wraps a result whose buffers should be moved, not copied, by ports that can. */
export class Transfer<T> {
  readonly value: T;
  readonly buffers: readonly ArrayBuffer[];

  constructor(value: T, buffers: readonly ArrayBuffer[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

export type Handlers<A extends Api> = {
  [K in keyof Requests<A>]: (
    params: Params<A, K>,
    signal: AbortSignalLike,
  ) => Result<A, K> | Transfer<Result<A, K>> | Promise<Result<A, K> | Transfer<Result<A, K>>>;
};

export type EventHandlers<A extends Api> = { [K in keyof A['events']]: (data: v.InferOutput<A['events'][K]>) => void };

export interface Connection<Local extends Api, Remote extends Api> extends Disposable {
  request<K extends keyof Requests<Remote> & string>(
    method: K,
    params: Params<Remote, K>,
    signal?: AbortSignalLike,
  ): Promise<Result<Remote, K>>;
  emit<K extends keyof Local['events'] & string>(
    name: K,
    data: v.InferOutput<Local['events'][K]>,
    transfer?: readonly ArrayBuffer[],
  ): void;
  /** Rejects all that is open, with this reason if one is given. */
  close(reason?: EarshotError): void;
}

export interface Ends<Local extends Api, Remote extends Api> {
  local: Local;
  remote: Remote;
  handlers: Handlers<Local>;
  /** The other side's events. */
  events: EventHandlers<Remote>;
  /** A message that fits no schema: a bug on the other side, or a stranger on the port. */
  onProtocolError?: (what: string) => void;
}

const id = v.pipe(v.number(), v.integer());
const envelope = v.variant('kind', [
  v.object({ kind: v.literal('request'), id, method: v.string(), params: v.unknown() }),
  v.object({ kind: v.literal('cancel'), id }),
  v.object({ kind: v.literal('result'), id, result: v.unknown() }),
  v.object({ kind: v.literal('error'), id, error: errorInfo }),
  v.object({ kind: v.literal('event'), name: v.string(), data: v.unknown() }),
]);
type Envelope = v.InferOutput<typeof envelope>;

interface Pending {
  resolve: (value: never) => void;
  reject: (error: EarshotError) => void;
  result: v.GenericSchema;
  unlisten: () => void;
}

/** Joins two processes. Each side names its own API and the other's; both are checked as messages arrive. */
export function connect<Local extends Api, Remote extends Api>(
  port: Port,
  ends: Ends<Local, Remote>,
): Connection<Local, Remote> {
  const pending = new Map<number, Pending>();
  const running = new Map<number, { abort(): void }>();
  let nextId = 1;
  let closed: EarshotError | undefined;

  const post = (message: Envelope, transfer?: readonly ArrayBuffer[]): void => {
    if (!closed) port.post(message, transfer);
  };

  const settle = (requestId: number): Pending | undefined => {
    const entry = pending.get(requestId);
    pending.delete(requestId);
    entry?.unlisten();
    return entry;
  };

  const answer = async (requestId: number, method: string, params: unknown): Promise<void> => {
    const abort = createAbortController();
    running.set(requestId, abort);
    try {
      const schema = Object.hasOwn(ends.local.requests, method) ? ends.local.requests[method] : undefined;
      if (!schema) throw new EarshotError('protocol', `unknown request ${method}`);
      const checked = v.safeParse(schema.params, params);
      if (!checked.success) throw new EarshotError('protocol', `${method}: ${v.summarize(checked.issues)}`);
      const handler = ends.handlers[method as keyof Handlers<Local>];
      const result = await handler(checked.output, abort.signal);
      if (result instanceof Transfer) {
        post({ kind: 'result', id: requestId, result: result.value }, result.buffers);
      } else {
        post({ kind: 'result', id: requestId, result });
      }
    } catch (error) {
      post({ kind: 'error', id: requestId, error: toErrorInfo(error) });
    } finally {
      running.delete(requestId);
    }
  };

  const receive = (raw: unknown): void => {
    if (closed) return;
    const parsed = v.safeParse(envelope, raw);
    if (!parsed.success) return ends.onProtocolError?.(v.summarize(parsed.issues));
    const message = parsed.output;
    switch (message.kind) {
      case 'request':
        void answer(message.id, message.method, message.params);
        return;
      case 'cancel':
        running.get(message.id)?.abort();
        return;
      case 'result': {
        const entry = settle(message.id);
        if (!entry) return;
        const checked = v.safeParse(entry.result, message.result);
        if (checked.success) entry.resolve(checked.output as never);
        else entry.reject(new EarshotError('protocol', `answer: ${v.summarize(checked.issues)}`));
        return;
      }
      case 'error':
        settle(message.id)?.reject(new EarshotError(message.error.code, message.error.message));
        return;
      case 'event': {
        const schema = Object.hasOwn(ends.remote.events, message.name) ? ends.remote.events[message.name] : undefined;
        const checked = schema && v.safeParse(schema, message.data);
        if (!checked?.success) return ends.onProtocolError?.(`event ${message.name}`);
        ends.events[message.name as keyof EventHandlers<Remote>](checked.output);
        return;
      }
    }
  };

  const listening = port.listen(receive);

  const close = (reason = new EarshotError('cancelled', 'The connection was closed.')): void => {
    if (closed) return;
    closed = reason;
    listening.dispose();
    for (const abort of running.values()) abort.abort();
    for (const requestId of [...pending.keys()]) settle(requestId)?.reject(reason);
  };

  return {
    request: (method, params, signal) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closed);
        if (signal?.aborted) return reject(new EarshotError('cancelled', `${method} was cancelled.`));
        const requestId = nextId++;
        const cancel = (): void => {
          post({ kind: 'cancel', id: requestId });
          settle(requestId)?.reject(new EarshotError('cancelled', `${method} was cancelled.`));
        };
        signal?.addEventListener('abort', cancel, { once: true });
        const result = ends.remote.requests[method]!.result;
        pending.set(requestId, {
          resolve,
          reject,
          result,
          unlisten: () => signal?.removeEventListener('abort', cancel),
        });
        post({ kind: 'request', id: requestId, method, params });
      }),
    emit: (name, data, transfer) => post({ kind: 'event', name, data }, transfer),
    close,
    dispose: () => close(),
  };
}
