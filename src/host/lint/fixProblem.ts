import * as vscode from 'vscode';
import { ruleTitle } from '../../core/report/findingWords.ts';
import { type RuleAction, ruleActions } from '../../core/protocol/editorApi.ts';
import type { AudioProblem, ProblemPlace } from './audioProblem.ts';
import { actionTitles } from './ruleActions.ts';

interface Parts {
  readonly problems: { of(path: string): readonly AudioProblem[]; files(): string[] };
  readonly act: (action: RuleAction, file: string, rule: string) => Promise<void>;
  readonly open: (file: string, place: ProblemPlace | null) => Promise<void>;
}

const icons = { error: '$(error)', warning: '$(warning)', info: '$(info)' } as const;
/** A longer list is no help to anybody. */
const MOST = 1000;

/** "Fix Audio Problem…": which one, of the file in front or of all, and what to do about it. */
export async function fixProblem({ problems, act, open }: Parts): Promise<void> {
  const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const path = active instanceof vscode.TabInputCustom ? active.uri.fsPath : undefined;
  const files = path !== undefined && problems.of(path).length > 0 ? [path] : problems.files();
  const items = files.slice(0, MOST).flatMap((file) =>
    problems.of(file).map((problem) => ({
      label: `${icons[problem.severity]} ${problem.rule === null ? 'Cannot be read' : ruleTitle(problem.rule)}`,
      description: vscode.workspace.asRelativePath(file),
      detail: problem.text,
      ...{ file, problem },
    })),
  );
  if (items.length === 0) {
    void vscode.window.showInformationMessage('No problem of an audio file is known. Check the audio files first.');
    return;
  }
  const placeHolder = 'Which problem?';
  const matching = { matchOnDescription: true, matchOnDetail: true };
  const picked = await vscode.window.showQuickPick(items.slice(0, MOST), { placeHolder, ...matching });
  if (!picked) return;
  const { file, problem } = picked;
  const { rule, place, from } = problem;
  const todo: { label: string; run: () => Promise<void> }[] = [
    { label: place ? 'Open at the Position' : 'Open the File', run: () => open(file, place) },
  ];
  for (const action of rule === null ? [] : ruleActions) {
    if (action === 'showRule' && !(from && 'path' in from)) continue;
    todo.push({ label: actionTitles[action], run: () => act(action, file, rule!) });
  }
  const chosen = await vscode.window.showQuickPick(todo, { placeHolder: problem.text });
  await chosen?.run();
}
