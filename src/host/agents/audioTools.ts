import { isAbsolute, resolve } from 'node:path';
import * as vscode from 'vscode';
import { pathsIn, type ToolName } from '../../core/agents/names.ts';
import type { AudioServerClient } from '../../node/client.ts';
import { AudioFiles } from '../../node/clientFiles.ts';
import { isInside } from '../../node/clientRoots.ts';
import type { runners, ToolResult } from '../../node/clientTools.ts';
import { Allowed } from './allowed.ts';
import { newerApi, type PreparedCall, type ToolAnswer } from './api.ts';
import { workspaceFolders } from './folders.ts';
import { prepared } from './words.ts';

/** dist/cli/tools.mjs, which the command line has too. */
export type LoadRunners = () => Promise<{ readonly runners: typeof runners }>;

/** What the tools of language models do in VS Code. */
export class AudioTools {
  readonly #server: AudioServerClient;
  readonly #log: (line: string) => void;
  readonly #load: LoadRunners;
  readonly #allowed = new Allowed(askOutside);
  #files: AudioFiles | undefined;

  constructor(server: AudioServerClient, log: (line: string) => void, load: LoadRunners) {
    this.#server = server;
    this.#log = log;
    this.#load = load;
  }

  prepare(tool: ToolName, { input }: { readonly input: unknown }): PreparedCall {
    const folders = workspaceFolders();
    const isOutside = (path: string): boolean =>
      isAbsolute(path) && !folders.some((folder) => isInside(folder, resolve(path)));
    return prepared(tool, input, isOutside);
  }

  /** Rejects with a message that a model can act on. */
  async invoke(
    tool: ToolName,
    { input }: { readonly input: unknown },
    token: vscode.CancellationToken,
  ): Promise<ToolAnswer> {
    const abort = new AbortController();
    if (token.isCancellationRequested) abort.abort();
    const listener = token.onCancellationRequested(() => abort.abort());
    // Calls are cancelled one by one.
    const files = (this.#files ??= new AudioFiles(this.#server, new AbortController().signal));
    try {
      const roots = await this.#allowed.rootsFor(workspaceFolders(), pathsIn(input));
      const { runners } = await this.#load();
      return answerOf(await runners[tool]!(input, { files, roots, signal: abort.signal }));
    } catch (error) {
      if (abort.signal.aborted) throw new vscode.CancellationError();
      this.#log(`${tool}: ${String(error)}`);
      throw new Error(error instanceof Error ? error.message : String(error), { cause: error });
    } finally {
      listener.dispose();
    }
  }
}

function answerOf({ text, picture }: ToolResult): ToolAnswer {
  const { LanguageModelToolResult: Result, LanguageModelTextPart: Text, LanguageModelDataPart } = newerApi(vscode);
  const image = picture && LanguageModelDataPart?.image?.(picture.bytes, picture.mime);
  const lost =
    picture && !image ? '\nThis version of VS Code cannot hand the picture on: run earshot image instead.' : '';
  return new Result!([new Text!(text + lost), ...(image ? [image] : [])]);
}

/** Asked whatever the user has allowed the tool for good: that was about the workspace. */
async function askOutside(path: string): Promise<boolean> {
  const allow = 'Allow';
  const message = `Let a language model have Earshot read ${path}?`;
  const options = { modal: true, detail: 'It is outside of the workspace. The answer holds until the window closes.' };
  return (await vscode.window.showWarningMessage(message, options, allow)) === allow;
}
