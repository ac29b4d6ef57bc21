import { Scope } from '../../src/core/util/scope.ts';
import { el, listen } from './dom.ts';

export interface MenuItem {
  readonly words: string;
  /** One of a group, chosen or not. */
  readonly checked?: boolean;
  /** Stands alone, on or off. Neither: a plain action. */
  readonly on?: boolean;
  /** Before the words. */
  readonly mark?: Element;
  run(): void;
}

const step = { ArrowDown: 1, ArrowUp: -1 } as const;

/** A menu at a point of the window. Arrow keys, Enter, Escape; a press elsewhere closes it. The focus goes back to where it was. */
export function openMenu(words: string, items: readonly MenuItem[], x: number, y: number): void {
  const scope = new Scope();
  const focused = document.activeElement;
  const element = el('div', { class: 'menu', role: 'menu', 'aria-label': words });
  const close = (): void => {
    scope.dispose();
    element.remove();
    if (focused instanceof HTMLElement) focused.focus();
  };
  const buttons = items.map((item) => {
    const state = item.checked ?? item.on;
    const role = item.checked !== undefined ? 'menuitemradio' : item.on !== undefined ? 'menuitemcheckbox' : 'menuitem';
    const button = el(
      'button',
      { type: 'button', role, tabindex: '-1' },
      ...(item.mark ? [item.mark] : []),
      item.words,
    );
    if (state !== undefined) button.setAttribute('aria-checked', String(state));
    listen(scope, button, 'click', () => {
      close();
      item.run();
    });
    return button;
  });
  element.append(...buttons);
  listen(scope, element, 'keydown', (event) => {
    event.stopPropagation();
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const by = step[event.key as keyof typeof step];
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (by !== undefined) buttons[(at + by + buttons.length) % buttons.length]?.focus();
    else if (event.key === 'Home') buttons[0]?.focus();
    else if (event.key === 'End') buttons.at(-1)?.focus();
    else return;
    event.preventDefault();
  });
  listen(scope, element, 'keyup', (event) => event.stopPropagation());
  listen(scope, document, 'pointerdown', (event) => !element.contains(event.target as Node) && close(), {
    capture: true,
  });
  listen(scope, window, 'blur', close);
  (document.getElementById('app') ?? document.body).append(element);
  const { offsetWidth, offsetHeight } = element;
  element.style.left = `${Math.max(0, Math.min(x, innerWidth - offsetWidth))}px`;
  element.style.top = `${Math.max(0, y + offsetHeight > innerHeight ? y - offsetHeight : y)}px`;
  (buttons[items.findIndex((item) => item.checked)] ?? buttons[0])?.focus();
}
