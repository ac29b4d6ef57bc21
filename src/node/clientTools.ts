import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ImageInput, imageText, imageTool } from '../core/agents/imageTool.ts';
import { inspected, inspectLine, inspectText, inspectTool } from '../core/agents/inspectTool.ts';
import { type Checked, lintOutput, lintText, lintTool } from '../core/agents/lintTool.ts';
import { bounded } from '../core/agents/places.ts';
import { parseInput, ToolError } from '../core/agents/tool.ts';
import type { ConfigProblem, ResolvedConfig } from '../core/lint/config/config.ts';
import { resolveConfig, resolveFile } from '../core/lint/config/resolve.ts';
import { lint } from '../core/lint/lint.ts';
import { toErrorInfo } from '../core/protocol/errors.ts';
import { failedReport } from '../core/report/buildReport.ts';
import { parseSelection, type Selection } from '../core/report/select.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { type AudioFiles, Interrupted, type OpenAudioFile } from './clientFiles.ts';
import type { ImageOptions } from './clientImage.ts';
import { findAudio, type Inputs } from './clientInputs.ts';
import { lintFacts } from './clientLint.ts';
import { reportOf } from './clientReport.ts';
import { kindOf, type Roots } from './clientRoots.ts';

/** What a call of a tool works with. */
export interface ToolContext {
  readonly files: AudioFiles;
  readonly roots: Roots;
  readonly signal: AbortSignalLike;
  /** Parts done of `total`, which only grow. */
  readonly progress?: (done: number, total: number, message: string) => void;
}

export interface ToolResult {
  readonly text: string;
  /** Fits the output schema of the tool. */
  readonly structured: Record<string, unknown>;
  readonly picture?: { readonly mime: string; readonly bytes: Uint8Array };
  /** Nothing of what was asked for could be read. */
  readonly failed: boolean;
}

export const runners: Readonly<Record<string, (input: unknown, context: ToolContext) => Promise<ToolResult>>> = {
  [inspectTool.name]: runInspect,
  [lintTool.name]: runLint,
  [imageTool.name]: runImage,
};

/** Files that are read at the same time; the audio server has threads of its own. */
const AT_A_TIME = 4;
/** Characters of an answer. */
const MOST_TEXT = 24_000;
/** More files than this have a line each. */
const FULL_TEXTS = 3;

async function runInspect(given: unknown, context: ToolContext): Promise<ToolResult> {
  const { paths, select, detail, maxFiles } = parseInput(inspectTool, given);
  const selection = selectionOf(select);
  const inputs = await findAudio(paths, context.roots, maxFiles, context.signal);
  const reports = await ofEach(inputs, context, (path, name, reading) =>
    reading.use(path, (file) => reportOf(context.files, name, file, selection), failedReport.bind(undefined, name)),
  );
  const lines = reports.flatMap((report) =>
    reports.length <= FULL_TEXTS ? inspectText(report, detail) : [inspectLine(report)],
  );
  const notes = [...inputs.notes];
  if (reports.length > FULL_TEXTS && detail === 'full')
    notes.push('The text is short for so many files: ask for three at most to have all of it as text.');
  return {
    text: bounded([...notes, ...lines], MOST_TEXT),
    structured: { files: reports.map((report) => inspected(report, detail)), notes },
    failed: reports.length > 0 && reports.every(({ error }) => error !== undefined),
  };
}

async function runLint(given: unknown, context: ToolContext): Promise<ToolResult> {
  const { paths, preset, config, maxFiles } = parseInput(lintTool, given);
  if (preset !== undefined && config !== undefined) throw new ToolError('preset and config exclude each other.');
  const inputs = await findAudio(paths, context.roots, maxFiles, context.signal);
  const configs = await configsOf(context.roots, preset, config);
  const checked = await ofEach<Checked>(inputs, context, async (path, name, reading) => {
    const resolved = await configs.of(path);
    if (resolved.ignores(path)) return { kind: 'ignored' };
    return reading.use(
      path,
      async (file): Promise<Checked> => {
        const facts = await lintFacts(context.files, name, file);
        if (facts.report.error) return { kind: 'failed', path: name, message: facts.report.error.message };
        const found = lint(facts, resolved.rulesFor(path), resolved.nameOf(path));
        return { kind: 'checked', path: name, config: resolved.path, report: facts.report, found };
      },
      ({ message }) => ({ kind: 'failed', path: name, message }),
    );
  });
  const output = lintOutput(checked, configs.problems(), inputs.notes, (path) => context.roots.display(path));
  return {
    text: bounded(lintText(output), MOST_TEXT),
    structured: output,
    failed: checked.length > 0 && checked.every(({ kind }) => kind === 'failed'),
  };
}

async function runImage(given: unknown, context: ToolContext): Promise<ToolResult> {
  const input = parseInput(imageTool, given);
  const selection = selectionOf(input.select);
  const real = await context.roots.resolve(input.path);
  if ((await kindOf(real)) !== 'file') throw new ToolError(`${input.path} is not a file.`);
  // Apart from the others: it is large.
  const { drawImage } = await import('./clientImage.ts');
  const drawn = await drawImage(context.files, real, {
    ...pictureOf(input),
    selection,
    ...pictureHooks(real, context),
  }).catch((error: unknown) => {
    if (error instanceof Interrupted || context.signal.aborted) throw new Interrupted();
    throw new ToolError(toErrorInfo(error).message);
  });
  const { mime, bytes, width, height, notes } = drawn;
  const structured = {
    path: context.roots.display(real),
    mimeType: mime,
    widthPixels: width,
    heightPixels: height,
    sizeBytes: bytes.length,
    notes,
  };
  return { text: imageText(structured, input), structured, picture: { mime, bytes }, failed: false };
}

const pictureOf = (input: ImageInput): ImageOptions => ({
  format: 'png',
  view: input.view,
  width: input.widthPixels,
  height: input.heightPixels,
  theme: input.theme,
  analysis: { window: input.window, size: input.windowFrames },
  frequencies: { scale: input.frequencyScale },
  colours: { floor: input.floorDbfs, ceiling: input.ceilingDbfs, palette: input.palette },
});

function pictureHooks(
  real: string,
  { signal, progress, roots }: ToolContext,
): Pick<ImageOptions, 'signal' | 'progress'> {
  return { signal, progress: (part) => progress?.(part, 1, roots.display(real)) };
}

function selectionOf(text: string | undefined): Selection | undefined {
  try {
    return text === undefined ? undefined : parseSelection(text);
  } catch (error) {
    throw new ToolError((error as Error).message.replace('--select', 'select'));
  }
}

/** Configurations as far as they lie in the roots, each folder's read once a call. */
async function configsOf(roots: Roots, preset: string | undefined, config: string | undefined) {
  const read = async (path: string): Promise<string | undefined> => {
    const real = await roots.resolve(path).catch(() => undefined);
    return real === undefined || (await kindOf(real)) !== 'file' ? undefined : readFile(real, 'utf8');
  };
  const options = { read, ...(preset !== undefined && { preset }) };
  const named = config === undefined ? undefined : await resolveFile(await roots.resolve(config), options);
  const known = new Map<string, Promise<ResolvedConfig>>();
  const resolved: ResolvedConfig[] = named ? [named] : [];
  return {
    async of(file: string): Promise<ResolvedConfig> {
      if (named) return named;
      const folder = dirname(file);
      const there =
        known.get(folder) ??
        resolveConfig(folder, options).then((found) => {
          resolved.push(found);
          return found;
        });
      known.set(folder, there);
      return there;
    },
    problems(): ConfigProblem[] {
      const all = resolved.flatMap(({ problems }) => problems);
      const key = ({ path, offset, message }: ConfigProblem): string => `${path}:${offset}:${message}`;
      return [...new Map(all.map((problem) => [key(problem), problem])).values()];
    },
  };
}

/** Reads a file for a call; what cannot be read becomes what `failed` makes of it. */
interface Reading {
  use<T>(
    path: string,
    work: (file: OpenAudioFile) => Promise<T>,
    failed: (error: ReturnType<typeof toErrorInfo>) => T,
  ): Promise<T>;
}

/** Works on several files at a time; the outcomes in the order of the files. */
async function ofEach<T>(
  { files }: Inputs,
  { files: audio, roots, signal, progress }: ToolContext,
  work: (path: string, name: string, reading: Reading) => Promise<T>,
): Promise<T[]> {
  const outcomes: T[] = [];
  const shares = new Map<number, number>();
  let [next, done, told] = [0, 0, -1];
  let current = '';
  const tell = (): void => {
    const sum = [...shares.values()].reduce((a, b) => a + b, done);
    if (sum <= told) return;
    told = sum;
    progress?.(sum, files.length, current);
  };
  const listener = audio.client.onProgress.on(({ handle, scan: { scannedFrames, totalFrames } }) => {
    if (!shares.has(handle) || !totalFrames) return;
    shares.set(handle, Math.min(0.99, scannedFrames / totalFrames));
    tell();
  });
  const reading: Reading = {
    async use(path, use, failed) {
      let handle = -1;
      try {
        return await audio.use(
          path,
          undefined,
          (file) => {
            handle = file.handle;
            shares.set(handle, 0);
            return use(file);
          },
          signal,
        );
      } catch (error) {
        if (error instanceof Interrupted || signal.aborted) throw new Interrupted();
        return failed(toErrorInfo(error));
      } finally {
        shares.delete(handle);
      }
    },
  };
  const worker = async (): Promise<void> => {
    for (let at = next++; at < files.length; at = next++) {
      if (signal.aborted) throw new Interrupted();
      current = roots.display(files[at]!);
      outcomes[at] = await work(files[at]!, current, reading);
      done++;
      tell();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_A_TIME, files.length) }, worker));
  } finally {
    listener.dispose();
  }
  return outcomes;
}
