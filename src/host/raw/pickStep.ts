import * as vscode from 'vscode';

export interface Choice<T> extends vscode.QuickPickItem {
  /** undefined: not a choice, only words. */
  value: T | undefined;
}

export interface Step<T> {
  title: string;
  step: number;
  steps: number;
  /** Says what may be typed. */
  placeholder: string;
  choices: readonly Choice<T>[];
  preferred: T;
  /** A value that is typed instead of chosen; a string: why it is none. */
  parse?: (text: string) => Choice<T> | string;
}

/** One page of a dialog in the quick pick. 'back' only after the first; undefined: the user has gone. */
export function pickStep<T>(step: Step<T>): Promise<{ value: T } | 'back' | undefined> {
  const input = vscode.window.createQuickPick<Choice<T>>();
  input.title = step.title;
  input.step = step.step;
  input.totalSteps = step.steps;
  input.placeholder = step.placeholder;
  input.matchOnDescription = true;
  input.ignoreFocusOut = true;
  input.buttons = step.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  const known = step.choices.some(({ value }) => value === step.preferred);
  const own = known ? undefined : step.parse?.(String(step.preferred));
  const choices = own && typeof own !== 'string' ? [own, ...step.choices] : step.choices;
  input.items = choices;
  input.activeItems = choices.filter(({ value }) => value === step.preferred).slice(0, 1);

  return new Promise((resolve) => {
    const answer = (value: { value: T } | 'back' | undefined): void => {
      resolve(value);
      input.dispose();
    };
    input.onDidChangeValue((text) => {
      const typed = text.trim() && step.parse?.(text.trim());
      if (!typed) return void (input.items = choices);
      const top = typeof typed === 'string' ? { label: `$(error) ${typed}`, value: undefined } : typed;
      input.items = [{ ...top, alwaysShow: true }, ...choices.filter(({ value }) => value !== top.value)];
    });
    input.onDidAccept(() => {
      const value = input.activeItems[0]?.value;
      if (value !== undefined) answer({ value });
    });
    input.onDidTriggerButton(() => answer('back'));
    input.onDidHide(() => answer(undefined));
    input.show();
  });
}
