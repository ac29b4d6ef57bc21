import * as vscode from 'vscode';
import { newerApi, type McpProvider, type McpServer } from './api.ts';
import { workspaceFolders } from './folders.ts';

/** As package.json contributes it. */
export const MCP_PROVIDER = 'earshot';

/** `earshot mcp` on the folders of the workspace, for whoever speaks that protocol in VS Code. */
export class EarshotMcpProvider implements McpProvider, vscode.Disposable {
  readonly #cli: string;
  readonly #version: string;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;
  readonly onDidChangeMcpServerDefinitions = this.#changed.event;

  constructor(cli: string, version: string) {
    this.#cli = cli;
    this.#version = version;
    this.#listener = vscode.workspace.onDidChangeWorkspaceFolders(() => this.#changed.fire());
  }

  provideMcpServerDefinitions(): McpServer[] {
    const { McpStdioServerDefinition: Definition } = newerApi(vscode);
    const folders = workspaceFolders();
    if (!Definition || folders.length === 0) return [];
    const args = [this.#cli, 'mcp', ...folders.flatMap((folder) => ['--root', folder])];
    // The executable may be Electron, which becomes Node this way.
    return [new Definition('Earshot', process.execPath, args, { ELECTRON_RUN_AS_NODE: '1' }, this.#version)];
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }
}
