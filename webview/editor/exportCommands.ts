import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import type { ActionParts } from './actions.ts';

type Own = Extract<EditorCommand, 'exportImage' | 'copyImage' | 'exportSelection' | 'exportMatrix'>;

export function exportCommands({ exports }: ActionParts): Record<Own, () => void> {
  return {
    exportImage: () => exports.exportImage(),
    copyImage: () => void exports.copyImage(),
    exportSelection: () => void exports.exportSelection(),
    exportMatrix: () => void exports.exportMatrix(),
  };
}
