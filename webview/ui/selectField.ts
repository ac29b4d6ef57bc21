import type { Scope } from '../../src/core/util/scope.ts';
import { el, listen, setAttribute, setText } from './dom.ts';
import type { Choice } from '../../src/core/picture/axes/spectrogramWords.ts';

export interface SelectField<T> {
  readonly element: HTMLSelectElement;
  /** words: of the choices now, where they depend on something. */
  show(value: T, words?: (value: T) => string): void;
}

/** A list to choose from; its tooltip explains what is chosen, and says the keys. */
export function selectField<T extends string | number>(
  scope: Scope,
  id: string,
  label: string,
  choices: readonly Choice<T>[],
  keys: string,
  set: (value: T) => void,
): SelectField<T> {
  const options = choices.map(({ value, words }) => el('option', { value: String(value) }, words));
  const element = el('select', { id, 'aria-label': label }, ...options);
  listen(scope, element, 'change', () => {
    const chosen = choices[element.selectedIndex];
    if (chosen) set(chosen.value);
  });
  return {
    element,
    show: (value, words) => {
      const at = choices.findIndex((choice) => choice.value === value);
      if (words) choices.forEach((choice, i) => setText(options[i]!, words(choice.value)));
      if (element.selectedIndex !== at) element.selectedIndex = at;
      const about = choices[at]?.about ?? '';
      const key = keys ? `${keys.includes(',') ? 'Keys' : 'Key'}: ${keys}` : '';
      setAttribute(element, 'title', [about || label, key].filter(Boolean).join('.\n'));
    },
  };
}
