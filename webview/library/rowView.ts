import { type Column, columnOf, type ColumnId } from '../../src/core/library/columns.ts';
import { folderTitle } from '../../src/core/library/lines.ts';
import type { LineContent } from '../../src/core/library/rowModel.ts';
import { countText, markText, nameParts } from '../../src/core/library/text.ts';
import type { AudioRow } from '../../src/core/protocol/audioRow.ts';
import type { PlayingRow } from '../../src/core/protocol/auditionApi.ts';
import { t } from '../../src/core/util/l10n.ts';
import type { Surface } from '../render/surface.ts';
import { el, icon, setAttribute, setText } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { paintSparkline, type SparklineColours } from './sparkline.ts';

/** What a line looks like beside what is on it. */
export interface LineLook {
  readonly selected: boolean;
  readonly active: boolean;
  readonly collapsed: boolean;
  /** The table is a tree. */
  readonly tree: boolean;
  /** Names of the roots. */
  readonly roots: readonly string[];
  readonly playing: PlayingRow | null;
}

const markIcons = { keep: icons.pass, reject: icons.circleSlash, review: icons.question } as const;
const worstClasses = { error: 'defect', warning: '', info: '' } as const;

interface Picture {
  readonly surface: Surface;
  wave: Int8Array | null;
  played: number;
  /** Nothing was painted yet, or with other colours, or at another size. */
  stale: boolean;
}

/** The elements of one line; used again for another one when it leaves the screen. */
export class RowView {
  readonly element = el('div', { role: 'row' });
  readonly picture: Picture | null;
  line = -1;
  #content: LineContent | null = null;
  #look = '';
  readonly #cells: ReadonlyMap<ColumnId, HTMLElement>;
  readonly #folder = el('div', { class: 'cell folder-cell', role: 'gridcell' });
  readonly #folderName = el('span', { class: 'folder-name' });
  readonly #folderCount = el('span', { class: 'count' });
  readonly #head = el('span', { class: 'name-head' });
  readonly #tail = el('span', { class: 'name-tail' });
  readonly #markIcon = el('span', { class: 'name-mark' });
  readonly #play = el('button', { type: 'button', class: 'row-play', tabindex: '-1' });

  constructor(columns: readonly ColumnId[], observe: (canvas: HTMLCanvasElement) => Surface) {
    const cells = new Map<ColumnId, HTMLElement>();
    let picture: Picture | null = null;
    for (const id of columns) {
      const cell = el('div', { class: `cell ${columnOf(id).align}`, role: 'gridcell', 'data-column': id });
      if (id === 'name') cell.append(this.#play, this.#head, this.#tail, this.#markIcon);
      if (id === 'wave') {
        const canvas = el('canvas', { class: 'sparkline', 'aria-hidden': 'true' });
        cell.append(canvas);
        picture = { surface: observe(canvas), wave: null, played: 0, stale: true };
      }
      cells.set(id, cell);
    }
    this.picture = picture;
    this.#cells = cells;
    this.#folder.append(
      el('span', { class: 'twistie' }, icon(icons.chevronRight)),
      this.#folderName,
      this.#folderCount,
    );
    this.#folder.setAttribute('aria-colspan', String(columns.length));
  }

  get content(): LineContent | null {
    return this.#content;
  }

  cell(id: ColumnId): HTMLElement | undefined {
    return this.#cells.get(id);
  }

  /** Writes what differs from what it says. */
  show(line: number, content: LineContent, look: LineLook): void {
    const { element } = this;
    if (line !== this.line) {
      this.line = line;
      element.id = lineId(line);
      element.dataset['line'] = String(line);
      element.setAttribute('aria-rowindex', String(line + 2));
    }
    const key = lookKey(content, look);
    if (key === this.#look && sameContent(content, this.#content)) return;
    const before = this.#content;
    this.#content = content;
    this.#look = key;
    setAttribute(element, 'aria-selected', String(look.selected));
    if (look.tree) setAttribute(element, 'aria-level', String(content.depth + 1));
    else element.removeAttribute('aria-level');
    element.style.setProperty('--depth', String(content.depth));
    const kinds = ['line', content.kind, look.selected ? 'selected' : '', look.active ? 'active' : ''];
    if (content.kind === 'folder') {
      this.#showFolder(content, look);
    } else {
      if (before?.kind !== 'row') element.replaceChildren(...this.#cells.values());
      element.removeAttribute('aria-expanded');
      const { state } = look.playing ?? { state: null };
      if (state) kinds.push('sounding');
      if (content.row.failure !== null) kinds.push('failed');
      if (content.row.mark === 'reject') kinds.push('rejected');
      this.#showRow(content.row, look.playing);
    }
    setAttribute(element, 'class', kinds.filter(Boolean).join(' '));
  }

  /** Nothing of what is on it is taken as painted. */
  spoil(): void {
    if (this.picture) this.picture.stale = true;
  }

  /** Paints the waveform if it, its size, its colours or what was heard of it are others. */
  paint(colours: SparklineColours, playing: PlayingRow | null): void {
    const { picture } = this;
    const content = this.#content;
    if (!picture?.surface.sized || content?.kind !== 'row') return;
    const { row } = content;
    const played = playing ? Math.round(playedPart(playing, row) * picture.surface.width) : 0;
    if (!picture.stale && picture.wave === row.wave && picture.played === played) return;
    picture.wave = row.wave;
    picture.played = played;
    picture.stale = false;
    paintSparkline(picture.surface, row.wave, played, colours);
  }

  #showFolder(content: Extract<LineContent, { kind: 'folder' }>, { collapsed, roots }: LineLook): void {
    const { folder, rows } = content;
    if (this.#folder.parentElement !== this.element) this.element.replaceChildren(this.#folder);
    setAttribute(this.element, 'aria-expanded', String(!collapsed));
    setText(this.#folderName, folderTitle(folder, roots[folder.root] ?? ''));
    setText(this.#folderCount, countText(rows));
    setAttribute(this.#folder, 'title', folder.path || (roots[folder.root] ?? ''));
  }

  #showRow(row: AudioRow, playing: PlayingRow | null): void {
    for (const [id, cell] of this.#cells) {
      if (id === 'name') this.#showName(row, playing);
      else if (id === 'mark') showMark(cell, row);
      else if (id !== 'wave') showText(cell, columnOf(id), row);
    }
  }

  #showName(row: AudioRow, playing: PlayingRow | null): void {
    const [head, tail] = nameParts(row.name);
    setText(this.#head, head);
    setText(this.#tail, tail);
    const failure = playing?.failure ?? row.failure;
    const title = row.folder === '' ? row.name : `${row.folder}/${row.name}`;
    setAttribute(this.#cells.get('name')!, 'title', failure === null ? title : `${title}\n${failure}`);
    const sounds = playing?.state === 'playing' || playing?.state === 'loading';
    const rest =
      failure !== null ? icons.warning : playing && playing.state !== 'stopped' ? icons.unmute : icons.waveform;
    setIcons(this.#play, rest, sounds ? icons.pause : icons.play);
    const words = sounds ? t('Pause {0}', row.name) : t('Play {0}', row.name);
    setAttribute(this.#play, 'aria-label', words);
    setAttribute(this.#play, 'title', sounds ? t('Pause') : t('Play'));
    // Where marks have a column of their own, the name need not carry them.
    const mark = this.#cells.has('mark') ? null : row.mark;
    setIcons(this.#markIcon, mark && markIcons[mark]);
    setAttribute(this.#markIcon, 'title', markText(mark));
    this.#markIcon.hidden = mark === null;
  }
}

export const lineId = (line: number): string => `line-${line}`;

/** What of a row has been heard, 0 … 1. */
export function playedPart({ seconds, duration, state }: PlayingRow, row: AudioRow): number {
  const length = duration ?? row.facts?.seconds ?? 0;
  return state === 'stopped' || length <= 0 ? 0 : Math.max(0, Math.min(1, seconds / length));
}

function lookKey(content: LineContent, look: LineLook): string {
  const playing = content.kind === 'row' && look.playing ? `${look.playing.state} ${look.playing.failure ?? ''}` : '';
  const roots = content.kind === 'folder' ? look.roots.join('/') : '';
  return [look.selected, look.active, look.collapsed, look.tree, content.depth, playing, roots].join(' ');
}

/** Rows come whole when anything of them changes. */
function sameContent(a: LineContent, b: LineContent | null): boolean {
  if (a.kind === 'row') return b?.kind === 'row' && a.row === b.row;
  return b?.kind === 'folder' && a.folder === b.folder && a.rows === b.rows;
}

function showText(cell: HTMLElement, column: Column, row: AudioRow): void {
  const text = column.text(row);
  setText(cell, text);
  const { figures } = row;
  let defect = '';
  if (figures && column.id === 'findings' && figures.worst) defect = worstClasses[figures.worst];
  if (figures && column.id === 'violations' && figures.violations > 0) defect = 'defect';
  // More than a converter can play.
  if (figures && column.id === 'truePeak' && (figures.truePeakDbtp ?? 0) > 0) defect = 'defect';
  const classes = `cell ${column.align} ${defect || (/^[…–]$/.test(text) ? 'nothing' : '')}`.trim();
  setAttribute(cell, 'class', classes);
  if (column.align === 'left' && text !== '') setAttribute(cell, 'title', text);
  else cell.removeAttribute('title');
}

function showMark(cell: HTMLElement, { mark }: AudioRow): void {
  setIcons(cell, mark && markIcons[mark]);
  setAttribute(cell, 'title', mark ? markText(mark) : t('Mark'));
  setAttribute(cell, 'aria-label', mark ? markText(mark) : t('No mark'));
}

const shownIcons = new WeakMap<Element, string>();

/** Icons in place of what is there; nothing is touched while they are the same. */
function setIcons(element: Element, ...svgs: readonly (string | null)[]): void {
  const key = svgs.join('\n');
  if (shownIcons.get(element) === key) return;
  shownIcons.set(element, key);
  element.replaceChildren(...svgs.filter((svg) => svg !== null).map((svg) => icon(svg)));
}
