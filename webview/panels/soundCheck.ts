import { Scope } from '../../src/core/util/scope.ts';
import type { Engine, Finding } from '../engine/types.ts';
import { el, icon, listen } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { copyText } from './copy.ts';
import { ms } from './performanceReport.ts';
import { conclusion, findingsText, verdictOf } from './soundFindings.ts';

const marks = { good: icons.pass, bad: icons.error, unknown: icons.question } as const;

/** Why nothing is heard: each thing that can be told, and what it comes to. */
export function showSoundCheck(engine: Engine): void {
  const fill = (dialog: Dialog): void => {
    const findings = engine.diagnose();
    const rows = findings.map((finding) => findingRow(finding));
    dialog.show(conclusion(findings), rows, findingsText(findings));
  };
  fill(new Dialog('No sound?', 'Check again', fill));
}

/** Plays a click and says when it is heard: what the engine took, and what the device reports to take. */
export function showLatency(engine: Engine): void {
  const measure = async (dialog: Dialog): Promise<void> => {
    try {
      const { clickSeconds, baseLatency, outputLatency } = await engine.click();
      const command = engine.telemetry().commandLatency?.last ?? null;
      const parts: [string, number | null][] = [
        ['Command to audio thread', command],
        ['Audio graph (base latency)', baseLatency === null ? null : 1000 * baseLatency],
        ['Device (output latency)', outputLatency === null ? null : 1000 * outputLatency],
      ];
      const known = parts.flatMap(([, value]) => (value === null ? [] : [value]));
      const sum = known.reduce((total, value) => total + value, 0);
      const words =
        known.length === parts.length
          ? `From a command to sound at the device: ${ms(sum)}.`
          : `From a command to sound at the device: at least ${ms(sum)}; the browser does not report all of it.`;
      const rows: [string, string][] = [
        ...parts.map(([name, value]): [string, string] => [name, value === null ? 'not reported' : ms(value)]),
        ['Click left at', `${clickSeconds.toFixed(6)} s of the audio clock`],
      ];
      const lines = rows.map(([name, value]) => `${name}\t${value}`);
      dialog.show(
        words,
        rows.map(([name, value]) => plainRow(name, value)),
        [words, ...lines].join('\n'),
      );
    } catch (error) {
      const words = `The click could not be played: ${error instanceof Error ? error.message : String(error)}`;
      dialog.show(words, [], words);
    }
  };
  const dialog = new Dialog('Latency', 'Measure again', (opened) => void measure(opened));
  dialog.show('Playing a click…', [], '');
  void measure(dialog);
}

function findingRow(finding: Finding): HTMLElement {
  const words = verdictOf(finding);
  const mark = el('span', { class: `mark ${finding.verdict}`, role: 'img', 'aria-label': words, title: words });
  mark.append(icon(marks[finding.verdict]));
  return el('li', {}, mark, el('span', { class: 'what' }, finding.what), el('span', { class: 'value' }, finding.value));
}

function plainRow(name: string, value: string): HTMLElement {
  return el('li', {}, el('span', { class: 'what' }, name), el('span', { class: 'value' }, value));
}

/** A sentence, a list under it, and what can be done: modal, closed by Escape; the browser gives the focus back. */
class Dialog {
  #scope = new Scope();
  #words = el('p', { 'aria-live': 'polite' });
  #list = el('ul');
  #copied = '';

  constructor(title: string, again: string, run: (dialog: Dialog) => void) {
    document.querySelector<HTMLDialogElement>('dialog.sound-check')?.close();
    const element = el('dialog', { class: 'sound-check', 'aria-label': title });
    const button = (words: string, primary: boolean, act: () => void): HTMLButtonElement => {
      const made = el('button', { type: 'button', class: primary ? 'primary' : 'secondary' }, words);
      listen(this.#scope, made, 'click', act);
      return made;
    };
    const copy = button('Copy', false, () => void this.#copy(copy));
    const close = button('Close', true, () => element.close());
    const buttons = el(
      'div',
      { class: 'buttons' },
      button(again, false, () => run(this)),
      copy,
      close,
    );
    element.append(el('h2', {}, title), this.#words, this.#list, buttons);
    for (const type of ['keydown', 'keyup'] as const) {
      listen(this.#scope, element, type, (event) => {
        if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
      });
    }
    element.addEventListener('close', () => {
      this.#scope.dispose();
      element.remove();
    });
    document.body.append(element);
    element.showModal();
    close.focus();
  }

  show(words: string, rows: readonly HTMLElement[], copied: string): void {
    this.#words.textContent = words;
    this.#list.replaceChildren(...rows);
    this.#list.hidden = rows.length === 0;
    this.#copied = copied;
  }

  async #copy(button: HTMLElement): Promise<void> {
    button.textContent = (await copyText(this.#copied)) ? 'Copied' : 'Copying is not allowed here';
  }
}
