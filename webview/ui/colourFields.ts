import type { Scope } from '../../src/core/util/scope.ts';
import { colour } from '../editor/spectrogramCommands.ts';
import { plainColours } from '../../src/core/protocol/spectrogram.ts';
import { numberField, setNumber } from '../panels/numberField.ts';
import type { Store } from '../store.ts';
import { iconButton } from './controls.ts';
import { el } from './dom.ts';
import { formRow, type FormPart } from './formRow.ts';
import { roundTo } from '../../src/core/picture/axes/units.ts';
import { icons } from './icons.ts';
import { selectField } from './selectField.ts';
import { keyWords } from './spectrogramKeys.ts';
import { paletteChoices } from './pictureWords.ts';

/** Which levels have which colours. All of it is the picture's: nothing is computed again. */
export function colourFields(scope: Scope, store: Store): FormPart {
  const keys = keyWords('paletteNext', 'palettePrevious');
  const palette = selectField(scope, 'spectrogram-palette', 'Palette', paletteChoices, keys, (value) =>
    colour(store, { palette: value }),
  );
  const field = (id: string, words: string, unit: string, keys: string, set: (value: number) => void) => {
    const input = numberField(scope, words, unit, -200, set);
    [input.id, input.title] = [id, `${words}.\nKeys: ${keys}`];
    return input;
  };
  const floorWords = 'Level with the first colour; what is lower has it too';
  const floor = field('spectrogram-floor', floorWords, 'dBFS', keyWords('floorUp', 'floorDown'), (value) =>
    colour(store, { floor: value }),
  );
  const ceilingWords = 'Level with the last colour; what is higher has it too';
  const ceiling = field('spectrogram-ceiling', ceilingWords, 'dBFS', keyWords('ceilingUp', 'ceilingDown'), (value) =>
    colour(store, { ceiling: value }),
  );
  const gammaWords = 'Gamma: 1 gives each dB as much of the palette, more makes low levels brighter';
  const gamma = field('spectrogram-gamma', gammaWords, '', keyWords('gammaUp', 'gammaDown'), (value) =>
    colour(store, { gamma: value }),
  );
  [gamma.step, gamma.min] = ['0.1', '0.25'];
  const reset = iconButton(scope, 'colours-reset', 'Levels as they were', icons.reset, () =>
    colour(store, { ...plainColours, palette: store.colours.value.palette }),
  );
  reset.title = `${plainColours.floor} to ${plainColours.ceiling} dBFS, gamma 1.\nKey: ${keyWords('coloursReset')}`;
  return {
    elements: [
      ...formRow('Palette', palette.element),
      ...formRow('Levels', floor, el('span', {}, 'to'), ceiling, el('span', {}, 'dBFS')),
      ...formRow('Gamma', gamma, reset),
    ],
    watches: [store.colours],
    update: () => {
      const { colours } = store;
      palette.show(colours.value.palette);
      setNumber(floor, roundTo(colours.value.floor, 4));
      setNumber(ceiling, roundTo(colours.value.ceiling, 4));
      setNumber(gamma, roundTo(colours.value.gamma, 3));
    },
  };
}
