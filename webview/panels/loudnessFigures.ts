import { factsOf, figureText } from '../../src/core/report/catalogue.ts';
import type { Figure } from '../../src/core/report/measured.ts';
import { peakPlace } from '../editor/findingPlaces.ts';
import type { Measures, Place } from '../store.ts';
import { formatDb, formatGain } from '../../src/core/picture/axes/units.ts';
import type { FigureCell, FigureColumn, FigureRow } from './figureTable.ts';
import { type LoudnessTarget, targetLevels } from './loudnessTargets.ts';

/** In the order in which they stand. */
const paths = [
  'loudness.integratedLufs',
  'loudness.shortTermMaxLufs',
  'loudness.momentaryMaxLufs',
  'loudness.rangeLu',
  'loudness.rangeLowLufs',
  'loudness.rangeHighLufs',
  'overall.truePeakDbtp',
  'overall.plrLu',
  'overall.psrLu',
] as const;

const keyOf = (path: string): string => path.slice(path.indexOf('.') + 1);

export const loudnessColumns: readonly FigureColumn[] = [
  { key: 'of', title: 'Of', align: 'left' },
  ...paths.map((path): FigureColumn => {
    const { title, unit, definition, source } = factsOf(path);
    return { key: keyOf(path), title, unit, hint: `${definition}\n${source}` };
  }),
  { key: 'toTargetLu', title: 'To target', unit: 'LU', hint: 'Integrated loudness less that of the target.' },
];

/** Windows of the largest momentary and short-term loudness, seconds. */
const MOMENTARY = 0.4;
const SHORT_TERM = 3;

/** Figures of the file, or of the selection. measures null: nothing is known yet. */
export function loudnessRow(
  name: string,
  measures: Measures | null,
  sampleRate: number,
  target: LoudnessTarget,
): FigureRow {
  const cells = paths.map((path) => cellOf(path, measures, sampleRate));
  return { key: name, cells: [{ text: name, value: name }, ...cells, targetCell(measures, target)] };
}

function cellOf(path: (typeof paths)[number], measures: Measures | null, sampleRate: number): FigureCell {
  if (!measures) return unknown;
  const figure = figureAt(measures, path);
  const place = placeOf(path, measures, sampleRate);
  return { ...shown(figure, figureText(factsOf(path), figure)), ...(place && { place }) };
}

const unknown: FigureCell = { text: '…', value: null, hint: 'Not measured yet' };

function shown(figure: Figure, text: string): FigureCell {
  return typeof figure === 'number' ? { text, value: figure } : { text, value: null, hint: figure.reason };
}

function figureAt({ measured }: Measures, path: string): Figure {
  const [part, name] = path.split('.') as ['loudness' | 'overall', string];
  return (measured[part] as Readonly<Record<string, Figure>>)[name]!;
}

function placeOf(path: string, measures: Measures, sampleRate: number): Place | null {
  if (path === 'overall.truePeakDbtp') return peakPlace(measures);
  const seconds = { 'loudness.momentaryMaxLufs': MOMENTARY, 'loudness.shortTermMaxLufs': SHORT_TERM }[path];
  const { title, at } = factsOf(path);
  const startFrame = at === undefined ? null : figureAt(measures, at);
  if (seconds === undefined || typeof startFrame !== 'number') return null;
  const endFrame = Math.min(startFrame + Math.round(seconds * sampleRate), measures.endFrame);
  return { startFrame, endFrame, channel: null, title };
}

function targetCell(measures: Measures | null, target: LoudnessTarget): FigureCell {
  if (!measures) return unknown;
  const { integratedLufs } = measures.measured.loudness;
  if (typeof integratedLufs !== 'number') return shown(integratedLufs, '–');
  const { lufs, name } = targetLevels[target];
  const off = integratedLufs - lufs;
  return { text: formatGain(off), value: off, hint: `To ${formatDb(lufs, 0)} LUFS, ${name}` };
}
