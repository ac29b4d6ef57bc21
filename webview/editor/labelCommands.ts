import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import type { ActionParts } from './actions.ts';

type Own = Extract<
  EditorCommand,
  'addLabel' | 'renameLabel' | 'deleteLabel' | 'splitLabel' | 'mergeLabels' | 'nextLabel' | 'previousLabel'
>;

export function labelCommands({ labels }: ActionParts): Record<Own, () => void> {
  return {
    addLabel: () => labels.add(),
    renameLabel: () => labels.rename(),
    deleteLabel: () => labels.remove(),
    splitLabel: () => labels.split(),
    mergeLabels: () => labels.merge(),
    nextLabel: () => labels.step(1),
    previousLabel: () => labels.step(-1),
  };
}
