import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';

/** As VS Code binds them until the user says otherwise: package.json, compared by a test. */
export const spectrogramKeys = {
  picturesNext: 'w',
  methodNext: 'y',
  windowNext: 'u',
  windowPrevious: 'shift+u',
  windowLonger: 'x',
  windowShorter: 'shift+x',
  overlapMore: '2',
  overlapLess: 'shift+2',
  paddingNext: '3',
  combineNext: 'shift+3',
  frequencyScaleNext: 'q',
  frequencyIn: "'",
  frequencyOut: ';',
  frequencyReset: 'shift+q',
  paletteNext: '4',
  palettePrevious: 'shift+4',
  floorUp: '5',
  floorDown: 'shift+5',
  ceilingUp: '6',
  ceilingDown: 'shift+6',
  gammaUp: '7',
  gammaDown: 'shift+7',
  coloursReset: '8',
  presetNext: '9',
  toggleNoteNames: 'shift+n',
  toggleHarmonics: 'h',
  toggleAveraged: 'shift+v',
  togglePitch: 'shift+h',
} as const satisfies Partial<Record<EditorCommand, string>>;
export type SpectrogramKey = keyof typeof spectrogramKeys;

/** U, Shift+U */
export function keyWords(...commands: readonly SpectrogramKey[]): string {
  return commands
    .map((command) => spectrogramKeys[command].replace('shift+', 'Shift+').replace(/.$/, upper))
    .join(', ');
}

const upper = (key: string): string => key.toUpperCase();
