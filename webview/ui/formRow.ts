import type { Watched } from '../render/signal.ts';
import { el } from './dom.ts';

/** Part of a form: its rows, what they depend on, and what shows them as things are. */
export interface FormPart {
  readonly elements: readonly HTMLElement[];
  readonly watches: readonly Watched[];
  update(): void;
}

/** A label at the left, and the controls it stands for. */
export function formRow(words: string, ...controls: readonly HTMLElement[]): HTMLElement[] {
  const field = el('div', { class: 'field' }, ...controls);
  const [first] = controls;
  return [first?.id ? el('label', { for: first.id }, words) : el('span', {}, words), field];
}
