import type { Port } from '../../src/core/protocol/rpc.ts';

/** VS Code's only door out of a webview; a page may take it once. */
export interface VsCodeApi {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): VsCodeApi;
}

/** Messages to and from the host. */
export function windowPort(vscode: VsCodeApi): Port {
  return {
    post: (message, transfer) => vscode.postMessage(message, transfer),
    listen: (receive) => {
      const listener = (event: MessageEvent): void => receive(event.data);
      window.addEventListener('message', listener);
      return { dispose: () => window.removeEventListener('message', listener) };
    },
  };
}
