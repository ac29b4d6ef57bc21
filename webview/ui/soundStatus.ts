import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { el, setText } from './dom.ts';
import { formatCount } from '../../src/core/picture/axes/units.ts';

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}`;

/** What went wrong with the sound since the page was opened; nothing while all is well. */
export function soundStatus(scope: Scope, store: Store): HTMLElement {
  const dropouts = el('span', {
    id: 'dropouts',
    title: 'So often the sound ran dry: it faded out, waited for the file, and went on in the same place',
  });
  const nonFinite = el('span', { id: 'non-finite', title: 'Samples that are NaN or infinite were played as silence' });
  const element = el('div', { id: 'sound-status', role: 'status' }, dropouts, nonFinite);
  const update = (): void => {
    const { xruns, nonFinite: bad } = store.engine.value;
    setText(dropouts, xruns > 0 ? counted(xruns, 'dropout', 'dropouts') : '');
    setText(nonFinite, bad > 0 ? counted(bad, 'NaN or ∞ sample', 'NaN or ∞ samples') : '');
    dropouts.hidden = xruns === 0;
    nonFinite.hidden = bad === 0;
  };
  scope.add(store.engine.on(update));
  update();
  return element;
}
