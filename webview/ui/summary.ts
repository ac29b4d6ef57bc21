import type { Scope } from '../../src/core/util/scope.ts';
import type { LevelsResult } from '../../src/core/protocol/levels.ts';
import type { ColourView } from '../../src/core/protocol/spectrogram.ts';
import type { FrequencyAxis } from '../../src/core/spectrogram/frequencyScale.ts';
import type { Scan, Store } from '../store.ts';
import { el, listen, setText } from './dom.ts';
import { formatFrequency } from '../../src/core/picture/axes/units.ts';
import { nameOf, scaleChoices } from '../../src/core/picture/axes/spectrogramWords.ts';
import { spokenAt, type TimeFormat } from '../../src/core/picture/axes/timeFormat.ts';
import { channelLayout, formatDb, formatLevel, formatRate, spokenTime } from '../../src/core/picture/axes/units.ts';

/** A selection is told once it stands for so long; its levels are waited for, ms. */
const REST_MS = 400;
const LEVELS_MS = 2000;

/**
 * For a screen reader: what the file is, and what is selected of it. The selection is said when it has changed, and not
 * while a pointer is down.
 */
export class Summary {
  readonly element: HTMLElement;
  #title = el('h1');
  #file = el('p');
  #pictures = el('p');
  #selection = el('p', { id: 'spoken-selection', 'aria-live': 'polite' });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pressed = false;
  /** Range and revision that were there before, or were told. */
  #told = '';
  #revision: string | undefined;

  constructor() {
    this.element = el(
      'div',
      { id: 'summary', class: 'unseen' },
      this.#title,
      this.#file,
      this.#pictures,
      this.#selection,
    );
  }

  follow(scope: Scope, store: Store): void {
    const { document, file, scan, totalFrames, selection, selectionLevels } = store;
    for (const signal of [document, file, scan, totalFrames]) scope.add(signal.on(() => this.#tellFile(store)));
    for (const signal of [file, store.pictures, store.frequencies, store.colours]) {
      scope.add(signal.on(() => this.#tellPictures(store)));
    }
    // What is recalled with a file is no news.
    scope.add(
      file.on(() => {
        const revision = file.value?.revision;
        if (revision !== this.#revision) this.#told = keyOf(store);
        this.#revision = revision;
      }),
    );
    for (const signal of [selection, selectionLevels]) scope.add(signal.on(() => this.#later(store, REST_MS)));
    listen(scope, window, 'pointerdown', () => (this.#pressed = true), { capture: true });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      listen(
        scope,
        window,
        type,
        () => {
          this.#pressed = false;
          this.#later(store, REST_MS);
        },
        { capture: true },
      );
    }
    scope.defer(() => clearTimeout(this.#timer));
    this.#tellFile(store);
    this.#tellPictures(store);
  }

  #tellPictures(store: Store): void {
    const shown = store.file.value !== null && store.pictures.value.show !== 'waveform';
    setText(this.#pictures, shown ? spectrogramWords(store.frequencyAxis(), store.colours.value) : '');
  }

  #tellFile({ document, file, scan, totalFrames }: Store): void {
    const { kind, fileName } = document.value;
    // A file that cannot be opened has a page and a heading of its own.
    this.#title.hidden = kind === 'failed';
    setText(this.#title, fileName || 'Audio file');
    const loading = kind === 'loading' ? 'The file is being opened.' : '';
    setText(this.#file, file.value ? fileWords(file.value.info, totalFrames.value, scan.value) : loading);
  }

  #later(store: Store, ms: number): void {
    clearTimeout(this.#timer);
    if (this.#pressed || this.#told === keyOf(store)) return;
    this.#timer = setTimeout(() => this.#tellSelection(store, ms), ms);
  }

  #tellSelection(store: Store, waited: number): void {
    const { selection, selectionLevels, file, timeFormat } = store;
    const range = selection.value;
    if (!file.value || this.#pressed || this.#told === keyOf(store)) return;
    if (range && !selectionLevels.value && waited < LEVELS_MS) return this.#later(store, LEVELS_MS);
    this.#told = keyOf(store);
    if (!range) return setText(this.#selection, 'Nothing is selected.');
    const { sampleRate } = file.value.info;
    setText(this.#selection, selectionWords(range, sampleRate, timeFormat.value, selectionLevels.value));
  }
}

function keyOf({ selection, file }: Store): string {
  const range = selection.value;
  return `${file.value?.revision} ${range?.startFrame} ${range?.endFrame}`;
}

type Info = NonNullable<Store['file']['value']>['info'];

/** 20 seconds, Stereo, 48 kHz, WAV, PCM 24-bit, −18.2 LUFS. */
export function fileWords(info: Info, totalFrames: number, scan: Scan | null): string {
  const known = info.framesExact || scan?.progress.state === 'done';
  const length = totalFrames > 0 ? `${known ? '' : 'about '}${spokenTime(totalFrames / info.sampleRate)}` : '';
  const lufs = scan?.progress.integratedLufs;
  const loudness = lufs === undefined || lufs === null ? '' : `integrated loudness ${formatDb(lufs)} LUFS`;
  const parts = [length, channelLayout(info.channels), formatRate(info.sampleRate), info.container, info.codec];
  return `${[...parts, loudness].filter(Boolean).join(', ')}.`;
}

/** Spectrograms show 20 Hz to 24 kHz, scale Log, and levels from −120 to 0 dBFS. */
export function spectrogramWords(
  { scale, low, high }: FrequencyAxis,
  { floor, ceiling }: Pick<ColourView, 'floor' | 'ceiling'>,
): string {
  const [from, to] = [formatFrequency(low), formatFrequency(high)];
  const levels = `levels from ${formatDb(floor, 0)} to ${formatDb(ceiling, 0)} dBFS`;
  return `Spectrograms show ${from} to ${to}, scale ${nameOf(scaleChoices, scale)}, and ${levels}.`;
}

/** The levels are those of the loudest channel. */
export function selectionWords(
  { startFrame, endFrame }: { readonly startFrame: number; readonly endFrame: number },
  sampleRate: number,
  format: TimeFormat,
  levels: LevelsResult | null,
): string {
  const [from, to] = [startFrame, endFrame].map((frame) => spokenAt(frame, sampleRate, format));
  const seconds = (endFrame - startFrame) / sampleRate;
  const length = seconds < 1 ? `${Number((seconds * 1000).toPrecision(4))} milliseconds` : spokenTime(seconds);
  const loudest = (what: 'peak' | 'rms'): string =>
    formatLevel(Math.max(...levels!.channels.map((each) => each[what])));
  const level = levels?.channels.length ? `, peak ${loudest('peak')} dBFS, RMS ${loudest('rms')} dBFS` : '';
  return `Selected from ${from} to ${to}, ${length}${level}.`;
}
