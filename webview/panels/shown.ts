import type { DrawerState, Store } from '../store.ts';

const measured: readonly DrawerState['tab'][] = ['statistics', 'loudness', 'findings'];

/** A panel is open that shows what was measured of the file and of the selection. */
export function showsMeasures({ drawer }: Store): boolean {
  const { open, tab } = drawer.value;
  return open && measured.includes(tab);
}
