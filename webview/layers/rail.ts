import { amplitudeScale, yOf } from '../render/amplitude.ts';
import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';
import type { LaneSet } from '../ui/lanes.ts';
import { LEVEL_GAP, levelTicks } from '../ui/ticks.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';

/** CSS pixels. */
const INSET = 8;
/** Narrower rails have no room for the unit beside the numbers, lower ones none under the switches. */
const UNIT_FROM = 60;
const UNIT_FROM_HEIGHT = 76;

/** At the left of each lane its scale in dBFS; the channel's name and switches stand over it as elements. */
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
    this.dirtiedBy = [store.theme, store.laneSizes, store.screen, lanes.scrolled];
  }

  draw(): void {
    const theme = this.#store.theme.value;
    const { dpr } = this.#store.screen.value;
    const axisFont = this.#axis.font().replace('10px', `${10 * dpr}px`);
    for (const lane of this.#lanes.inSight()) {
      const { renderer, width, height } = lane.rail;
      if (!lane.rail.sized) continue;
      renderer.begin(width, height, theme.editor);
      const scale = amplitudeScale(height, dpr);
      const ticks = levelTicks((level) => yOf(scale, level), LEVEL_GAP * dpr);
      for (const { level, label } of ticks) {
        // The outermost labels move inwards by as much as they would be cut.
        const y = Math.min(Math.max(yOf(scale, level), 6 * dpr), height - 6 * dpr);
        renderer.text(label, width - INSET * dpr, y, 'right', axisFont, theme.quiet);
      }
      if (height >= UNIT_FROM_HEIGHT * dpr && width >= UNIT_FROM * dpr)
        renderer.text('dBFS', INSET * dpr, height - 8 * dpr, 'left', axisFont, theme.quiet);
    }
  }
}
