import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  RootsListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { agentTools } from '../../core/agents/tools.ts';
import { jsonSchema } from '../../core/protocol/jsonSchema.ts';
import { ToolError } from '../../core/agents/tool.ts';
import { type AudioFiles, Interrupted } from '../../node/clientFiles.ts';
import type { Roots } from '../../node/clientRoots.ts';
import { runners, type ToolResult } from '../../node/clientTools.ts';
import { Slots } from '../inOrder.ts';
import { ClientRoots } from './clientRoots.ts';
import { type Extra, progressOf } from './progress.ts';

export interface Serving {
  readonly files: AudioFiles;
  readonly roots: Roots;
  readonly version: string;
  /** The program is to end. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** Calls at a time; the others wait. */
const MOST_CALLS = 4;

const instructions =
  'Earshot measures audio files: earshot_inspect tells what a file is and how loud, long and damaged, earshot_lint checks files against rules, earshot_image draws waveform and spectrogram. All only read. Paths may be relative to the root.';

/** Serves one client over standard input and output until it goes, or the signal comes. */
export async function serve({ files, roots, version, signal, log }: Serving): Promise<void> {
  // The schemas of the tools are JSON already: what is made for zod would only translate them.
  const server = new Server(
    { name: 'earshot', title: 'Earshot', version },
    { capabilities: { tools: {} }, instructions },
  );
  const clientRoots = new ClientRoots(server, roots);
  const slots = new Slots(MOST_CALLS);

  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listed }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra: Extra) => {
    const run = runners[params.name];
    if (!run) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}.`);
    return slots.run(async () => {
      if (extra.signal.aborted) throw new Interrupted();
      const context = { files, roots: await clientRoots.now(), signal: extra.signal, ...progressOf(extra) };
      return run(params.arguments, context).then(answered, refused);
    });
  });
  server.setNotificationHandler(RootsListChangedNotificationSchema, () => clientRoots.forget());
  server.onerror = (error) => log(faultWords(error));
  await untilGone(server, signal);
}

const listed = agentTools.map(({ name, title, modelDescription, input, output }) => ({
  name,
  title,
  description: modelDescription,
  inputSchema: jsonSchema(input) as { type: 'object' },
  outputSchema: jsonSchema(output) as { type: 'object' },
  annotations: { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
}));

function answered({ text, structured, picture, failed }: ToolResult): CallToolResult {
  const image = picture && {
    type: 'image' as const,
    data: Buffer.from(picture.bytes).toString('base64'),
    mimeType: picture.mime,
  };
  return {
    content: [{ type: 'text', text }, ...(image ? [image] : [])],
    structuredContent: structured,
    ...(failed && { isError: true }),
  };
}

/** What the model can do something about is a result; all else is a failed request. */
function refused(error: unknown): CallToolResult {
  if (error instanceof ToolError) return { content: [{ type: 'text', text: error.message }], isError: true };
  throw error;
}

/** A line, whatever the client has sent: the SDK's words for a message of the wrong form are a page. */
function faultWords(error: Error): string {
  if (error instanceof SyntaxError || error.name === 'ZodError') return 'the client has sent what is no message';
  return error.message.replace(/\s+/g, ' ').slice(0, 200);
}

/** The client closes our input when it goes, or stops reading our output. */
async function untilGone(server: Server, signal: AbortSignal): Promise<void> {
  const { stdin, stdout } = process;
  await new Promise<void>((resolve, reject) => {
    server.onclose = resolve;
    const gone = (): void => void server.close().then(resolve, resolve);
    stdin.once('end', gone).once('close', gone);
    stdout.once('error', gone);
    signal.addEventListener('abort', gone, { once: true });
    server.connect(new StdioServerTransport(stdin, stdout)).catch(reject);
    if (signal.aborted) gone();
  });
  // An open input would keep the process.
  stdin.destroy();
}
