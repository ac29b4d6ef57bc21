import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toolNames } from '../../../src/core/agents/names.ts';
import { Allowed } from '../../../src/host/agents/allowed.ts';
import type { McpProvider, PreparedCall, Tool } from '../../../src/host/agents/api.ts';
import { registerAgents } from '../../../src/host/agents/registerAgents.ts';
import { AudioTools } from '../../../src/host/agents/audioTools.ts';
import type { ToolContext, ToolResult } from '../../../src/node/clientTools.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { FakeServer } from './fakes.ts';

/** What the made-up VS Code has, and what happened to it. */
const editor = vi.hoisted(() => ({
  tools: new Map<string, unknown>(),
  providers: new Map<string, unknown>(),
  folders: [] as string[],
  asked: [] as string[],
  answer: undefined as string | undefined,
  fireFolders: (): void => undefined,
}));

vi.mock('vscode', () => {
  class Emitter {
    readonly #listeners: (() => void)[] = [];
    readonly event = (listener: () => void): unknown => this.#listeners.push(listener);
    fire(): void {
      for (const listener of this.#listeners) listener();
    }
    dispose(): void {
      this.#listeners.length = 0;
    }
  }
  class MarkdownString {
    value: string;
    constructor(value = '') {
      this.value = value;
    }
    appendText(text: string): void {
      this.value += text.replace(/[\\`*_{}[\]()#+\-!~]/g, '\\$&');
    }
    appendMarkdown(text: string): void {
      this.value += text;
    }
  }
  const part = (kind: string) =>
    class {
      readonly kind = kind;
      readonly values: unknown[];
      constructor(...values: unknown[]) {
        this.values = values;
      }
    };
  return {
    MarkdownString,
    EventEmitter: Emitter,
    CancellationError: class extends Error {},
    LanguageModelToolResult: class {
      readonly content: unknown[];
      constructor(content: unknown[]) {
        this.content = content;
      }
    },
    LanguageModelTextPart: part('text'),
    LanguageModelDataPart: { image: (data: Uint8Array, mime: string) => ({ kind: 'image', values: [data, mime] }) },
    McpStdioServerDefinition: part('mcp'),
    lm: {
      registerTool: (name: string, tool: unknown) => {
        editor.tools.set(name, tool);
        return { dispose: () => editor.tools.delete(name) };
      },
      registerMcpServerDefinitionProvider: (id: string, provider: unknown) => {
        editor.providers.set(id, provider);
        return { dispose: () => editor.providers.delete(id) };
      },
    },
    window: {
      showWarningMessage: (message: string) => {
        editor.asked.push(message);
        return Promise.resolve(editor.answer);
      },
    },
    workspace: {
      get workspaceFolders() {
        return editor.folders.map((fsPath) => ({ uri: { scheme: 'file', fsPath } }));
      },
      onDidChangeWorkspaceFolders: (listener: () => void) => {
        editor.fireFolders = listener;
        return { dispose: () => undefined };
      },
    },
  };
});

const temp = tempFolder('agents');
const at = (...names: string[]): string => join(temp.path, ...names);
for (const folder of ['in', 'out']) mkdirSync(at(folder));
for (const file of ['in/a.wav', 'out/b.wav']) writeFileSync(at(file), '');
symlinkSync(at('out/b.wav'), at('in/link.wav'));
afterAll(() => temp.remove());

beforeEach(() => {
  editor.tools.clear();
  editor.providers.clear();
  Object.assign(editor, { folders: [at('in')], asked: [], answer: undefined });
});

const context = {
  asAbsolutePath: (path: string) => `/extension/${path}`,
  extension: { packageJSON: { version: '1.2.3' } },
} as Parameters<typeof registerAgents>[0];

describe('registration', () => {
  it('is of every tool and of the MCP server', () => {
    const registered = registerAgents(context, new FakeServer() as never, () => undefined);
    expect([...editor.tools.keys()]).toEqual(toolNames);
    expect([...editor.providers.keys()]).toEqual(['earshot']);
    for (const each of registered) each.dispose();
    expect(editor.tools.size + editor.providers.size).toBe(0);
  });

  it('leaves out what this version of VS Code does not know', async () => {
    const vscode = (await import('vscode')) as unknown as { lm: Record<string, unknown> };
    const { registerTool, registerMcpServerDefinitionProvider } = vscode.lm;
    delete vscode.lm['registerTool'];
    delete vscode.lm['registerMcpServerDefinitionProvider'];
    try {
      expect(registerAgents(context, new FakeServer() as never, () => undefined)).toEqual([]);
    } finally {
      Object.assign(vscode.lm, { registerTool, registerMcpServerDefinitionProvider });
    }
  });

  it('offers the MCP server on the folders of the workspace, and again when they change', () => {
    registerAgents(context, new FakeServer() as never, () => undefined);
    const provider = editor.providers.get('earshot') as McpProvider;
    const [definition] = provider.provideMcpServerDefinitions() as unknown as { values: unknown[] }[];
    expect(definition!.values).toEqual([
      'Earshot',
      process.execPath,
      ['/extension/dist/cli.mjs', 'mcp', '--root', at('in')],
      { ELECTRON_RUN_AS_NODE: '1' },
      '1.2.3',
    ]);
    let changes = 0;
    provider.onDidChangeMcpServerDefinitions(() => changes++);
    editor.folders = [];
    editor.fireFolders();
    expect(changes).toBe(1);
    expect(provider.provideMcpServerDefinitions()).toEqual([]);
  });
});

const done: ToolResult = { text: 'Silent.', structured: {}, failed: false };
const idle = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };

/** A tool whose work is made up, as VS Code has it. */
function toolThat(run: (input: unknown, context: ToolContext) => Promise<ToolResult>): Tool {
  class MadeUp extends AudioTools {
    constructor(server: ConstructorParameters<typeof AudioTools>[0], log: (line: string) => void) {
      super(server, log, () => Promise.resolve({ runners: { earshot_inspect: run } }));
    }
  }
  registerAgents(
    context,
    new FakeServer() as never,
    () => undefined,
    () => ({ AudioTools: MadeUp }),
  );
  return editor.tools.get('earshot_inspect') as Tool;
}

describe('a call', () => {
  it('answers with the text and the picture', async () => {
    const picture = { mime: 'image/png', bytes: new Uint8Array([1, 2]) };
    const tool = toolThat(() => Promise.resolve({ ...done, picture }));
    const { content } = await tool.invoke({ input: { paths: ['a.wav'] } }, idle);
    expect(content).toMatchObject([
      { kind: 'text', values: ['Silent.'] },
      { kind: 'image', values: [picture.bytes, 'image/png'] },
    ]);
  });

  it('says so where VS Code cannot hand pictures on', async () => {
    const vscode = (await import('vscode')) as unknown as { LanguageModelDataPart: { image?: unknown } };
    const { image } = vscode.LanguageModelDataPart;
    delete vscode.LanguageModelDataPart.image;
    const tool = toolThat(() => Promise.resolve({ ...done, picture: { mime: 'image/png', bytes: new Uint8Array(1) } }));
    const { content } = await tool.invoke({ input: {} }, idle);
    vscode.LanguageModelDataPart.image = image;
    expect(content).toHaveLength(1);
    expect(content[0]).toMatchObject({ values: [expect.stringContaining('earshot image')] });
  });

  it('fails with words that a model can read', async () => {
    const tool = toolThat(() => Promise.reject(new Error('a.wav is not an audio file.')));
    await expect(tool.invoke({ input: { paths: ['a.wav'] } }, idle as never)).rejects.toThrow(
      'a.wav is not an audio file.',
    );
  });

  it('stops when it is cancelled', async () => {
    let cancel: () => void = () => undefined;
    const tool = toolThat(
      (_input, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('interrupted')))),
    );
    const token = {
      ...idle,
      onCancellationRequested: (listener: () => void) => ((cancel = listener), { dispose: () => undefined }),
    };
    const call = tool.invoke({ input: {} }, token as never);
    await new Promise((resolve) => setTimeout(resolve, 10));
    cancel();
    const { CancellationError } = (await import('vscode')) as unknown as { CancellationError: new () => Error };
    await expect(call).rejects.toBeInstanceOf(CancellationError);
  });

  it('reads what lies in the workspace without a further question', async () => {
    const tool = toolThat(async (_input, { roots }) => ({ ...done, text: await roots.resolve('a.wav') }));
    expect(await tool.invoke({ input: { paths: [at('in/a.wav'), 'a.wav'] } }, idle as never)).toMatchObject({
      content: [{ values: [at('in/a.wav')] }],
    });
    expect(editor.asked).toEqual([]);
  });

  it.each(['out/b.wav', 'in/link.wav'])('asks before it reads outside: %s', async (path) => {
    const runs: string[] = [];
    const tool = toolThat(async (_input, { roots }) => {
      runs.push(await roots.resolve(at(path)));
      return done;
    });
    const call = () => tool.invoke({ input: { paths: [at(path)] } }, idle);
    await expect(call()).rejects.toThrow(`The user did not allow to read ${at('out/b.wav')}`);
    expect(runs).toEqual([]);
    editor.answer = 'Allow';
    await call();
    await call();
    expect(runs).toEqual([at('out/b.wav'), at('out/b.wav')]);
    expect(editor.asked).toEqual(Array(2).fill(`Let a language model have Earshot read ${at('out/b.wav')}?`));
  });
});

describe('the question before a call', () => {
  const preparedOf = (input: unknown): PreparedCall =>
    toolThat(() => Promise.resolve(done)).prepareInvocation({ input }) as PreparedCall;
  const messageOf = (input: unknown): string => preparedOf(input).confirmationMessages.message.value;

  it('says what is read and who is given what', () => {
    expect(preparedOf({ paths: ['a.wav'] }).confirmationMessages.title).toBe('Measure audio with Earshot?');
    expect(messageOf({ paths: ['a.wav'] })).toBe(
      'Earshot reads a.wav; folders with all audio files in them. The language model is given what is measured. No file is changed.',
    );
    expect(messageOf({ paths: ['1', '2', '3', '4', '5', '6', '7'] })).toContain('1, 2, 3, 4, 5 and 2 more');
  });

  it('takes names as text, whatever is in them', () => {
    const name = '[click](command:evil) **x** `y`.wav';
    expect(messageOf({ paths: [name] })).toContain('\\[click\\]\\(command:evil\\) \\*\\*x\\*\\* \\`y\\`.wav');
  });

  it('names what is outside of the workspace', () => {
    const message = messageOf({ paths: ['a.wav', at('out/b.wav')] });
    expect(message).toContain('Outside of the workspace, so you are asked again for: ');
    expect(message.split('asked again for: ')[1]).toContain('b.wav');
    expect(messageOf({ paths: [at('in/a.wav')] })).not.toContain('Outside');
  });

  it('survives any input', () => {
    for (const input of [undefined, null, 3, {}, { paths: 3 }])
      expect(messageOf(input)).toContain('Earshot reads audio files');
  });
});

it('what the user has refused is asked about again, what was allowed is not', async () => {
  const answers = [false, true];
  const asked: string[] = [];
  const allowed = new Allowed((path) => {
    asked.push(path);
    return Promise.resolve(answers.shift()!);
  });
  await expect(allowed.rootsFor([at('in')], [at('out')])).rejects.toThrow('did not allow');
  const roots = await allowed.rootsFor([at('in')], [at('out')]);
  expect(roots.folders).toEqual([at('in'), at('out')]);
  await allowed.rootsFor([at('in')], [at('out')]);
  expect(asked).toEqual([at('out'), at('out')]);
});
