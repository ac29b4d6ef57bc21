import type { Scope } from '../../src/core/util/scope.ts';
import type { Places } from '../editor/places.ts';
import type { Measures, Store } from '../store.ts';
import { el, setText } from '../ui/dom.ts';
import { selectField } from '../ui/selectField.ts';
import { formatTime } from '../../src/core/picture/axes/timeFormat.ts';
import type { DrawerPanel } from './drawer.ts';
import { figureCopyButton } from './figureCopyButton.ts';
import { FigureTable } from './figureTable.ts';
import { loudnessColumns, loudnessRow } from './loudnessFigures.ts';
import { LoudnessHistogram } from './loudnessHistogram.ts';
import { targetChoices, targetLevels, targetWords } from './loudnessTargets.ts';

/** Tab "Loudness": figures of EBU R 128 of the file and of the selection, and how they stand to a target. */
export class LoudnessPanel implements DrawerPanel {
  readonly tab = 'loudness';
  readonly title = 'Loudness';
  readonly element: HTMLElement;
  readonly buttons: readonly HTMLElement[];
  #store: Store;
  #table: FigureTable;
  #target: ReturnType<typeof selectField<Store['loudnessTarget']['value']>>;
  #histogram = new LoudnessHistogram();
  #words = el('p', { class: 'target-words' });
  #state = el('p', { class: 'state' });

  constructor(scope: Scope, store: Store, places: Places, copy: (text: string, what: string) => void) {
    this.#store = store;
    this.#target = selectField(scope, 'loudness-target', 'Target', targetChoices, '', (target) =>
      store.loudnessTarget.set(target),
    );
    this.#table = new FigureTable(scope, {
      label: 'Loudness of the file and of the selection',
      columns: loudnessColumns,
      rows: () => this.#rows(),
      onPlace: (place) => places.goTo(place),
      where: ({ startFrame }) => formatTime(startFrame, this.#rate, store.timeFormat.value),
    });
    const label = el('label', { for: 'loudness-target' }, 'Target');
    const head = el('div', { class: 'target' }, label, this.#target.element, this.#words, this.#state);
    this.element = el('div', { class: 'loudness-panel' }, head, this.#table.element, this.#histogram.element);
    this.buttons = [figureCopyButton(scope, 'Loudness', this.#table, copy)];
    const { measures, selectionMeasures, selection, drawer, file, timeFormat, totalFrames } = store;
    const all = [measures, selectionMeasures, selection, drawer, file, timeFormat, totalFrames];
    for (const signal of [...all, store.loudnessTarget, store.loudnessCurves]) {
      scope.add(signal.on(() => this.#update()));
    }
    this.#update();
  }

  get #rate(): number {
    return this.#store.file.value?.info.sampleRate ?? 1;
  }

  get #ofFile(): Measures | null {
    const { measures, file } = this.#store;
    return measures.value?.revision === file.value?.revision ? measures.value : null;
  }

  #rows(): ReturnType<typeof loudnessRow>[] {
    const { selection, selectionMeasures, loudnessTarget } = this.#store;
    const target = loudnessTarget.value;
    const file = loudnessRow('File', this.#ofFile, this.#rate, target);
    return selection.value ? [file, loudnessRow('Selection', selectionMeasures.value, this.#rate, target)] : [file];
  }

  #update(): void {
    const { drawer, file, loudnessTarget, selection, selectionMeasures, timeFormat, totalFrames } = this.#store;
    if (!drawer.value.open || drawer.value.tab !== 'loudness' || !file.value) return;
    this.#table.update();
    this.#target.show(loudnessTarget.value);
    const measures = this.#ofFile;
    const judged = selection.value ? selectionMeasures.value : measures;
    const words = judged && targetWords(judged.measured, loudnessTarget.value);
    setText(this.#words, words ? `${selection.value ? 'The selection' : 'The file'}: ${lowerFirst(words)}` : '');
    const time = (frame: number): string => formatTime(frame, this.#rate, timeFormat.value);
    const shortTerm = this.#store.loudnessCurves.value?.shortTerm ?? null;
    this.#histogram.show(shortTerm, measures, targetLevels[loudnessTarget.value].lufs);
    const measuring = measures && !measures.final;
    setText(this.#state, measuring ? `Measured up to ${time(measures.endFrame)} of ${time(totalFrames.value)}` : '');
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
