import { channelFigures } from './catalogueChannels.ts';
import { defectFigures } from './catalogueDefects.ts';
import { commonFigures } from './catalogueCommon.ts';
import type { FigureFacts } from './figureFacts.ts';

export { type FigureFacts, type FigureGroup, figureGroups } from './figureFacts.ts';
export { figureText, levelSilence, NONE } from './figureText.ts';

/** All figures of a report, in the order in which they are read. */
export const catalogue: readonly FigureFacts[] = [...channelFigures, ...defectFigures, ...commonFigures];

const byPath = new Map(catalogue.map((facts) => [facts.path, facts]));
const places = new Set(catalogue.flatMap(({ at }) => (at === undefined ? [] : [at])));

/** Of channels[].NAME; channels[3].NAME is the same figure. Throws if there is no such figure. */
export function factsOf(path: string): FigureFacts {
  const facts = byPath.get(path.replace(/^channels\[\d+\]/, 'channels[]'));
  if (!facts) throw new RangeError(`no figure ${path}`);
  return facts;
}

/** Whether a figure only says where another is: it needs no row of its own. */
export const isPlace = (path: string): boolean => places.has(path.replace(/^channels\[\d+\]/, 'channels[]'));
