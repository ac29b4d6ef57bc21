import type { Scope } from '../../src/core/util/scope.ts';
import { el, icon, listen } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { openMenu } from '../ui/popupMenu.ts';
import { type CopyFormat, copyFormats, formatWords } from './figureCopy.ts';

/** A button of the drawer's strip that copies a table in a format to be chosen. copy says that it did. */
export function figureCopyButton(
  scope: Scope,
  what: string,
  table: { copy(format: CopyFormat): string },
  copy: (text: string, what: string) => void,
): HTMLButtonElement {
  const words = `Copy ${what} as…`;
  const attributes = { type: 'button', class: 'icon-button', title: words, 'aria-label': words };
  const button = el('button', { ...attributes, 'aria-haspopup': 'menu' }, icon(icons.copy));
  const items = copyFormats.map((format) => ({
    words: formatWords[format],
    run: () => copy(table.copy(format), `${what} as ${formatWords[format]}`),
  }));
  listen(scope, button, 'click', () => {
    const { left, bottom } = button.getBoundingClientRect();
    openMenu(`Copy ${what} as`, items, left, bottom);
  });
  return button;
}
