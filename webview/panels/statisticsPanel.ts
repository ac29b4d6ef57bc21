import type { Scope } from '../../src/core/util/scope.ts';
import type { Places } from '../editor/places.ts';
import type { Reports } from '../editor/reports.ts';
import { namesOfChannels } from '../../src/core/picture/lane/laneSource.ts';
import type { Measures, Store } from '../store.ts';
import { iconButton } from '../ui/controls.ts';
import { el, icon, setText } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { formatTime, unitAfter } from '../../src/core/picture/axes/timeFormat.ts';
import { channelNames, formatClock } from '../../src/core/picture/axes/units.ts';
import type { DrawerPanel } from './drawer.ts';
import type { CopyFormat } from './figureCopy.ts';
import { figureCopyButton } from './figureCopyButton.ts';
import { FigureTable } from './figureTable.ts';
import type { FigureRow } from './figureTable.ts';
import { channelColumns, channelRows, overallColumns, overallRow, type RowsContext } from './statisticsRows.ts';
import { md5Words } from './statisticsWords.ts';

interface Parts {
  readonly scope: Scope;
  readonly store: Store;
  readonly places: Places;
  readonly reports: Reports;
  /** Puts it into the clipboard, and says that it did. */
  readonly copy: (text: string, what: string) => void;
}

/** What a group of rows was made for, and the rows. */
interface Made {
  readonly of: readonly unknown[];
  readonly channels: readonly FigureRow[];
  readonly overall: FigureRow;
}

/** Tab "Statistics": figures of each channel, and of all together, of the file and of the selection. */
export class StatisticsPanel implements DrawerPanel {
  readonly tab = 'statistics';
  readonly title = 'Statistics';
  readonly element = el('div', { class: 'statistics' });
  readonly buttons: readonly HTMLElement[];
  #store: Store;
  #channels: FigureTable;
  #overall: FigureTable;
  #progress = el('p', { class: 'progress', hidden: '' });
  #md5Words = el('span');
  #md5 = el('p', { class: 'md5', hidden: '' }, icon(icons.error), this.#md5Words);
  /** Read out: that figures are still coming, and when they have come. */
  #live = el('div', { class: 'unseen', role: 'status' });
  #made = new Map<string, Made>();
  #shown: readonly Made[] = [];

  constructor({ scope, store, places, reports, copy }: Parts) {
    this.#store = store;
    const common = {
      onPlace: (place: Parameters<Places['goTo']>[0]) => places.goTo(place),
      where: ({ startFrame }: { startFrame: number }) => this.#time(startFrame),
      scroller: this.element,
    };
    this.#channels = new FigureTable(scope, {
      ...common,
      label: 'Statistics of the channels',
      columns: channelColumns,
      rows: () => this.#shown.flatMap(({ channels }) => channels),
    });
    this.#overall = new FigureTable(scope, {
      ...common,
      label: 'Statistics of all channels together',
      columns: overallColumns,
      rows: () => this.#shown.map(({ overall }) => overall),
    });
    this.element.append(this.#progress, this.#channels.element, this.#overall.element, this.#md5, this.#live);
    const report = (id: string, words: string, svg: string, to: 'file' | 'clipboard'): HTMLElement =>
      iconButton(scope, id, words, svg, () => void reports.make(to));
    const of = 'of the file, or of the selection';
    this.buttons = [
      figureCopyButton(scope, 'the statistics', this, copy),
      report('statistics-copy-report', `Copy a report ${of}, as Markdown`, icons.note, 'clipboard'),
      report('statistics-export-report', `Export a report ${of}…`, icons.exportFile, 'file'),
    ];
    const { measures, selectionMeasures, selection, drawer, file, timeFormat, totalFrames } = store;
    for (const signal of [measures, selectionMeasures, selection, drawer, file, timeFormat, totalFrames]) {
      scope.add(signal.on(() => this.#update()));
    }
    this.#update();
  }

  /** Both tables, as they are shown. */
  copy(format: CopyFormat): string {
    const [channels, overall] = [this.#channels.copy(format), this.#overall.copy(format)];
    const { pcmMd5 = null, storedMd5 = null } = this.#store.measures.value ?? {};
    if (format === 'json') {
      const parts = { channels: JSON.parse(channels) as unknown, overall: JSON.parse(overall) as unknown };
      return `${JSON.stringify({ ...parts, pcmMd5, storedMd5 }, null, 2)}\n`;
    }
    if (format === 'csv') return `${channels}\r\n${overall}`;
    return [channels, overall, ...(pcmMd5 ? [this.#md5Words.textContent ?? ''] : [])].join('\n\n');
  }

  get #rate(): number {
    return this.#store.file.value?.info.sampleRate ?? 1;
  }

  #time(frame: number): string {
    const format = this.#store.timeFormat.value;
    return [formatTime(frame, this.#rate, format), unitAfter(format)].filter(Boolean).join(' ');
  }

  #update(): void {
    const { drawer, file, measures, selection, selectionMeasures } = this.#store;
    if (!drawer.value.open || drawer.value.tab !== 'statistics' || !file.value) return;
    const range = selection.value;
    this.#shown = [
      this.#rowsOf('File', measures.value),
      ...(range ? [this.#rowsOf('Selection', selectionMeasures.value)] : []),
    ];
    this.#channels.update();
    this.#overall.update();
    this.#say(measures.value);
    const md5 = md5Words(measures.value);
    this.#md5.hidden = md5 === '';
    setText(this.#md5Words, md5);
    const { pcmMd5 = null, storedMd5 = null } = measures.value ?? {};
    this.#md5.classList.toggle('defect', storedMd5 !== null && pcmMd5 !== null && storedMd5 !== pcmMd5);
  }

  /** The same figures make the same rows, which cost nothing to show again. */
  #rowsOf(title: string, measures: Measures | null): Made {
    const { file, totalFrames } = this.#store;
    const info = file.value!.info;
    const of = [measures, info, totalFrames.value];
    const before = this.#made.get(title);
    if (before?.of.every((each, index) => each === of[index])) return before;
    const names = namesOfChannels(info, channelNames);
    const context: RowsContext = {
      ...{ title, measures, names },
      ...{ sampleRate: info.sampleRate, totalFrames: totalFrames.value },
    };
    const made = { of, channels: channelRows(context), overall: overallRow(context) };
    this.#made.set(title, made);
    return made;
  }

  #say(measures: Measures | null): void {
    const { totalFrames } = this.#store;
    const final = measures?.final ?? false;
    const clock = (frames: number): string => formatClock(Math.floor(frames / this.#rate), 0);
    const upTo = `${clock(measures?.endFrame ?? 0)} of ${clock(totalFrames.value)}`;
    const short = final && (measures?.endFrame ?? 0) < totalFrames.value;
    this.#progress.hidden = final && !short;
    setText(this.#progress, short ? `Measured up to ${upTo}: the rest could not be decoded` : `Measured up to ${upTo}`);
    // Not each step of it: that the figures are not final, and that they are.
    const spoken = this.#live.textContent;
    if (!final) setText(this.#live, 'The file is still being measured');
    else if (spoken) setText(this.#live, 'The figures are final');
  }
}
