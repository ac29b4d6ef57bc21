import type { RuleAction } from '../../src/core/protocol/editorApi.ts';
import { severityTitles } from '../../src/core/report/findingWords.ts';
import type { Finding } from '../../src/core/report/report.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Places } from '../editor/places.ts';
import type { Reports } from '../editor/reports.ts';
import { namesOfChannels } from '../../src/core/picture/lane/laneSource.ts';
import { Signal } from '../render/signal.ts';
import type { Store } from '../store.ts';
import { buttonKeys, iconButton } from '../ui/controls.ts';
import { el, icon, keepKeys, listen, setAttribute, setText } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { formatTime } from '../../src/core/picture/axes/timeFormat.ts';
import { channelNames, formatCount } from '../../src/core/picture/axes/units.ts';
import type { DrawerPanel } from './drawer.ts';
import { figureCopyButton } from './figureCopyButton.ts';
import { FigureTable } from './figureTable.ts';
import { countWords, emptyWords, findingColumns, findingRows, severityCounts, severityIcons } from './findingRows.ts';
import { openRuleMenu } from './ruleMenu.ts';

interface Parts {
  readonly scope: Scope;
  readonly store: Store;
  readonly places: Places;
  readonly reports: Reports;
  readonly actOnRule: (rule: string, action: RuleAction) => void;
  /** Puts it into the clipboard, and says that it did. */
  readonly copy: (text: string, what: string) => void;
}

type Severity = Finding['severity'];
const severities: readonly Severity[] = ['error', 'warning', 'info'];
const plural: Readonly<Record<Severity, string>> = { error: 'errors', warning: 'warnings', info: 'infos' };

/** Tab "Findings": what rules have to say of the file and of the selection. */
export class FindingsPanel implements DrawerPanel {
  readonly tab = 'findings';
  readonly title = 'Findings';
  readonly element: HTMLElement;
  readonly buttons: readonly HTMLElement[];
  /** How many there are of the file; null while nothing is known. */
  readonly badge = new Signal<number | null>(null);
  #store: Store;
  #hidden = new Set<Severity>();
  #table: FigureTable;
  #filters: Readonly<Record<Severity, { button: HTMLButtonElement; count: HTMLElement }>>;
  #found = el('span', { class: 'findings-found', role: 'status' });
  #empty = el('p', { class: 'findings-empty', hidden: '' });
  /** What is shown was made for these. */
  #made: readonly unknown[] = [];

  constructor({ scope, store, places, reports, actOnRule, copy }: Parts) {
    this.#store = store;
    this.#table = new FigureTable(scope, {
      label: 'Findings',
      columns: findingColumns,
      rows: () => this.#rows(),
      onPlace: (place) => places.goTo(place),
      onMenu: (row, button) => openRuleMenu(row, button, actOnRule),
      where: ({ startFrame }) => formatTime(startFrame, this.#rate, store.timeFormat.value),
    });
    this.#filters = {
      error: this.#filter(scope, 'error'),
      warning: this.#filter(scope, 'warning'),
      info: this.#filter(scope, 'info'),
    };
    const group = { class: 'findings-filter', role: 'group', 'aria-label': 'Severities that are shown' };
    const head = el(
      'div',
      { class: 'findings-head' },
      el('div', group, ...severities.map((each) => this.#filters[each].button)),
      this.#found,
    );
    this.element = el('div', { class: 'findings-panel' }, head, this.#table.element, this.#empty);
    this.buttons = [
      figureCopyButton(scope, 'the findings', this.#table, copy),
      iconButton(
        scope,
        'copy-report',
        'Copy a report of the file, or of the selection, as Markdown',
        icons.note,
        () => {
          void reports.make('clipboard');
        },
      ),
      iconButton(scope, 'export-report', 'Export a report of the file, or of the selection…', icons.exportFile, () => {
        void reports.make('file');
      }),
    ];
    const { measures, selectionMeasures, drawer, timeFormat, file, scan } = store;
    for (const signal of [measures, selectionMeasures, drawer, timeFormat, file, scan]) {
      scope.add(signal.on(() => this.#update()));
    }
    this.#update();
  }

  get #rate(): number {
    return this.#store.file.value?.info.sampleRate ?? 1;
  }

  #filter(scope: Scope, severity: Severity): { button: HTMLButtonElement; count: HTMLElement } {
    const count = el('span');
    const button = el(
      'button',
      { type: 'button', class: 'severity', 'aria-pressed': 'true' },
      icon(severityIcons[severity]),
      count,
    );
    keepKeys(scope, button, buttonKeys);
    listen(scope, button, 'click', () => {
      if (!this.#hidden.delete(severity)) this.#hidden.add(severity);
      this.#made = [];
      this.#update();
    });
    return { button, count };
  }

  #rows() {
    const { file, measures, selectionMeasures, timeFormat } = this.#store;
    const names = file.value ? namesOfChannels(file.value.info, channelNames) : [];
    const look = { sampleRate: this.#rate, format: timeFormat.value, names, hidden: this.#hidden };
    return findingRows(measures.value, selectionMeasures.value, look);
  }

  #update(): void {
    const { drawer, measures, selectionMeasures, timeFormat, file, scan } = this.#store;
    const counts = severityCounts(measures.value);
    this.badge.set(measures.value ? counts.error + counts.warning + counts.info : null);
    if (!drawer.value.open || drawer.value.tab !== 'findings') return;
    const failed = scan.value?.progress.state === 'failed';
    const made = [measures.value, selectionMeasures.value, timeFormat.value, file.value, failed];
    if (made.every((each, index) => each === this.#made[index])) return;
    this.#made = made;
    this.#table.update();
    this.#showFilters();
    const all = severityCounts(measures.value, selectionMeasures.value);
    const total = all.error + all.warning + all.info;
    const shown = this.#table.rows.length;
    this.#table.element.hidden = shown === 0;
    this.#empty.hidden = shown > 0;
    setText(this.#empty, total > 0 ? 'No finding is of a severity that is shown.' : emptyWords(measures.value, failed));
    setText(this.#found, measures.value ? countWords(shown, measures.value, selectionMeasures.value) : '');
  }

  #showFilters(): void {
    const counts = severityCounts(this.#store.measures.value, this.#store.selectionMeasures.value);
    for (const severity of severities) {
      const { button, count } = this.#filters[severity];
      const on = !this.#hidden.has(severity);
      setText(count, formatCount(counts[severity]));
      const what = counts[severity] === 1 ? severityTitles[severity].toLowerCase() : plural[severity];
      setAttribute(button, 'aria-label', `${formatCount(counts[severity])} ${what}`);
      button.disabled = counts[severity] === 0;
      setAttribute(button, 'aria-pressed', String(on));
      setAttribute(button, 'title', `${on ? 'Hide' : 'Show'} ${plural[severity]}`);
    }
  }
}
