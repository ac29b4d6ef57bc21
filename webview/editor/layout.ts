import type { Scope } from '../../src/core/util/scope.ts';
import type { Surface } from '../render/surface.ts';
import { showsSamples } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import type { Page } from '../ui/page.ts';

/** Rows that come and go: markers where the file has some, a second ruler where single samples show. */
export function followRows(scope: Scope, store: Store, { main }: Page): void {
  const markers = (): void => {
    main.classList.toggle('marked', (store.details.value?.details?.markers.length ?? 0) > 0);
  };
  const samples = (): void => {
    const close = store.view.value !== null && showsSamples(store.viewport(), store.screen.value.dpr);
    main.classList.toggle('samples', close);
  };
  scope.add(store.details.on(markers));
  for (const signal of [store.view, store.screen, store.totalFrames]) scope.add(signal.on(samples));
}

/** After a change of size: how wide the time axis is now. */
export function measureAxis(store: Store, { lanes, main }: Page, ruler: Surface): void {
  const dpr = window.devicePixelRatio;
  const width = ruler.width / dpr;
  // Lanes that scroll lose the width of their bar; minimap and ruler give up as much, so that all share one axis.
  main.style.setProperty('--gutter', `${lanes.offsetWidth - lanes.clientWidth}px`);
  const before = store.screen.value;
  if (before.width !== width || before.dpr !== dpr) store.screen.set({ width, dpr });
  store.laneSizes.emit();
}
