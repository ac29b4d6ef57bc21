import { type AmplitudeScale, levelAt, yOf } from '../lane/amplitude.ts';
import { LEVEL_GAP, type LevelTick, levelTicks } from './ticks.ts';

/** CSS pixels: so far from the edge of a lane stands the middle of its outermost label at least. */
const EDGE = 5;
/** Steps of a dB axis: the finest that leaves room between two labels. */
const STEPS = [3, 6, 10, 20, 30, 40, 60];

/** Labels of the level axis as it is zoomed, for the rail and the grid behind the lane; no two overlap. */
export function amplitudeTicks(scale: AmplitudeScale, dpr: number): LevelTick[] {
  const { view, middle } = scale;
  const half = middle - EDGE * dpr;
  if (view.kind === 'linear') return levelTicks((level) => yOf(scale, level), LEVEL_GAP * dpr, half);
  const zoomDb = 20 * Math.log10(view.zoom);
  const floor = -view.rangeDb - zoomDb;
  const step = STEPS.find((db) => (db / view.rangeDb) * scale.half >= LEVEL_GAP * dpr) ?? view.rangeDb;
  // At the middle stands all that is as low as that, or lower.
  const ticks: LevelTick[] = [{ level: 0, label: `\u2264${text(floor)}` }];
  for (let db = Math.floor((-zoomDb + overhead(scale, half)) / step) * step; db > floor; db -= step) {
    const level = 10 ** (db / 20);
    const up = middle - yOf(scale, level);
    if (up > half || up < LEVEL_GAP * dpr) continue;
    ticks.push({ level, label: text(db) }, { level: -level, label: text(db) });
  }
  return ticks;
}

/** dB above the top of the scale that still have a place. */
function overhead(scale: AmplitudeScale, half: number): number {
  return 20 * Math.log10(levelAt(scale, scale.middle - half) * scale.view.zoom);
}

function text(db: number): string {
  const rounded = Math.round(db);
  return rounded > 0 ? `+${rounded}` : String(rounded).replace('-', '\u2212');
}
