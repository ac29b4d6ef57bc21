import type * as vscode from 'vscode';

/** Of VS Code's API what is newer than the version that Earshot still runs in: each part may be missing. */
interface NewerApi {
  readonly lm?: {
    registerTool?(name: string, tool: Tool): vscode.Disposable;
    registerMcpServerDefinitionProvider?(id: string, provider: McpProvider): vscode.Disposable;
  };
  readonly LanguageModelToolResult?: new (content: unknown[]) => ToolAnswer;
  readonly LanguageModelTextPart?: new (value: string) => unknown;
  readonly LanguageModelDataPart?: { image?(data: Uint8Array, mime: string): unknown };
  readonly McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: string[],
    env: Record<string, string>,
    version: string,
  ) => McpServer;
}

export const newerApi = (api: unknown): NewerApi => api as NewerApi;

export interface ToolAnswer {
  readonly content: readonly unknown[];
}

export interface PreparedCall {
  readonly invocationMessage: string | vscode.MarkdownString;
  readonly confirmationMessages: { readonly title: string; readonly message: vscode.MarkdownString };
}

/** 1.95 */
export interface Tool {
  prepareInvocation(options: { readonly input: unknown }): PreparedCall | Promise<PreparedCall>;
  invoke(options: { readonly input: unknown }, token: vscode.CancellationToken): Promise<ToolAnswer>;
}

export interface McpServer {
  readonly label: string;
}

/** 1.101 */
export interface McpProvider {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;
  provideMcpServerDefinitions(): McpServer[];
}
