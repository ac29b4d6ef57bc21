import type { LaneScene } from '../../src/core/picture/lane/lanePicture.ts';
import type { Store } from '../store.ts';

/** As the editor shows it now. */
export function sceneOf(store: Store, verticals: readonly number[]): LaneScene {
  return {
    view: store.viewport(),
    dpr: store.screen.value.dpr,
    totalFrames: store.totalFrames.value,
    theme: store.theme.value,
    amplitude: store.amplitude.value,
    curved: store.curved.value,
    bitsPerSample: store.file.value?.info.bitsPerSample ?? null,
    undecodedFrom: store.undecodedFrom.value,
    verticals,
  };
}
