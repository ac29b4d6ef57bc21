import type { Scope } from '../../src/core/util/scope.ts';
import { el, listen } from '../ui/dom.ts';

/** An input for a number. What is no number falls back to what it was. */
export function numberField(
  scope: Scope,
  words: string,
  unit: string,
  min: number,
  set: (value: number) => void,
): HTMLInputElement {
  const name = unit ? `${words}, ${unit}` : words;
  const input = el('input', { type: 'number', min: String(min), step: '1', 'aria-label': name, title: name });
  listen(scope, input, 'change', () => {
    if (input.value !== '' && Number.isFinite(input.valueAsNumber)) set(input.valueAsNumber);
    // The model rounds, and keeps to its limits.
    input.value = input.dataset['value'] ?? '';
  });
  // Digits and arrows are no commands here.
  for (const type of ['keydown', 'keyup'] as const) {
    listen(scope, input, type, (event) => {
      if (event.key !== 'Escape' && !event.ctrlKey && !event.metaKey) event.stopPropagation();
    });
  }
  return input;
}

/** What is being typed stays until the number itself changes. */
export function setNumber(input: HTMLInputElement, value: number): void {
  const text = String(value);
  if (input.dataset['value'] === text) return;
  input.dataset['value'] = text;
  input.value = text;
}
