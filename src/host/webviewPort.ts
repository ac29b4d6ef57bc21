import type * as vscode from 'vscode';
import type { Port } from '../core/protocol/rpc.ts';

/**
 * Messages to one webview. There is no transfer list: VS Code copies what is sent, and a typed array crosses with its
 * whole backing buffer, so senders post exact-length arrays. A page that is gone drops messages silently.
 */
export function webviewPort(webview: vscode.Webview): Port {
  return {
    post: (message) => void webview.postMessage(message),
    listen: (receive) => webview.onDidReceiveMessage(receive),
  };
}
