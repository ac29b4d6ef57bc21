import { type Analysis, MAX_WINDOW, MIN_WINDOW, overlaps, paddings } from '../../src/core/protocol/spectrogram.ts';
import { hopOf, transformOf } from '../../src/core/spectrogram/columns.ts';
import { makeWindow, noiseBandwidth } from '../../src/core/spectrogram/windows.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { el, setText } from './dom.ts';
import { formRow, type FormPart } from './formRow.ts';
import { formatFrequency, milliseconds } from '../../src/core/picture/axes/units.ts';
import { selectField } from './selectField.ts';
import { combineChoices, windowChoices } from '../../src/core/picture/axes/spectrogramWords.ts';
import { keyWords } from './spectrogramKeys.ts';
import { methodChoices } from './pictureWords.ts';
import { formatCount } from '../../src/core/picture/axes/units.ts';

const lengths: number[] = [];
for (let length = MIN_WINDOW; length <= MAX_WINDOW; length *= 2) lengths.push(length);

const aboutLength = 'Longer windows tell close frequencies apart, shorter ones close times';
const lengthChoices = lengths.map((value) => ({ value, words: formatCount(value), about: aboutLength }));
const aboutOverlap =
  'Of a window, what the next one covers too. More: finer in time where one zooms in, and more to compute';
const overlapChoices = overlaps.map((value) => ({ value, words: `${100 * value} %`, about: aboutOverlap }));
const aboutPadding =
  'The transform is so many times as long as the window: smoother lines, no finer ones, and more to compute';
const paddingChoices = paddings.map((value) => ({
  value,
  words: value === 1 ? 'No zero padding' : `${value}\u00d7 zero padding`,
  about: aboutPadding,
}));

/** How spectra are made of samples, and what that means in ms and Hz. */
export function analysisFields(scope: Scope, store: Store): FormPart {
  const set = (change: Partial<Analysis>): void => store.analysis.set({ ...store.analysis.value, ...change });
  const method = selectField(scope, 'spectrogram-method', 'Method', methodChoices, keyWords('methodNext'), (value) =>
    set({ method: value }),
  );
  const windowKeys = keyWords('windowNext', 'windowPrevious');
  const window = selectField(scope, 'spectrogram-window', 'Window function', windowChoices, windowKeys, (value) =>
    set({ window: value }),
  );
  const lengthKeys = keyWords('windowLonger', 'windowShorter');
  const size = selectField(scope, 'spectrogram-size', 'Window length', lengthChoices, lengthKeys, (value) =>
    set({ size: value }),
  );
  const overlapKeys = keyWords('overlapMore', 'overlapLess');
  const overlap = selectField(scope, 'spectrogram-overlap', 'Overlap', overlapChoices, overlapKeys, (value) =>
    set({ overlap: value }),
  );
  const padding = selectField(
    scope,
    'spectrogram-padding',
    'Zero padding',
    paddingChoices,
    keyWords('paddingNext'),
    (value) => set({ padding: value }),
  );
  const combine = selectField(
    scope,
    'spectrogram-combine',
    'Columns',
    combineChoices,
    keyWords('combineNext'),
    (value) => set({ combine: value }),
  );
  const facts = el('p', { class: 'hint', id: 'spectrogram-facts' });
  return {
    elements: [
      ...formRow('Method', method.element),
      ...formRow('Window', window.element, size.element),
      ...formRow('Overlap', overlap.element, padding.element),
      ...formRow('Columns', combine.element),
      facts,
    ],
    watches: [store.analysis, store.file],
    update: () => {
      const { analysis } = store;
      const rate = store.file.value?.info.sampleRate ?? 48_000;
      method.show(analysis.value.method);
      window.show(analysis.value.window);
      size.show(analysis.value.size, (length) => `${formatCount(length)} \u00b7 ${milliseconds(length / rate)}`);
      overlap.show(analysis.value.overlap);
      padding.show(analysis.value.padding);
      combine.show(analysis.value.combine);
      setText(facts, factsOf(analysis.value, rate));
    },
  };
}

/** Hop 512 frames, 10.7 ms. Bins 23.4 Hz apart, lines 35.2 Hz wide. */
function factsOf(analysis: Analysis, rate: number): string {
  const hop = hopOf(analysis);
  const bandwidth = (noiseBandwidth(makeWindow(analysis.window, analysis.size)) * rate) / analysis.size;
  const bins = formatFrequency(rate / transformOf(analysis));
  const times = `A window every ${formatCount(hop)} frames, ${milliseconds(hop / rate)}.`;
  return `${times} Bins ${bins} apart, noise bandwidth ${formatFrequency(bandwidth)}.`;
}
