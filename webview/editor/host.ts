import { hostApi, pageApi } from '../../src/core/protocol/editorApi.ts';
import { connect, type Connection, type EventHandlers, type Port } from '../../src/core/protocol/rpc.ts';

/** VS Code's only door out of a webview; a page may take it once. */
export interface VsCodeApi {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): VsCodeApi;
}

export type Host = Connection<typeof pageApi, typeof hostApi>;

export function connectHost(vscode: VsCodeApi, events: EventHandlers<typeof hostApi>): Host {
  const host: Host = connect(windowPort(vscode), {
    local: pageApi,
    remote: hostApi,
    handlers: {},
    events,
    onProtocolError: (what) => host.emit('log', { level: 'warn', message: `Message not understood: ${what}` }),
  });
  return host;
}

function windowPort(vscode: VsCodeApi): Port {
  return {
    post: (message, transfer) => vscode.postMessage(message, transfer),
    listen: (receive) => {
      const listener = (event: MessageEvent): void => receive(event.data);
      window.addEventListener('message', listener);
      return { dispose: () => window.removeEventListener('message', listener) };
    },
  };
}
