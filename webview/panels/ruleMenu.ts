import type { RuleAction } from '../../src/core/protocol/editorApi.ts';
import { openMenu } from '../ui/popupMenu.ts';
import { findingColumns } from './findingRows.ts';
import type { FigureRow } from './figureTable.ts';

const RULE = findingColumns.findIndex(({ key }) => key === 'rule');

/** What can be done about a violation: the host asks for the rest. */
export function openRuleMenu(
  { cells }: FigureRow,
  button: HTMLElement,
  act: (rule: string, action: RuleAction) => void,
): void {
  const cell = cells[RULE];
  if (!cell) return;
  const rule = String(cell.value);
  const item = (words: string, action: RuleAction) => ({ words, run: () => act(rule, action) });
  const { left, bottom } = button.getBoundingClientRect();
  const items = [
    item('Ignore This Rule for This File', 'ignoreForFile'),
    item('Add an Override for This Folder…', 'overrideForFolder'),
    item('Show the Rule in the Configuration', 'showRule'),
  ];
  openMenu(`${cell.text}: what to do about it`, items, left, bottom);
}
