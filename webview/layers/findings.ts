import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { fitView } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import type { MarkSet } from '../ui/findingMarks.ts';
import type { Lane, LaneSet } from '../ui/lanes.ts';
import { FindingStrip, markColours } from './findingStrip.ts';

/** Findings of the whole file and its chapters, over the minimap and over what dims it: a pan draws nothing here. */
export class FindingMapLayer implements Layer {
  readonly name = 'findingMap';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #marks: MarkSet;
  #strip = new FindingStrip();

  constructor(store: Store, marks: MarkSet, minimap: HTMLElement) {
    this.#store = store;
    this.#marks = marks;
    minimap.append(this.#strip.canvas);
    this.dirtiedBy = [store.measures, store.details, store.screen, store.totalFrames, store.theme, store.file];
  }

  draw(): void {
    const { file, details, totalFrames, screen, theme } = this.#store;
    if (!file.value || totalFrames.value === 0 || screen.value.width === 0) return this.#strip.release();
    const markers = details.value?.details?.markers ?? [];
    const frames = markers.filter(({ kind }) => kind === 'chapter').map(({ frame }) => frame);
    const view = fitView(totalFrames.value, screen.value);
    const lines = { frames, colour: theme.value.ink };
    this.#strip.paint(this.#marks.all, view, screen.value, markColours(), lines);
  }
}

/** Findings in view: all of them over the ruler, those of a channel over its lane. Strips are no higher than a mark. */
export class FindingsLayer implements Layer {
  readonly name = 'findings';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #marks: MarkSet;
  #lanes: LaneSet;
  #ruler = new FindingStrip();
  #strips = new Map<Lane, FindingStrip>();

  constructor(store: Store, marks: MarkSet, ruler: HTMLElement, lanes: LaneSet) {
    this.#store = store;
    this.#marks = marks;
    this.#lanes = lanes;
    ruler.append(this.#ruler.canvas);
    const { measures, view, screen, totalFrames, theme, file, laneSizes, pictures } = store;
    this.dirtiedBy = [measures, view, screen, totalFrames, theme, file, laneSizes, pictures, lanes.scrolled];
  }

  draw(): void {
    const { file, totalFrames, screen, pictures } = this.#store;
    const nothing = !file.value || totalFrames.value === 0 || screen.value.width === 0 || this.#marks.all.length === 0;
    const lanes = nothing ? [] : this.#lanes.inSight();
    for (const [lane, strip] of this.#strips) if (!lanes.includes(lane)) this.#drop(lane, strip);
    if (nothing) return this.#ruler.release();
    const [view, colours] = [this.#store.viewport(), markColours()];
    this.#ruler.paint(this.#marks.all, view, screen.value, colours);
    // Only waveforms have clip marks of their own.
    const withClips = pictures.value.show === 'spectrogram';
    for (const lane of lanes) {
      const marks = this.#marks.ofLane(lane.channel, withClips || lane.channel === null);
      this.#stripOf(lane).paint(marks, view, screen.value, colours);
    }
  }

  #stripOf(lane: Lane): FindingStrip {
    let strip = this.#strips.get(lane);
    if (!strip) {
      strip = new FindingStrip();
      this.#strips.set(lane, strip);
      lane.element.append(strip.canvas);
    }
    return strip;
  }

  #drop(lane: Lane, strip: FindingStrip): void {
    this.#strips.delete(lane);
    strip.canvas.remove();
  }
}
