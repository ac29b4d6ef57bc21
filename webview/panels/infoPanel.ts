import type { FileDetails } from '../../src/core/protocol/details.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { el } from '../ui/dom.ts';
import { factRows } from '../ui/facts.ts';
import { formatTime } from '../../src/core/picture/axes/timeFormat.ts';
import { formatBytes, formatDb } from '../../src/core/picture/axes/units.ts';
import { markerWords } from '../ui/markerWords.ts';
import { type Row, RowTable, type Section } from './rows.ts';

const MAX_MARKERS = 500;
const shownTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/avif']);

/** Tab "Info": format, loudness, tags, markers, and the cover beside them. */
export class InfoPanel {
  readonly element: HTMLElement;
  readonly table: RowTable;
  #store: Store;
  #seek: (frame: number) => void;
  #pictures = el('div', { class: 'pictures' });
  #urls: string[] = [];
  #shown: FileDetails | null = null;
  #key = '';

  constructor(scope: Scope, store: Store, copy: (text: string, what: string) => void, seek: (frame: number) => void) {
    this.#store = store;
    this.#seek = seek;
    this.table = new RowTable(scope, copy);
    this.element = el('div', { class: 'info' }, this.table.element, this.#pictures);
    scope.defer(() => this.#freePictures());
  }

  /** What has not changed is left as it is: selections and the focus stay. */
  update(): void {
    const details = this.#store.details.value?.details ?? null;
    const sections = this.#sections(details);
    const key = JSON.stringify(sections);
    if (key !== this.#key) this.table.show(sections);
    this.#key = key;
    if (details !== this.#shown) this.#showPictures(details);
    this.#shown = details;
  }

  #sections(details: FileDetails | null): Section[] {
    const { file, scan, totalFrames } = this.#store;
    if (!file.value) return [];
    const { info } = file.value;
    const progress = scan.value?.progress ?? null;
    const warnings = (details?.warnings ?? []).map((value) => ({ name: 'Note', value }));
    return [
      { title: 'Format', rows: [...factRows(info, progress, totalFrames.value), ...warnings] },
      { title: 'Loudness', rows: loudnessRows(progress?.integratedLufs) },
      { title: 'Tags', rows: details?.tags ?? [] },
      { title: 'Markers', rows: this.#markerRows(details, info.sampleRate) },
    ];
  }

  #markerRows(details: FileDetails | null, sampleRate: number): Row[] {
    const format = this.#store.timeFormat.value;
    return (details?.markers ?? []).slice(0, MAX_MARKERS).map((marker) => ({
      name: formatTime(marker.frame, sampleRate, format),
      value: markerWords(marker, sampleRate, format),
      act: { words: `Go to ${formatTime(marker.frame, sampleRate, format)}`, run: () => this.#seek(marker.frame) },
    }));
  }

  #showPictures(details: FileDetails | null): void {
    this.#freePictures();
    const figures = (details?.pictures ?? []).map(({ type, mime, data }) => {
      const words = `${type}, ${mime.replace('image/', '').toUpperCase()}, ${formatBytes(data.length)}`;
      const caption = el('figcaption', {}, words);
      if (!shownTypes.has(mime.toLowerCase().replace('image/jpg', 'image/jpeg'))) return el('figure', {}, caption);
      const url = URL.createObjectURL(new Blob([data], { type: mime }));
      this.#urls.push(url);
      const image = el('img', { src: url, alt: type });
      image.addEventListener('error', () => image.replaceWith(el('span', {}, 'This picture cannot be shown.')));
      return el('figure', {}, image, caption);
    });
    this.#pictures.replaceChildren(...figures);
    this.#pictures.hidden = figures.length === 0;
  }

  #freePictures(): void {
    for (const url of this.#urls) URL.revokeObjectURL(url);
    this.#urls = [];
  }
}

function loudnessRows(lufs: number | null | undefined): Row[] {
  if (lufs === undefined || lufs === null) return [];
  return [{ name: 'Integrated (EBU R 128)', value: `${formatDb(lufs)} LUFS` }];
}
