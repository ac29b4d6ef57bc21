import * as v from 'valibot';

const frame = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a rule has found. */
export const finding = v.object({
  rule: v.pipe(v.string(), v.description('Name of the rule, for filters.')),
  severity: v.picklist(['error', 'warning', 'info']),
  message: v.pipe(v.string(), v.description('One sentence.')),
  startFrame: v.pipe(v.nullable(frame), v.description('null: of the file as a whole.')),
  endFrame: v.pipe(v.nullable(frame), v.description('First frame after it.')),
  channel: v.pipe(v.nullable(frame), v.description('From 0; null: of no single channel.')),
});
export type Finding = v.InferOutput<typeof finding>;

/** Who asks for what a finding misses: a line of a configuration, counted from 1, or a preset. */
const demand = v.union([v.object({ path: v.string(), line: frame }), v.object({ preset: v.string() })]);

/** As pages have it: what a configuration asks for is not in reports. */
export const shownFinding = v.object({ ...finding.entries, demandedBy: v.optional(demand) });
export type ShownFinding = v.InferOutput<typeof shownFinding>;

/** A number; or a few words, or one sentence without its stop, on why there is none. */
const figure = v.union([v.number(), v.object({ reason: v.string() })]);
const figures = v.record(v.string(), figure);

/** Figures by their names in the report (src/core/report/report.ts). */
export const measuredFigures = v.object({
  channels: v.array(figures),
  overall: figures,
  loudness: figures,
  stereo: figures,
  findings: v.union([v.array(finding), v.object({ reason: v.string() })]),
});

/** null: the file as far as it has been scanned; otherwise frames startFrame … endFrame−1, however far the scan is. */
const frameRange = v.object({ startFrame: frame, endFrame: frame });
export type FrameRange = v.InferOutput<typeof frameRange>;
export const measuresRequest = v.object({ range: v.nullable(frameRange) });
export type MeasuresRequest = v.InferOutput<typeof measuresRequest>;

const md5 = v.nullable(v.string());

export const fileMeasures = v.object({
  /** Nothing of it will change, as long as the file does not. */
  final: v.boolean(),
  /** What was measured: of the file 0 and the frames that were scanned. */
  startFrame: frame,
  endFrame: frame,
  measured: measuredFigures,
  /** Of the file, when final. See decode in the report. */
  pcmMd5: md5,
  storedMd5: md5,
});
export type FileMeasures = v.InferOutput<typeof fileMeasures>;

/** As pages have it: with what the configuration of the file's folder asks for. */
export const shownMeasures = v.object({
  ...fileMeasures.entries,
  measured: v.object({
    ...measuredFigures.entries,
    findings: v.union([v.array(shownFinding), v.object({ reason: v.string() })]),
  }),
});
export type ShownMeasures = v.InferOutput<typeof shownMeasures>;

/** Points from number `from` on. */
export const loudnessRequest = v.object({ from: frame });

/** Loudness at the end of each 100 ms (frame ⌈(i + 1) · rate / 10⌉), as far as the scan is. NaN: its window is not full; −∞ silence. LUFS. */
export const loudnessResult = v.object({
  final: v.boolean(),
  /** Number of the first point of both curves, which have the same length. */
  from: frame,
  momentary: v.instance(Float32Array),
  shortTerm: v.instance(Float32Array),
});
export type LoudnessResult = v.InferOutput<typeof loudnessResult>;
