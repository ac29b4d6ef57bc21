import type { Scope } from '../../src/core/util/scope.ts';
import { numberField, setNumber } from '../panels/numberField.ts';
import type { Store } from '../store.ts';
import { checkRow } from './controls.ts';
import { el, listen } from './dom.ts';
import { formRow, type FormPart } from './formRow.ts';
import { roundTo } from '../../src/core/picture/axes/units.ts';
import { selectField } from './selectField.ts';
import { keyWords } from './spectrogramKeys.ts';
import { scaleChoices } from '../../src/core/picture/axes/spectrogramWords.ts';

/** The scale of frequencies, and which part of it is in view. */
export function frequencyFields(scope: Scope, store: Store): FormPart {
  const keys = keyWords('frequencyScaleNext');
  const scale = selectField(scope, 'spectrogram-scale', 'Frequency scale', scaleChoices, keys, (value) =>
    store.frequencies.set({ ...store.frequencies.value, scale: value }),
  );
  const low = numberField(scope, 'Lowest frequency', 'Hz', 0, (value) => {
    if (value < store.frequencyAxis().high) show(store, value, store.frequencies.value.high);
  });
  const high = numberField(scope, 'Highest frequency', 'Hz', 0, (value) => {
    if (value > store.frequencyAxis().low) show(store, store.frequencies.value.low, value);
  });
  low.id = 'spectrogram-low';
  high.id = 'spectrogram-high';
  const zoomKeys = keyWords('frequencyIn', 'frequencyOut');
  for (const field of [low, high]) field.title = `${field.getAttribute('aria-label')!}.\nKeys to zoom: ${zoomKeys}`;
  const title = `All frequencies.\nKey: ${keyWords('frequencyReset')}`;
  const all = el('button', { type: 'button', id: 'all-frequencies', class: 'small-button', title }, 'All');
  listen(scope, all, 'click', () => show(store, null, null));
  const notes = checkRow(scope, 'note-names', 'Note names on the scale', (on) =>
    store.extras.set({ ...store.extras.value, noteNames: on }),
  );
  return {
    elements: [
      ...formRow('Scale', scale.element),
      ...formRow('Range', low, el('span', {}, '\u2013'), high, el('span', {}, 'Hz'), all),
      el('div', { class: 'checks' }, notes.element),
    ],
    watches: [store.frequencies, store.extras, store.file],
    update: () => {
      const { frequencies, extras } = store;
      const axis = store.frequencyAxis();
      scale.show(frequencies.value.scale);
      setNumber(low, roundTo(axis.low, 4));
      setNumber(high, roundTo(axis.high, 6));
      all.disabled = frequencies.value.low === null && frequencies.value.high === null;
      notes.show(extras.value.noteNames, keyWords('toggleNoteNames'));
    },
  };
}

/** What reaches the end of the scale goes along with it, whatever the next file's rate. */
function show(store: Store, low: number | null, high: number | null): void {
  const { scale } = store.frequencies.value;
  const whole = store.frequencyAxisOf({ scale, low: null, high: null });
  const from = low !== null && (low > whole.low || (scale === 'log' && low < whole.low)) ? Math.max(low, 0) : null;
  store.frequencies.set({ scale, low: from, high: high !== null && high < whole.high ? high : null });
}
