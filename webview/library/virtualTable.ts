import type { ColumnId } from '../../src/core/library/columns.ts';
import type { LineContent } from '../../src/core/library/rowModel.ts';
import type { PlayingRow } from '../../src/core/protocol/auditionApi.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { SurfaceObserver } from '../render/surface.ts';
import { el, listen, setAttribute } from '../ui/dom.ts';
import { lineId, type LineLook, RowView } from './rowView.ts';
import { ScrollSpace } from './scrollSpace.ts';
import type { SparklineColours } from './sparkline.ts';

/** CSS pixels, before they are fitted to the screen's own. */
const ROW_HEIGHT = 22;
/** Lines above and below what is seen. */
const MARGIN = 6;

/** What the table asks for each line. */
export interface TableSource {
  readonly count: number;
  line(line: number): LineContent | undefined;
  look(line: number, content: LineContent): LineLook;
  /** Of the row, if it is the one that sounds. */
  playing(uri: string): PlayingRow | null;
  readonly activeLine: number;
  readonly tree: boolean;
}

/** Lines of which only those in sight are elements, used again as they leave it. */
export class VirtualTable {
  readonly element = el('div', { id: 'table', tabindex: '0', 'aria-multiselectable': 'true' });
  readonly #source: TableSource;
  readonly #space = el('div', { class: 'space', role: 'presentation' });
  readonly #group = el('div', { role: 'rowgroup' });
  readonly #scroll: ScrollSpace;
  readonly #surfaces: SurfaceObserver;
  readonly #shown = new Map<number, RowView>();
  #spare: RowView[] = [];
  #columns: readonly ColumnId[] = [];
  #colours: SparklineColours = { rest: '', played: '' };
  #rowHeight = ROW_HEIGHT;
  /** CSS pixels below the heads; asked for only when the size changes: a layout would be forced otherwise. */
  #room = 0;

  /** head: the row of the column heads. changed: what is in sight is another. */
  constructor(scope: Scope, source: TableSource, head: HTMLElement, changed: () => void) {
    this.#source = source;
    this.#space.append(this.#group);
    this.element.append(el('div', { role: 'rowgroup', class: 'head-group' }, head), this.#space);
    this.#scroll = new ScrollSpace(this.element, this.#space);
    // Sizes are known, or others: painted before the browser shows them.
    this.#surfaces = scope.add(
      new SurfaceObserver((surfaces) => {
        for (const view of this.#shown.values()) {
          if (view.picture && surfaces.includes(view.picture.surface)) this.#repaint(view);
        }
      }),
    );
    listen(scope, this.element, 'scroll', () => (this.#scroll.follow(), changed()), { passive: true });
    const observer = new ResizeObserver(() => {
      this.#measure();
      changed();
    });
    observer.observe(this.element);
    scope.defer(() => observer.disconnect());
    this.#measure();
  }

  get rowHeight(): number {
    return this.#rowHeight;
  }

  /** Lines that are wholly in sight. */
  get pageLines(): number {
    return Math.max(1, Math.floor(this.#room / this.#rowHeight));
  }

  /** The first and last line of which anything is in sight. */
  get inSight(): readonly [first: number, last: number] {
    const first = Math.floor(this.#scroll.top / this.#rowHeight);
    const last = Math.ceil((this.#scroll.top + this.#room) / this.#rowHeight) - 1;
    return [first, Math.min(last, this.#source.count - 1)];
  }

  setColumns(columns: readonly ColumnId[]): void {
    if (columns.join() === this.#columns.join()) return;
    this.#columns = columns;
    for (const view of [...this.#shown.values(), ...this.#spare]) this.#drop(view);
    this.#shown.clear();
    this.#spare = [];
  }

  setColours(colours: SparklineColours): void {
    this.#colours = colours;
    this.#spoilPictures();
  }

  view(line: number): RowView | undefined {
    return this.#shown.get(line);
  }

  lineUnder(event: Event): number {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-line]') : null;
    return target ? Number(target.dataset['line']) : -1;
  }

  /** A line comes into sight, moving as little as possible. */
  reveal(line: number): void {
    if (line < 0) return;
    this.#scroll.setTotal(this.#source.count * this.#rowHeight);
    const top = line * this.#rowHeight;
    if (top < this.#scroll.top) this.#scroll.setTop(top);
    else if (top + this.#rowHeight > this.#scroll.top + this.#room)
      this.#scroll.setTop(top + this.#rowHeight - this.#room);
  }

  /** How far below the upper border a line is; null: out of sight. */
  offsetOf(line: number): number | null {
    const offset = line * this.#rowHeight - this.#scroll.top;
    return line < 0 || offset <= -this.#rowHeight || offset >= this.#room ? null : offset;
  }

  /** A line is put where it, or another one, was. */
  placeAt(line: number, offset: number): void {
    this.#scroll.setTotal(this.#source.count * this.#rowHeight);
    this.#scroll.setTop(line * this.#rowHeight - offset);
  }

  get atTop(): boolean {
    return this.#scroll.top === 0;
  }

  render(): void {
    const { count, activeLine, tree } = this.#source;
    setAttribute(this.element, 'role', tree ? 'treegrid' : 'grid');
    setAttribute(this.element, 'aria-rowcount', String(count + 1));
    setAttribute(this.element, 'aria-colcount', String(this.#columns.length));
    this.#scroll.setTotal(count * this.#rowHeight);
    const [top, bottom] = this.inSight;
    const first = Math.max(0, top - MARGIN);
    const last = Math.min(count - 1, bottom + MARGIN);
    for (const [line, view] of this.#shown) {
      if ((line >= first && line <= last) || (line === activeLine && line < count)) continue;
      this.#shown.delete(line);
      this.#spare.push(view);
    }
    for (let line = first; line <= last; line++) this.#renderLine(line);
    // The highlighted line is named by its id, so it is there even when it is out of sight.
    if (activeLine >= 0) this.#renderLine(activeLine);
    for (const view of this.#spare) view.element.hidden = true;
    if (activeLine >= 0) setAttribute(this.element, 'aria-activedescendant', lineId(activeLine));
    else this.element.removeAttribute('aria-activedescendant');
  }

  #renderLine(line: number): void {
    const content = this.#source.line(line);
    if (!content) return;
    let view = this.#shown.get(line);
    if (!view) {
      view = this.#spare.pop() ?? this.#make();
      view.element.hidden = false;
      this.#shown.set(line, view);
    }
    view.show(line, content, this.#source.look(line, content));
    const y = `translateY(${this.#scroll.y(line * this.#rowHeight)}px)`;
    if (view.element.style.transform !== y) view.element.style.transform = y;
    this.#paint(view);
  }

  #make(): RowView {
    const view = new RowView(this.#columns, (canvas) => this.#surfaces.observe(canvas, null, true));
    this.#group.append(view.element);
    return view;
  }

  #drop(view: RowView): void {
    if (view.picture) this.#surfaces.unobserve(view.picture.surface);
    view.element.remove();
  }

  #repaint(view: RowView): void {
    view.spoil();
    this.#paint(view);
  }

  #paint(view: RowView): void {
    const { content } = view;
    view.paint(this.#colours, content?.kind === 'row' ? this.#source.playing(content.row.uri) : null);
  }

  #spoilPictures(): void {
    for (const view of [...this.#shown.values(), ...this.#spare]) view.spoil();
  }

  /** Rows begin on whole pixels of the screen, or pictures in them would be blurred. */
  #measure(): void {
    this.#room = Math.max(0, this.element.clientHeight - this.#space.offsetTop);
    this.#scroll.setRoom(this.#room);
    const dpr = window.devicePixelRatio;
    const height = Math.round(ROW_HEIGHT * dpr) / dpr;
    if (height === this.#rowHeight) return;
    this.#rowHeight = height;
    this.element.style.setProperty('--row-height', `${height}px`);
  }
}
