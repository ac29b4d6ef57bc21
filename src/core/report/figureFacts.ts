export const figureGroups = [
  'levels',
  'dynamics',
  'noise and tone',
  'spectrum',
  'defects',
  'loudness',
  'stereo',
  'pitch and tempo',
] as const;
export type FigureGroup = (typeof figureGroups)[number];

/** What a figure of the report means. */
export interface FigureFacts {
  /** In the report: channels[].NAME of each channel, overall.NAME, loudness.NAME, stereo.NAME. */
  path: string;
  /** Head of a column. */
  title: string;
  /** Empty for a bare number. */
  unit: string;
  /** As the figure is read; reports have all digits. */
  decimals: number;
  group: FigureGroup;
  /** The figure that says where it is, in frames. */
  at?: string;
  /** What is above zero is read with a plus. */
  signed?: true;
  /** What it is and how it is measured: whole sentences. */
  definition: string;
  /** Who defines it. */
  source: string;
  checkedAgainst: string;
}
