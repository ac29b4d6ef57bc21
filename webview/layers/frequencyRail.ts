import { frequencyScaleOf } from '../../src/core/spectrogram/frequencyScale.ts';
import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';
import { setAttribute } from '../ui/dom.ts';
import { paintFrequencyRail } from '../../src/core/picture/axes/frequencyRailPainter.ts';
import type { Lane, LaneSet } from '../ui/lanes.ts';
import { nameOf, scaleChoices } from '../../src/core/picture/axes/spectrogramWords.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';
import type { KeptFree } from '../../src/core/picture/axes/railPainter.ts';

/** CSS pixels. Lanes that share the height evenly differ by no more. */
const ALIKE = 1.5;
/** Narrower rails: in a narrow editor, and beside another scale. */
const NARROW = 60;
const HALF = 40;
const UNIT_ROW = 18;
const UNIT_WIDTH = 30;
/** Name, mute and solo above one another. */
const HEAD = 54;

interface Parts {
  readonly store: Store;
  readonly lanes: LaneSet;
  readonly axis: TimeAxis;
}

/** At the left of each spectrogram its scale in Hz, or in notes; the unit stands over it as an element. */
export class FrequencyRailLayer implements Layer {
  readonly name = 'frequency rail';
  readonly dirtiedBy: readonly Watched[];
  #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { theme, laneSizes, screen, frequencies, extras, file, pictures } = parts.store;
    this.dirtiedBy = [theme, laneSizes, screen, frequencies, extras, file, pictures, parts.lanes.scrolled];
  }

  draw(): void {
    const { store, lanes, axis: timeAxis } = this.#parts;
    const theme = store.theme.value;
    const { dpr } = store.screen.value;
    const { noteNames } = store.extras.value;
    const axis = store.frequencyAxis();
    const look = { dpr, theme, font: timeAxis.font(), axis, noteNames };
    const { formula } = frequencyScaleOf[axis.scale];
    const words = `${nameOf(scaleChoices, axis.scale)} scale, ${formula}. Drag: move, wheel: zoom, double click: all frequencies`;
    const seen = lanes.inSight();
    const heights = seen.map(({ frequencyRail }) => frequencyRail.height / dpr);
    for (const lane of seen) {
      const { renderer, width, height, sized, canvas } = lane.frequencyRail;
      if (!sized) lane.frequencyRail.release();
      if (!sized) continue;
      setAttribute(canvas, 'title', words);
      const keepFree = this.#keptFree(lane, width / dpr);
      const room = Math.min(...heights.filter((each) => Math.abs(each - height / dpr) <= ALIKE));
      paintFrequencyRail(renderer, { ...look, width, height, keepFree, room });
    }
  }

  /** Name and switches, where they stand over this scale, and the unit at the other end of it. */
  #keptFree({ frequencyRail: { canvas } }: Lane, width: number): KeptFree[] {
    const { show, spectrogram } = this.#parts.store.pictures.value;
    const head = { right: width < NARROW ? 24 : 30, top: 0, bottom: HEAD };
    // Beside the scale of levels nothing but the unit stands over this one.
    if (show === 'over') return [{ right: width, top: 0, bottom: UNIT_ROW }, ...(width < HALF ? [] : [head])];
    const first = show === 'spectrogram' || spectrogram === 'above';
    const height = canvas.clientHeight;
    const unit = first ? { top: height - UNIT_ROW, bottom: height } : { top: 0, bottom: UNIT_ROW };
    return [{ right: UNIT_WIDTH, ...unit }, ...(first ? [head] : [])];
  }
}
