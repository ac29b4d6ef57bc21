import * as v from 'valibot';

type InputSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;
type OutputSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

/** A tool as agents see it. The schemas are what is published: units are in the names or in the descriptions. */
export interface AgentTool<I extends InputSchema = InputSchema, O extends OutputSchema = OutputSchema> {
  readonly name: string;
  readonly title: string;
  /** How a prompt of VS Code refers to it: #inspectAudio. */
  readonly referenceName: string;
  /** For people, in the list of tools. */
  readonly userDescription: string;
  /** For models: what it answers, in which units, when to use it. */
  readonly modelDescription: string;
  /** A codicon. */
  readonly icon: string;
  readonly input: I;
  readonly output: O;
}

export const defineTool = <I extends InputSchema, O extends OutputSchema>(tool: AgentTool<I, O>): AgentTool<I, O> =>
  tool;

/** What a tool was asked for cannot be done; the message tells the model what to do instead. */
export class ToolError extends Error {}

/** Input of a model that fits the schema of a tool; throws a ToolError that names each fault. */
export function parseInput<I extends InputSchema>(tool: AgentTool<I>, input: unknown): v.InferOutput<I> {
  const read = v.safeParse(tool.input, input ?? {});
  if (read.success) return read.output;
  const faults = read.issues.map((issue) => `${v.getDotPath(issue) ?? 'input'}: ${issue.message}`);
  throw new ToolError(`${tool.name} was called wrongly. ${[...new Set(faults)].slice(0, 5).join('; ')}.`);
}

const MOST_PATHS = 50;

export const onePath = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
export const pathsInput = v.pipe(
  v.array(onePath),
  v.minLength(1),
  v.maxLength(MOST_PATHS),
  v.description(
    'Audio files or folders: absolute paths, or relative to the workspace folder or root. In folders, files with the name of an audio file count, at any depth; what is hidden is left out.',
  ),
);
export const wholeNumber = (least: number, most: number, about: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most), v.description(about));

export const selectInput = v.pipe(
  v.string(),
  v.maxLength(100),
  v.description(
    'Only this part, START..END, each in seconds (12.5), as m:ss.mmm or h:mm:ss.mmm, or as a frame (#48000); START or END may be left out. Default: all of the file.',
  ),
);
