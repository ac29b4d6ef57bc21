import type { Engine } from '../engine/types.ts';
import { ClockLayer } from '../layers/clock.ts';
import { CrosshairLayer } from '../layers/crosshair.ts';
import { MarkersLayer } from '../layers/markers.ts';
import { MetersLayer } from '../layers/meters.ts';
import { MinimapLayer } from '../layers/minimap.ts';
import { MinimapWindowLayer } from '../layers/minimapWindow.ts';
import { PlayheadLayer } from '../layers/playhead.ts';
import { PositionLayer } from '../layers/position.ts';
import { RailLayer } from '../layers/rail.ts';
import { ReadoutLayer } from '../layers/readout.ts';
import { RulerLayer } from '../layers/ruler.ts';
import { SelectionLayer } from '../layers/selection.ts';
import { SelectionReadoutLayer } from '../layers/selectionReadout.ts';
import { WaveformLayer, type WaveformDrawn } from '../layers/waveform.ts';
import type { FrameLoop } from '../render/frameLoop.ts';
import type { PeakCache } from '../render/peakCache.ts';
import type { Surface, SurfaceObserver } from '../render/surface.ts';
import type { Store } from '../store.ts';
import type { LaneSet } from '../ui/lanes.ts';
import type { MeterColumn } from '../ui/meterColumn.ts';
import type { Page } from '../ui/page.ts';
import { TimeAxis } from '../ui/timeAxis.ts';
import type { Toolbar } from '../ui/toolbar.ts';
import type { Navigation } from './navigation.ts';
import type { Playback } from './playback.ts';

export interface PictureParts {
  readonly store: Store;
  readonly page: Page;
  readonly toolbar: Toolbar;
  readonly meterColumn: MeterColumn;
  readonly loop: FrameLoop;
  readonly surfaces: SurfaceObserver;
  readonly lanes: LaneSet;
  readonly ruler: Surface;
  readonly engine: Engine;
  readonly playback: Playback;
  readonly navigation: Navigation;
  readonly cache: () => PeakCache | null;
  onDrawn(drawn: WaveformDrawn): void;
}

/** All layers, in the order in which they draw: what moves the view comes before what shows it. */
export function addLayers(parts: PictureParts): { markers: MarkersLayer } {
  const { store, page, toolbar, meterColumn, loop, surfaces, lanes, ruler, engine, cache } = parts;
  const axis = new TimeAxis(store, (text, font) => ruler.renderer.measure(text, font));
  const turnPage = (frame: number): void => parts.navigation.reveal(frame);
  loop.add(new PositionLayer(store, () => parts.playback.follow(), turnPage));
  loop.add(new WaveformLayer({ store, lanes, axis, cache, onDrawn: (drawn) => parts.onDrawn(drawn) }));
  loop.add(new MinimapLayer(store, surfaces.observe(page.minimapCanvas), axis, cache));
  const markers = new MarkersLayer(store, surfaces.observe(page.markersCanvas), axis);
  loop.add(markers);
  loop.add(new RulerLayer(store, ruler, axis));
  loop.add(new RailLayer(store, lanes, axis));
  const windowParts = { frame: page.windowFrame, before: page.windowBefore, after: page.windowAfter };
  loop.add(new MinimapWindowLayer(store, windowParts));
  loop.add(new SelectionLayer(store, page.selection, page.smallSelection));
  loop.add(new PlayheadLayer(store, page.playhead, page.smallPlayhead));
  loop.add(new CrosshairLayer(store, page.crosshair));
  const { time, frame, total } = toolbar;
  loop.add(new ClockLayer(store, { time, frame, total, slider: page.lanes }));
  loop.add(new ReadoutLayer(store, lanes, cache, page.readout, page.viewSpan));
  loop.add(new SelectionReadoutLayer(store, page.selectionReadout));
  const meters = new MetersLayer({
    store,
    engine,
    surface: surfaces.observe(meterColumn.canvas),
    font: axis.font,
    column: meterColumn,
    showLimiter: (gain) => toolbar.gain.showLimiter(gain),
  });
  loop.add(meters);
  return { markers };
}
