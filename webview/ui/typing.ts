import type { Scope } from '../../src/core/util/scope.ts';

const editingKeys = ['a', 'c', 'v', 'x', 'y', 'z'];
const typed =
  'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=range])';

/**
 * What is typed into a field stays in the page: VS Code listens on the window, and would run the command of each letter.
 * Runs after the field's own listeners. Keys with Ctrl, Alt or Meta that edit no text go on to VS Code, and so does F1.
 */
export function keepTyping(scope: Scope): void {
  const keep = (event: KeyboardEvent): void => {
    if (!(event.target instanceof Element) || !event.target.matches(typed) || event.key === 'F1') return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const edits = editingKeys.includes(event.key.toLowerCase()) && !event.altKey;
    if (plain || edits || event.getModifierState('AltGraph')) event.stopPropagation();
  };
  for (const type of ['keydown', 'keyup'] as const) {
    document.addEventListener(type, keep);
    scope.defer(() => document.removeEventListener(type, keep));
  }
}
