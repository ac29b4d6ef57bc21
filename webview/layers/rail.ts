import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';
import type { Lane, LaneSet } from '../ui/lanes.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';
import { type KeptFree, paintRail, UNIT_FROM_HEIGHT } from '../../src/core/picture/axes/railPainter.ts';

/** CSS pixels: where name, formula and unit stand as elements over the scale. */
const NARROW = 60;
const NAME_BOTTOM = 20;
const FORMULA_BOTTOM = 34;
const UNIT_TOP = 18;
/** Beside the scale of frequency: under name, mute and solo. */
const HALF = 40;
const HEAD_BOTTOM = 54;

/** At the left of each lane its scale in dBFS; name, switches and unit stand over it as elements. */
export class RailLayer implements Layer {
  readonly name = 'rail';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #lanes: LaneSet;
  #axis: TimeAxis;

  constructor(store: Store, lanes: LaneSet, axis: TimeAxis) {
    this.#store = store;
    this.#lanes = lanes;
    this.#axis = axis;
    this.dirtiedBy = [store.theme, store.laneSizes, store.screen, store.amplitude, lanes.scrolled];
  }

  draw(): void {
    const theme = this.#store.theme.value;
    const amplitude = this.#store.amplitude.value;
    const { dpr } = this.#store.screen.value;
    const font = this.#axis.font();
    for (const lane of this.#lanes.inSight()) {
      const { renderer, width, height, sized } = lane.rail;
      if (!sized) lane.rail.release();
      if (!sized) continue;
      const keepFree = keptFree(lane, width / dpr, height / dpr);
      paintRail(renderer, { width, height, dpr, theme, font, amplitude, keepFree });
    }
  }
}

function keptFree(lane: Lane, width: number, height: number): KeptFree[] {
  const narrow = width < NARROW;
  const nameBottom = width < HALF ? HEAD_BOTTOM : NAME_BOTTOM;
  const free: KeptFree[] = [{ right: narrow ? 24 : 30, top: 0, bottom: nameBottom }];
  if (lane.title.formula && height >= UNIT_FROM_HEIGHT) {
    free.push({ right: width, top: NAME_BOTTOM, bottom: FORMULA_BOTTOM });
  }
  if (height >= UNIT_FROM_HEIGHT) free.push({ right: 42, top: height - UNIT_TOP, bottom: height });
  return free;
}
