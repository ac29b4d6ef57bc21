// Runs inside the extension host: calls tools of language models as an agent does.
import * as vscode from 'vscode';

export interface AgentOps {
  /** Tools whose names begin with earshot_, as VS Code lists them. */
  listTools(): Promise<{ name: string; description: string; inputSchema: unknown; tags: readonly string[] }[]>;
  /** cancelled: as soon as it has begun. */
  callTool(name: string, input: unknown, cancelled: boolean): Promise<Called>;
}

/** How a call ended: what the model is given, or what it is told instead. */
export type Called = { text: string; images: { mime: string; base64: string }[] } | { error: string };

/** Newer than the types that Earshot is compiled with. */
interface Tools {
  readonly tools: readonly { name: string; description: string; inputSchema: unknown; tags: readonly string[] }[];
  invokeTool(
    name: string,
    options: { input: unknown; toolInvocationToken: undefined },
    token: vscode.CancellationToken,
  ): Thenable<{ content: readonly { value?: string; data?: Uint8Array; mimeType?: string }[] }>;
}
const tools = vscode.lm as unknown as Tools;

export const agentOps: AgentOps = {
  listTools: () =>
    Promise.resolve(
      tools.tools
        .filter(({ name }) => name.startsWith('earshot_'))
        .map(({ name, description, inputSchema, tags }) => ({ name, description, inputSchema, tags })),
    ),
  async callTool(name, input, cancelled) {
    const source = new vscode.CancellationTokenSource();
    if (cancelled) setTimeout(() => source.cancel(), 50);
    try {
      const { content } = await tools.invokeTool(name, { input, toolInvocationToken: undefined }, source.token);
      return {
        text: content.flatMap(({ value }) => value ?? []).join(''),
        images: content.flatMap(({ data, mimeType }) =>
          data ? [{ mime: mimeType ?? '', base64: Buffer.from(data).toString('base64') }] : [],
        ),
      };
    } catch (error) {
      return { error: error instanceof Error ? error.message || error.name : String(error) };
    }
  },
};
