import type { Scope } from '../../src/core/util/scope.ts';
import type { Engine } from '../engine/types.ts';
import { ClockLayer } from '../layers/clock.ts';
import { CrosshairLayer } from '../layers/crosshair.ts';
import { CursorReadoutLayer } from '../layers/cursorReadout.ts';
import { CursorsLayer } from '../layers/cursors.ts';
import { FrequencyRailLayer } from '../layers/frequencyRail.ts';
import { LaneOverlays } from '../layers/laneOverlays.ts';
import { LegendLayer } from '../layers/legend.ts';
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
import { SpectrogramLayer } from '../layers/spectrogram.ts';
import { WaveformLayer, type WaveformDrawn } from '../layers/waveform.ts';
import type { FrameLoop } from '../render/frameLoop.ts';
import type { GlStage } from '../render/gl/glStage.ts';
import type { LaneTiles } from '../../src/core/picture/lane/laneSource.ts';
import type { PeakCache } from '../../src/core/picture/lane/peakCache.ts';
import type { SpectrogramTiles } from '../../src/core/picture/spectrogram/spectrogramTiles.ts';
import type { Surface, SurfaceObserver } from '../render/surface.ts';
import type { Store } from '../store.ts';
import type { LaneSet } from '../ui/lanes.ts';
import { Legend } from '../ui/legend.ts';
import type { MeterColumn } from '../ui/meterColumn.ts';
import type { Page } from '../ui/page.ts';
import type { ReadoutBar } from '../ui/readoutBar.ts';
import { TimeAxis } from '../ui/timeAxis.ts';
import type { Toolbar } from '../ui/toolbar.ts';
import { addFindings } from './findings.ts';
import type { Following } from './follow.ts';
import { addLoudnessLane } from './loudnessLane.ts';
import { addOverlays, type SpectrumReads } from './overlays.ts';

export interface PictureParts {
  readonly scope: Scope;
  readonly readings: ReadoutBar;
  readonly store: Store;
  readonly page: Page;
  readonly toolbar: Toolbar;
  readonly meterColumn: MeterColumn;
  readonly loop: FrameLoop;
  readonly surfaces: SurfaceObserver;
  readonly lanes: LaneSet;
  readonly ruler: Surface;
  readonly engine: Engine;
  readonly following: Following;
  readonly cache: () => PeakCache | null;
  readonly tiles: () => LaneTiles | null;
  readonly reads: SpectrumReads;
  readonly stage: GlStage;
  readonly spectrograms: () => SpectrogramTiles | null;
  /** As spectrograms show it: SpectrogramTiles.codeAt. */
  codeAt(lane: string, frame: number, hertz: number): number | null;
  onDrawn(drawn: WaveformDrawn): void;
}

/** All layers, in the order in which they draw: what moves the view comes before what shows it. */
export function addLayers(parts: PictureParts): { markers: MarkersLayer; spectrogram: SpectrogramLayer } {
  const { scope, readings, store, page, toolbar, meterColumn, loop, surfaces, lanes, ruler, engine, cache } = parts;
  const axis = new TimeAxis(store, (text, font) => ruler.renderer.measure(text, font));
  loop.add(new PositionLayer(store, () => parts.following.step()));
  loop.add(new WaveformLayer({ store, lanes, axis, tiles: parts.tiles, onDrawn: (drawn) => parts.onDrawn(drawn) }));
  const spectrogram = new SpectrogramLayer({
    ...{ store, lanes, axis, stage: parts.stage, tiles: parts.spectrograms },
    onDrawn: (drawn) => parts.onDrawn(drawn),
  });
  loop.add(spectrogram);
  loop.add(new MinimapLayer(store, surfaces.observe(page.minimapCanvas), axis, cache));
  const markers = new MarkersLayer(store, surfaces.observe(page.markersCanvas), axis);
  loop.add(markers);
  loop.add(new RulerLayer(store, ruler, axis));
  loop.add(new RailLayer(store, lanes, axis));
  loop.add(new FrequencyRailLayer({ store, lanes, axis }));
  addLoudnessLane({ scope, store, page, loop, surfaces, axis });
  const windowParts = { frame: page.windowFrame, before: page.windowBefore, after: page.windowAfter };
  loop.add(new MinimapWindowLayer(store, windowParts));
  addFindings({ scope, store, page, loop, lanes });
  loop.add(new SelectionLayer(store, page.selection, page.smallSelection));
  loop.add(new PlayheadLayer(store, page.playhead, page.smallPlayhead));
  const overlays = new LaneOverlays(store, lanes);
  loop.add(new CrosshairLayer(store, page.crosshair, overlays));
  loop.add(new CursorsLayer(store, page.cursors));
  const { time, frame, total } = toolbar;
  loop.add(new ClockLayer(store, { time, frame, total, slider: page.position }));
  const { tiles, reads } = parts;
  const spectrum = {
    codeAt: (lane: string, at: number, hertz: number) => parts.codeAt(lane, at, hertz),
    peak: reads.pointer.peak,
    pitch: reads.pitch,
  };
  loop.add(new ReadoutLayer({ scope, store, lanes, tiles, bar: readings, viewSpan: page.viewSpan, spectrum }));
  loop.add(new CursorReadoutLayer(scope, store, readings, tiles));
  const selected = new SelectionReadoutLayer(scope, store, readings);
  loop.add(selected);
  addOverlays({ scope, store, loop, lanes, readings, before: selected.levels, overlays, reads });
  const meters = new MetersLayer({
    store,
    engine,
    surface: surfaces.observe(meterColumn.canvas),
    font: axis.font,
    column: meterColumn,
    showLimiter: (gain) => toolbar.gain.showLimiter(gain),
  });
  loop.add(meters);
  const legend = new Legend(scope, store);
  meterColumn.element.before(legend.element);
  loop.add(
    new LegendLayer({
      store,
      lanes,
      legend,
      surface: surfaces.observe(legend.canvas),
      font: axis.font,
      view: page.main,
    }),
  );
  return { markers, spectrogram };
}
