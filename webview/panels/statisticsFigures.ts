import { catalogue, type FigureFacts, factsOf, figureText, isPlace } from '../../src/core/report/catalogue.ts';
import { type Figure, type Measured, SILENCE } from '../../src/core/report/measured.ts';
import type { Place } from '../store.ts';
import type { FigureCell, FigureColumn } from './figureTable.ts';

export type Figures = Readonly<Record<string, Figure>>;

/** The order in which they are read; what else the catalogue has comes behind. */
const first = [
  ...['truePeakDbtp', 'samplePeakDbfs', 'rmsDbfs', 'rmsMaxDbfs', 'rmsMinDbfs', 'crestDb', 'dcOffset', 'dynamicRangeDb'],
  ...['noiseFloorDbfs', 'snrDb', 'clippedSamples', 'clippedRuns', 'clicks', 'dropouts', 'zeroCrossingsPerSecond'],
  ...['effectiveBits', 'spectralCentroidHz', 'spectralRolloff85Hz', 'spectralRolloff99Hz', 'spectralFlatness'],
  ...['bandwidthHz', 'toneHz', 'thdPercent', 'thdDb', 'thdnPercent', 'thdnDb'],
  ...[
    'leadingSilenceFrames',
    'trailingSilenceFrames',
    'silentFrames',
    'longestClippedFrames',
    'nonFinite',
    'denormals',
  ],
];

const named = (prefix: string): FigureFacts[] =>
  catalogue.filter(({ path }) => path.startsWith(`${prefix}.`) && !isPlace(path));

const withoutGroup = (path: string): string => path.slice(path.indexOf('.') + 1);

const namesByPath = new Map(catalogue.map(({ path }) => [path, withoutGroup(path)]));

/** Among the figures of its group. */
export const nameOf = ({ path }: { path: string }): string => namesByPath.get(path) ?? withoutGroup(path);

const rank = (facts: FigureFacts): number => (first.indexOf(nameOf(facts)) + first.length + 1) % (first.length + 1);

/** Of each channel. */
export const channelFacts: readonly FigureFacts[] = named('channels[]').sort((a, b) => rank(a) - rank(b));

const overallNames = named('overall').filter(
  ({ path }) => !catalogue.some((each) => each.path === `channels[].${path.slice(8)}`),
);

/** Of all channels together. What single channels have too stands among theirs, but for the DR that is quoted. */
export const overallFacts: readonly FigureFacts[] = [
  ...named('loudness'),
  ...overallNames.filter(({ group }) => group === 'dynamics'),
  factsOf('overall.dynamicRangeDb'),
  ...named('stereo'),
  ...overallNames.filter(({ group }) => group !== 'dynamics'),
];

/** Head and tooltip of a figure: what it is, who says so, what it was held against. */
export const columnOf = (facts: FigureFacts): FigureColumn => ({
  key: nameOf(facts),
  title: facts.title,
  ...(facts.unit && { unit: facts.unit }),
  placed: facts.at !== undefined,
  hint: `${facts.definition}\nSource: ${facts.source}. Checked against: ${facts.checkedAgainst}.`,
});

/** What rounds to 0.00 dBTP is no over. */
const OVER_DBTP = 0.005;
/** Fewer samples in a row at full scale may have been there. */
const CLIPPED = 3;

function isDefect(name: string, value: number, { longestClippedFrames: longest }: Figures): boolean {
  if (name === 'truePeakDbtp') return value >= OVER_DBTP;
  if (name.startsWith('clipped') || name === 'longestClippedFrames')
    return typeof longest === 'number' && longest >= CLIPPED;
  return ['clicks', 'dropouts', 'nonFinite'].includes(name) && value > 0;
}

export const unknownCell: FigureCell = { text: '…', value: null, hint: 'not known yet' };

export interface CellContext {
  /** Nothing of it will change. */
  readonly final: boolean;
  readonly sampleRate: number;
  /** Frames of the file. */
  readonly totalFrames: number;
  readonly channel: number | null;
}

/** A figure as a cell: with its place, or with the reason why there is none. */
export function cellOf(facts: FigureFacts, figures: Figures, context: CellContext): FigureCell {
  const name = nameOf(facts);
  const figure = figures[name];
  if (figure === undefined) return unknownCell;
  const text = figureText(facts, figure);
  if (typeof figure !== 'number') {
    // Too short, no rhythm: so far.
    if (!context.final && figure.reason !== SILENCE.reason) return unknownCell;
    return { text, value: null, hint: figure.reason };
  }
  const at = facts.at === undefined ? undefined : figures[nameOf({ path: facts.at })];
  const place = typeof at === 'number' ? placeOf(facts, at, context) : null;
  return { text, value: figure, ...(isDefect(name, figure, figures) && { defect: true }), ...(place && { place }) };
}

/** How long what stands there is, seconds. */
const windows: Readonly<Record<string, number>> = { momentaryMaxLufs: 0.4, shortTermMaxLufs: 3 };

/** A peak between samples may lie a little outside of the file. */
function placeOf(facts: FigureFacts, at: number, { sampleRate, totalFrames, channel }: CellContext): Place {
  const startFrame = Math.max(0, Math.min(Math.floor(at), totalFrames - 1));
  const frames = Math.max(1, Math.round((windows[nameOf(facts)] ?? 0) * sampleRate));
  return { startFrame, endFrame: startFrame + frames, channel, title: facts.title };
}

/** What is counted in each channel adds up; and where each of them has its place. */
const counts: Readonly<Record<string, string>> = {
  ...{ clippedRuns: 'clippedFrame', clippedSamples: 'clippedFrame', clicks: 'clickFrame', dropouts: 'dropoutFrame' },
  ...{ nonFinite: 'nonFiniteFrame', denormals: '' },
};

/** Figures of all channels by the names that those of one channel have; undefined where there is no such thing. */
export function overallOf({ channels, overall }: Measured): Figures {
  const figures: Record<string, Figure> = { ...overall };
  const of = (name: string): number[] =>
    channels.map((channel) => (channel as Figures)[name]).filter((figure) => typeof figure === 'number');
  for (const [name, at] of Object.entries(counts)) {
    const values = of(name);
    if (values.length > 0) figures[name] = values.reduce((sum, value) => sum + value, 0);
    const frames = of(at);
    if (frames.length > 0) figures[at] = Math.min(...frames);
  }
  const longest = of('longestClippedFrames');
  if (longest.length > 0) figures['longestClippedFrames'] = Math.max(...longest);
  return figures;
}
