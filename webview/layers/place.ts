import type { Layer } from '../render/frameLoop.ts';
import { channelKey } from '../../src/core/picture/lane/laneSource.ts';
import type { Watched } from '../render/signal.ts';
import { snapPixel, xOf } from '../../src/core/picture/viewport.ts';
import type { Place, Store } from '../store.ts';
import { el, setText } from '../ui/dom.ts';
import type { Lane, LaneSet } from '../ui/lanes.ts';

/** An edge out of sight stands so far beside the picture that nothing of it shows, CSS pixels. */
const BESIDE = 16;

interface Elements {
  readonly element: HTMLElement;
  readonly span: HTMLElement;
  readonly flag: HTMLElement;
}

/** Where a figure or a finding led: a line or a span with a small flag in its lane. Elements: no lane is drawn for it. */
export class PlaceLayer implements Layer {
  readonly name = 'place';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #lanes: LaneSet;
  #made = new Map<Lane, Elements>();
  #revealed: Place | null = null;

  constructor(store: Store, lanes: LaneSet) {
    this.#store = store;
    this.#lanes = lanes;
    const { place, view, screen, totalFrames, file, laneSizes } = store;
    this.dirtiedBy = [place, view, screen, totalFrames, file, laneSizes, lanes.scrolled];
  }

  draw(): void {
    const { place, file, screen } = this.#store;
    const wanted = file.value && screen.value.width > 0 ? place.value : null;
    const lane = wanted && wanted.channel !== null ? this.#lanes.laneOf(channelKey(wanted.channel)) : undefined;
    if (wanted && lane && wanted !== this.#revealed) this.#reveal(lane);
    this.#revealed = wanted;
    const lanes = wanted ? (lane ? [lane] : this.#lanes.inSight()) : [];
    for (const [known, { element }] of this.#made) {
      if (lanes.includes(known)) continue;
      element.remove();
      this.#made.delete(known);
    }
    // One flag is enough for all lanes.
    lanes.forEach((each, index) => this.#show(this.#of(each), wanted!, index === 0));
  }

  #show({ element, span, flag }: Elements, place: Place, flagged: boolean): void {
    const { width, dpr } = this.#store.screen.value;
    const view = this.#store.viewport();
    const [from, to] = [xOf(view, place.startFrame), xOf(view, place.endFrame)];
    element.hidden = to < 0 || from > width;
    if (element.hidden) return;
    const left = snapPixel(Math.max(from, -BESIDE), dpr);
    const right = snapPixel(Math.min(to, width + BESIDE), dpr);
    const thin = right - left < 2;
    element.classList.toggle('thin', thin);
    span.style.left = `${Math.min(left, width - 1 / dpr)}px`;
    // However narrow, it stays one device pixel.
    span.style.width = `${thin ? 1 / dpr : right - left}px`;
    flag.hidden = !flagged;
    setText(flag, place.title);
    // At the right edge it hangs at the other side.
    const turned = left > width / 2;
    flag.classList.toggle('turned', turned);
    flag.style.left = turned ? '' : `${Math.max(0, left)}px`;
    flag.style.right = turned ? `${Math.max(0, width - left)}px` : '';
  }

  /** Of many lanes it may be out of sight. */
  #reveal({ element }: Lane): void {
    const list = this.#lanes.element;
    const top = element.offsetTop - list.offsetTop;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + element.offsetHeight > list.scrollTop + list.clientHeight) {
      list.scrollTop = top + element.offsetHeight - list.clientHeight;
    }
  }

  #of(lane: Lane): Elements {
    const known = this.#made.get(lane);
    if (known) return known;
    const [span, flag] = [el('div', { class: 'span' }), el('span', { class: 'flag' })];
    const element = el('div', { class: 'lane-place', 'aria-hidden': 'true' }, span, flag);
    lane.element.append(element);
    const made = { element, span, flag };
    this.#made.set(lane, made);
    return made;
  }
}
