import * as v from 'valibot';
import type { ConfigProblem } from '../lint/config/config.ts';
import type { LintFinding } from '../lint/lint.ts';
import { presets } from '../lint/presets/presets.ts';
import type { Report } from '../report/report.ts';
import { counted, foundEntries, foundOf, foundText } from './places.ts';
import { defineTool, onePath, pathsInput, wholeNumber } from './tool.ts';

/** Violations of a file that are told; the rest is counted. */
const MOST_VIOLATIONS = 30;
const MOST_PROBLEMS = 50;

const violation = v.object({
  ...foundEntries,
  demandedBy: v.pipe(v.string(), v.description('FILE:LINE of the configuration that asks for it, or the preset.')),
});

const checkedFile = v.object({
  path: v.string(),
  config: v.pipe(v.nullable(v.string()), v.description('The configuration that governs it; null: a preset.')),
  violations: v.pipe(v.array(violation), v.description('Gravest first.')),
  violationsLeftOut: v.number(),
  error: v.optional(v.pipe(v.string(), v.description('Why it could not be read.'))),
});
type CheckedFile = v.InferOutput<typeof checkedFile>;

export const lintTool = defineTool({
  name: 'earshot_lint',
  title: 'Check Audio Against Rules',
  referenceName: 'checkAudio',
  userDescription: 'Checks audio files against the rules of .earshot.json or of a preset, such as EBU R 128 or ACX.',
  modelDescription:
    'Checks audio files against rules on container, codec, sample rate (Hz), channels, bit depth, duration (s), loudness (LUFS), loudness range (LU), true peak (dBTP), clipping, clicks, dropouts, silence, DC offset, loop points, names, tags and more, and answers with every violation: rule, severity, message with value and limit, time and frame, and the line of the configuration that asks for it. The rules come from the nearest .earshot.json above each file, or from a preset, or from a configuration that is named. Use it to find out whether audio meets a delivery specification, or why a check fails. It changes nothing. A file is clean when it is not in the list.',
  icon: 'checklist',
  input: v.strictObject({
    paths: pathsInput,
    preset: v.optional(
      v.pipe(
        v.picklist(presets.map(({ name }) => name)),
        v.description(
          `Instead of any configuration file: ${presets.map(({ name, title }) => `${name} (${title})`).join(', ')}.`,
        ),
      ),
    ),
    config: v.optional(
      v.pipe(onePath, v.description('A configuration file to use instead of the nearest .earshot.json.')),
    ),
    maxFiles: v.optional(wholeNumber(1, 2000, 'Of folders, no more files than this are read.'), 200),
  }),
  output: v.object({
    checked: v.pipe(v.number(), v.description('Files that were read.')),
    clean: v.pipe(v.number(), v.description('Those without any violation.')),
    ignored: v.pipe(v.number(), v.description('Files that the configuration leaves out.')),
    errors: v.pipe(v.number(), v.description('Violations that are errors, of all files.')),
    warnings: v.pipe(v.number(), v.description('Violations that are warnings.')),
    files: v.pipe(v.array(checkedFile), v.description('Files with violations, and those that could not be read.')),
    configProblems: v.pipe(
      v.array(
        v.object({
          path: v.string(),
          line: v.number(),
          column: v.number(),
          message: v.string(),
          suggestion: v.optional(v.string()),
        }),
      ),
      v.description('What is wrong with configurations; the rest of them holds.'),
    ),
    notes: v.pipe(v.array(v.string()), v.description('What one should know of the answer, one sentence each.')),
  }),
});
export type LintInput = v.InferOutput<typeof lintTool.input>;
export type LintOutput = v.InferOutput<typeof lintTool.output>;

/** A file that was checked, or left out, or could not be read. */
export type Checked =
  | { readonly kind: 'ignored' }
  | { readonly kind: 'failed'; readonly path: string; readonly message: string }
  | {
      readonly kind: 'checked';
      readonly path: string;
      readonly config: string | null;
      readonly report: Report;
      readonly found: readonly LintFinding[];
    };

/** name: how the agent knows a configuration file. */
export function lintOutput(
  all: readonly Checked[],
  problems: readonly ConfigProblem[],
  notes: readonly string[],
  name: (path: string) => string,
): LintOutput {
  const checked = all.flatMap((each) => (each.kind === 'checked' ? [each] : []));
  const found = checked.flatMap((each) => each.found);
  const of = (severity: string): number => found.filter((each) => each.severity === severity).length;
  return {
    checked: checked.length,
    clean: checked.filter((each) => each.found.length === 0).length,
    ignored: all.filter(({ kind }) => kind === 'ignored').length,
    errors: of('error'),
    warnings: of('warning'),
    files: all.flatMap((each) => fileOf(each, name) ?? []),
    configProblems: problems.slice(0, MOST_PROBLEMS).map(({ path, line, column, message, suggestion }) => ({
      ...{ path: name(path), line, column, message },
      ...(suggestion !== undefined && { suggestion }),
    })),
    notes: [...notes],
  };
}

function fileOf(checked: Checked, name: (path: string) => string): CheckedFile | undefined {
  if (checked.kind === 'ignored') return undefined;
  const { path } = checked;
  if (checked.kind === 'failed') {
    return { path, config: null, violations: [], violationsLeftOut: 0, error: checked.message };
  }
  const { found, report, config } = checked;
  if (found.length === 0) return undefined;
  const violations = found.slice(0, MOST_VIOLATIONS).map((each) => ({
    ...foundOf(each, report),
    demandedBy: demand(each, name),
  }));
  return { path, config: config && name(config), violations, violationsLeftOut: found.length - violations.length };
}

const demand = ({ active: { from } }: LintFinding, name: (path: string) => string): string =>
  'preset' in from ? `preset ${from.preset}` : `${name(from.path)}:${from.line}`;

export function lintText(output: LintOutput): string[] {
  const { checked, clean, ignored, errors, warnings, files, configProblems, notes } = output;
  const failed = files.filter(({ error }) => error !== undefined).length;
  const parts = [
    `${counted(checked, 'file')} checked, ${clean} clean`,
    counted(errors, 'error'),
    counted(warnings, 'warning'),
    ...(failed > 0 ? [`${failed} could not be read`] : []),
    ...(ignored > 0 ? [`${ignored} ignored by the configuration`] : []),
  ];
  const problems = configProblems.map(
    ({ path, line, column, message, suggestion }) =>
      `${path}:${line}:${column}: ${message}${suggestion === undefined ? '' : ` Meant: ${suggestion}?`}`,
  );
  return [`${parts.join('; ')}.`, ...notes, ...problems, ...files.flatMap(fileText)];
}

function fileText({ path, violations, violationsLeftOut, error }: CheckedFile): string[] {
  if (error !== undefined) return [`${path}: ${error}`];
  return [
    `${path}:`,
    ...violations.map((each) => `- ${foundText(each)} [${each.demandedBy}]`),
    ...(violationsLeftOut > 0 ? [`- ${counted(violationsLeftOut, 'more violation')} left out.`] : []),
  ];
}
