import { NONE } from '../../src/core/report/catalogue.ts';
import type { Measures } from '../store.ts';
import type { FigureCell, FigureColumn, FigureRow } from './figureTable.ts';
import {
  cellOf,
  channelFacts,
  columnOf,
  type Figures,
  overallFacts,
  overallOf,
  unknownCell,
} from './statisticsFigures.ts';

const words: Readonly<Record<string, string>> = { M: 'Mono', L: 'Left', R: 'Right', C: 'Centre' };

export const channelColumns: readonly FigureColumn[] = [
  { key: 'channel', title: 'Channel', align: 'left' },
  ...channelFacts.map(columnOf),
];

export const overallColumns: readonly FigureColumn[] = [
  { key: 'of', title: 'All channels', align: 'left' },
  ...overallFacts.map(columnOf),
];

export interface RowsContext {
  /** File or Selection. */
  readonly title: string;
  /** null: not known yet. */
  readonly measures: Measures | null;
  /** Of the channels. */
  readonly names: readonly string[];
  readonly sampleRate: number;
  readonly totalFrames: number;
}

const name = (text: string): FigureCell => ({ text, value: text });
const ofOne: FigureCell = { text: NONE, value: null, hint: 'of single channels only' };

/** A row for each channel, and one for all where there are several. */
export function channelRows({ title, measures, names, ...file }: RowsContext): FigureRow[] {
  const final = measures?.final ?? false;
  const { channels = [] } = measures?.measured ?? {};
  const row = (key: string, first: FigureCell, cells: readonly FigureCell[]): FigureRow => ({
    key: `${title} ${key}`,
    group: title,
    cells: [first, ...cells],
  });
  const none = whyNone(measures);
  const rows = names.map((each, channel) => {
    const figures = channels[channel] as Figures | undefined;
    const cells = channelFacts.map((facts) => (figures ? cellOf(facts, figures, { final, channel, ...file }) : none));
    return row(String(channel), name(words[each] ?? each), cells);
  });
  if (names.length < 2) return rows;
  const all = channels.length > 0 && measures ? overallOf(measures.measured) : null;
  const cells = channelFacts.map((facts) => {
    const cell = all ? cellOf(facts, all, { final, channel: null, ...file }) : none;
    return all && cell === unknownCell && !(facts.path.slice(11) in all) ? ofOne : cell;
  });
  return [...rows, { ...row('all', name('All'), cells), last: true }];
}

/** Where nothing at all was measured, the reason is everybody's. */
function whyNone(measures: Measures | null): FigureCell {
  if (!measures) return unknownCell;
  const { integratedLufs } = measures.measured.loudness;
  return typeof integratedLufs === 'number' ? unknownCell : { text: NONE, value: null, hint: integratedLufs.reason };
}

/** What there is of all channels together. */
export function overallRow({ title, measures, names: _names, ...file }: RowsContext): FigureRow {
  const cells = overallFacts.map((facts) => {
    if (!measures) return unknownCell;
    const { measured, final } = measures;
    const group = facts.path.slice(0, facts.path.indexOf('.')) as 'overall' | 'loudness' | 'stereo';
    return cellOf(facts, measured[group], { final, channel: null, ...file });
  });
  return { key: title, cells: [name(title), ...cells] };
}
