import type { Scope } from '../../src/core/util/scope.ts';
import { AveragedLayer } from '../layers/averaged.ts';
import { BoxLayer } from '../layers/box.ts';
import { BoxReadoutLayer } from '../layers/boxReadout.ts';
import { HarmonicsLayer } from '../layers/harmonics.ts';
import type { LaneOverlays } from '../layers/laneOverlays.ts';
import { PitchLayer } from '../layers/pitch.ts';
import type { FrameLoop } from '../render/frameLoop.ts';
import type { Store } from '../store.ts';
import type { LaneSet } from '../ui/lanes.ts';
import type { ReadoutBar } from '../ui/readoutBar.ts';
import type { Host } from './host.ts';
import { PitchTracks } from './pitchTracks.ts';
import { type AskSpectrum, PointerSpectrum } from './pointerSpectrum.ts';
import { SelectionSpectra } from './selectionSpectra.ts';

/** What is asked of the host about spectra at a place, of the selection, and about pitch. */
export interface SpectrumReads {
  readonly pointer: PointerSpectrum;
  readonly selection: SelectionSpectra;
  readonly pitch: PitchTracks;
}

export function openReads(scope: Scope, store: Store, host: Host): SpectrumReads {
  const ask: AskSpectrum = (revision, request, signal) => host.request('spectrum', { revision, ...request }, signal);
  return {
    pointer: scope.add(new PointerSpectrum(store, ask)),
    selection: scope.add(new SelectionSpectra(store, ask)),
    pitch: scope.add(
      new PitchTracks(store, (revision, request, signal) => host.request('pitch', { revision, ...request }, signal)),
    ),
  };
}

interface Parts {
  readonly scope: Scope;
  readonly store: Store;
  readonly loop: FrameLoop;
  readonly lanes: LaneSet;
  readonly readings: ReadoutBar;
  /** Readings of the box stand before these. */
  readonly before: HTMLElement;
  readonly overlays: LaneOverlays;
  readonly reads: SpectrumReads;
}

/** All that lies over the spectrograms, and the readings of the box. */
export function addOverlays({ scope, store, loop, lanes, readings, before, overlays, reads }: Parts): void {
  loop.add(new AveragedLayer(store, overlays, lanes, reads.selection));
  loop.add(new PitchLayer(store, overlays, lanes, reads.pitch));
  loop.add(new HarmonicsLayer(store, overlays, lanes));
  loop.add(new BoxLayer(store, overlays, lanes));
  loop.add(new BoxReadoutLayer(scope, store, readings, before, reads.selection));
}
