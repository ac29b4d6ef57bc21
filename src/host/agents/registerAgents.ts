import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { toolNames } from '../../core/agents/names.ts';
import type { AudioServerClient } from '../../node/client.ts';
import { newerApi } from './api.ts';
import type { AudioTools, LoadRunners } from './audioTools.ts';
import type * as bundle from './bundle.ts';
import { EarshotMcpProvider, MCP_PROVIDER } from './mcpProvider.ts';

/** Tools and MCP server, as far as this version of VS Code knows of them. */
export function registerAgents(
  context: Pick<vscode.ExtensionContext, 'asAbsolutePath' | 'extension'>,
  server: AudioServerClient,
  log: (line: string) => void,
  load = (): typeof bundle =>
    createRequire(context.asAbsolutePath('dist/extension.js'))('./agents.js') as typeof bundle,
): vscode.Disposable[] {
  const { lm, LanguageModelToolResult, LanguageModelTextPart, McpStdioServerDefinition } = newerApi(vscode);
  const registered: vscode.Disposable[] = [];
  if (lm?.registerTool && LanguageModelToolResult && LanguageModelTextPart) {
    const script = pathToFileURL(context.asAbsolutePath('dist/cli/tools.mjs')).href;
    const runners: LoadRunners = async () => (await import(script)) as Awaited<ReturnType<LoadRunners>>;
    let loaded: AudioTools | undefined;
    const tools = (): AudioTools => (loaded ??= new (load().AudioTools)(server, log, runners));
    for (const name of toolNames) {
      const tool = lm.registerTool(name, {
        prepareInvocation: (options) => tools().prepare(name, options),
        invoke: (options, token) => tools().invoke(name, options, token),
      });
      registered.push(tool);
    }
  }
  if (lm?.registerMcpServerDefinitionProvider && McpStdioServerDefinition) {
    const { version } = context.extension.packageJSON as { version: string };
    const provider = new EarshotMcpProvider(context.asAbsolutePath('dist/cli.mjs'), version);
    registered.push(provider, lm.registerMcpServerDefinitionProvider(MCP_PROVIDER, provider));
  }
  return registered;
}
