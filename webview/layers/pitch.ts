import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { frameAt, type View, xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { setAttribute } from '../ui/dom.ts';
import type { LaneSet } from '../ui/lanes.ts';
import { HaloPath } from './haloPath.ts';
import { type LaneOverlay, type LaneOverlays, svgElement, yOf } from './laneOverlays.ts';

export interface Pitch {
  /** Hz; 0 where none is heard. */
  readonly hertz: number;
  /** Probability that there is one, 0 … 1. */
  readonly voiced: number;
}

/** Pitch tracks on a grid of about 10 ms. */
export interface PitchSource {
  readonly changed: Watched;
  /** Frames from entry to entry. */
  readonly hop: number;
  at(lane: string, entry: number): Pitch | null;
  /** The same for many entries one after the other, as they are now. */
  reader(lane: string): (entry: number) => Pitch | null;
  want(lanes: readonly string[], from: number, to: number): void;
}

/** A longer view shows none: seconds. */
const LONGEST_VIEW = 300;
/** Surer ones are drawn stronger, in so many steps of probability. */
const STRENGTHS = 4;

/** Curves of the entries from … to−1, one for each strength; of several entries to a pixel the surest is drawn. */
export function pitchCurves(
  at: (entry: number) => Pitch | null,
  place: Pick<LaneOverlay, 'axis' | 'height'>,
  view: View,
  hop: number,
  from: number,
  to: number,
): string[] {
  const curves = Array.from({ length: STRENGTHS }, () => '');
  const step = Math.max(1, Math.floor(view.framesPerPixel / hop));
  // Whole steps of the grid, so that the curve stays as it is while the view moves.
  const first = Math.floor(from / step) * step;
  let before: { x: number; y: number } | null = null;
  let strengthBefore = -1;
  for (let group = first; group < to; group += step) {
    const best = surest(at, group, step);
    const inside = best && best.hertz >= place.axis.low && best.hertz <= place.axis.high;
    if (!inside) {
      before = null;
      continue;
    }
    const here = { x: xOf(view, best.entry * hop), y: yOf(place, best.hertz) };
    const strength = Math.min(Math.max(Math.floor(best.voiced * STRENGTHS), 0), STRENGTHS - 1);
    const point = `${here.x.toFixed(1)} ${here.y.toFixed(1)}`;
    // An entry without neighbours is a dot.
    if (!before) curves[strength] += `M${point}h0.01`;
    else if (strength === strengthBefore) curves[strength] += `L${point}`;
    else curves[strength] += `M${before.x.toFixed(1)} ${before.y.toFixed(1)}L${point}`;
    if (!before) curves[strength] += `M${point}`;
    [before, strengthBefore] = [here, strength];
  }
  return curves;
}

function surest(at: (entry: number) => Pitch | null, group: number, step: number): (Pitch & { entry: number }) | null {
  let best: (Pitch & { entry: number }) | null = null;
  for (let entry = group; entry < group + step; entry++) {
    const pitch = at(entry);
    if (pitch && pitch.hertz > 0 && !(best && best.voiced >= pitch.voiced)) best = { ...pitch, entry };
  }
  return best;
}

/** Of one lane: the curves of entries from … to−1, with startFrame at the left edge. */
interface Drawn {
  readonly paths: readonly HaloPath[];
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly startFrame: number;
}

const makePaths = (group: SVGGElement): HaloPath[] =>
  Array.from({ length: STRENGTHS }, (_, strength) => new HaloPath(group, `pitch s${strength}`));

/** The pitch of each lane over its spectrogram. */
export class PitchLayer implements Layer {
  readonly name = 'pitch';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #overlays: LaneOverlays;
  #source: PitchSource;
  #drawn = new Map<SVGGElement, Drawn>();
  /** Counts what is known. */
  #version = 0;
  #word: SVGTextElement | null = null;
  #wanted = false;

  constructor(store: Store, overlays: LaneOverlays, lanes: LaneSet, source: PitchSource) {
    this.#store = store;
    this.#overlays = overlays;
    this.#source = source;
    const { view, screen, totalFrames, extras, frequencies, pictures, file, laneSizes, scan } = store;
    const all = [view, screen, totalFrames, extras, frequencies, pictures, file, laneSizes, scan];
    const changed: Watched = {
      on: (run) =>
        source.changed.on(() => {
          this.#version++;
          run();
        }),
    };
    this.dirtiedBy = [...all, store.lanes, lanes.scrolled, changed];
  }

  draw(): void {
    const { extras, screen, file } = this.#store;
    const view = this.#store.viewport();
    const seen = extras.value.pitch ? this.#overlays.inSight() : [];
    const seconds = (screen.value.width * view.framesPerPixel) / (file.value?.info.sampleRate ?? 1);
    const shown = seconds <= LONGEST_VIEW ? seen : [];
    const kept = new Set(shown.map(({ groups }) => groups.pitch));
    for (const [group, { paths }] of this.#drawn) {
      if (kept.has(group)) continue;
      for (const path of paths) path.remove();
      group.removeAttribute('transform');
      this.#drawn.delete(group);
    }
    this.#say(shown.length < seen.length ? (seen[0] ?? null) : null);
    this.#show(shown, view);
  }

  #show(shown: readonly LaneOverlay[], view: View): void {
    if (shown.length === 0 && !this.#wanted) return;
    this.#wanted = shown.length > 0;
    const { hop } = this.#source;
    const { width } = this.#store.screen.value;
    const [from, to] = [Math.floor(frameAt(view, 0) / hop) - 1, Math.ceil(frameAt(view, width) / hop) + 2];
    const keys = shown.map(({ lane }) => lane.key);
    this.#source.want(keys, from, shown.length > 0 ? to : from);
    for (const overlay of shown) this.#draw(overlay, view, from, to);
  }

  /** A pan moves what has been drawn, which reaches a screen further to both sides. */
  #draw(overlay: LaneOverlay, view: View, from: number, to: number): void {
    const { hop } = this.#source;
    const group = overlay.groups.pitch;
    const { axis, height } = overlay;
    const key = JSON.stringify([this.#version, axis, height, view.framesPerPixel, hop]);
    let drawn = this.#drawn.get(group);
    if (!drawn || drawn.key !== key || from < drawn.from || to > drawn.to) {
      const span = { from: from - (to - from), to: to + (to - from) };
      const at = this.#source.reader(overlay.lane.key);
      const paths = drawn?.paths ?? makePaths(group);
      pitchCurves(at, overlay, view, hop, Math.max(0, span.from), span.to).forEach((curve, i) => paths[i]!.set(curve));
      drawn = { ...span, paths, key, startFrame: view.startFrame };
      this.#drawn.set(group, drawn);
    }
    const moved = (drawn.startFrame - view.startFrame) / view.framesPerPixel;
    setAttribute(group, 'transform', `translate(${moved} 0)`);
  }

  #say(overlay: LaneOverlay | null): void {
    if (!overlay || this.#word?.parentNode !== overlay.groups.harmonics) this.#word?.remove();
    if (!overlay) return void (this.#word = null);
    if (!this.#word?.isConnected) {
      this.#word = svgElement('text', { class: 'overlay-word', x: '8', y: '14' });
      this.#word.textContent = 'Zoom in to less than 5 minutes to see the pitch';
      overlay.groups.harmonics.append(this.#word);
    }
  }
}
