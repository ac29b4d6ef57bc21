import { el } from './dom.ts';

export interface CursorElement {
  /** In the ruler: drags, and takes the keys. */
  readonly flag: HTMLButtonElement;
  readonly line: HTMLElement;
}

export interface CursorElements {
  readonly element: HTMLElement;
  readonly a: CursorElement;
  readonly b: CursorElement;
  /** Between both. */
  readonly span: HTMLElement;
  readonly length: HTMLElement;
}

export function createCursors(): CursorElements {
  const [a, b] = [cursor('A'), cursor('B')];
  const length = el('span');
  const span = el('div', { class: 'cursor-span', hidden: '', 'aria-hidden': 'true' }, length);
  const words = { id: 'cursors', role: 'group', 'aria-label': 'Cursors' };
  return { element: el('div', words, a.line, b.line, span, a.flag, b.flag), a, b, span, length };
}

function cursor(letter: 'A' | 'B'): CursorElement {
  const flag = el(
    'button',
    {
      type: 'button',
      role: 'slider',
      class: `cursor-flag ${letter.toLowerCase()}`,
      'aria-label': `Cursor ${letter}`,
      'aria-orientation': 'horizontal',
      'aria-valuemin': '0',
      title: `Cursor ${letter}: drag it, or move it with the arrow keys (Shift: further). Delete removes it`,
      hidden: '',
    },
    letter,
  );
  const line = el('div', { class: `cursor-line ${letter.toLowerCase()}`, 'aria-hidden': 'true', hidden: '' });
  return { flag, line };
}
