import * as vscode from 'vscode';
import type { SoundData } from './webviewHtml.ts';

/** What a page with sound is told. dist: of the webviews; scope: for which file or folder settings are read. */
export function soundData(webview: vscode.Webview, dist: vscode.Uri, scope?: vscode.Uri): SoundData {
  const uriOf = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  return {
    worklet: uriOf('engine.worklet.js'),
    stretch: uriOf('stretch.wasm'),
    'latency-hint': vscode.workspace.getConfiguration('earshot', scope).get('audio.latency', 'balanced'),
  };
}
