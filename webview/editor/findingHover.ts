import type { Scope } from '../../src/core/util/scope.ts';
import { channelOf } from '../../src/core/picture/lane/laneSource.ts';
import { fitView, type View } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { listen, setAttribute } from '../ui/dom.ts';
import { type FindingMark, type MarkSet, marksWords } from '../ui/findingMarks.ts';
import { formatTime, unitAfter } from '../../src/core/picture/axes/timeFormat.ts';
import type { Page } from '../ui/page.ts';
import { laneUnder } from './spectrumUnder.ts';

/** CSS pixels from the upper edge: twice the height of a mark. */
const REACH = 10;

/** A mark under the pointer says what was found there. */
export function findingHover(scope: Scope, store: Store, page: Page, marks: MarkSet): void {
  const where = ({ startFrame }: FindingMark): string => {
    const format = store.timeFormat.value;
    const time = formatTime(startFrame, store.file.value?.info.sampleRate ?? 1, format);
    return [time, unitAfter(format)].filter(Boolean).join(' ');
  };
  const hover = (
    area: HTMLElement,
    hit: (event: PointerEvent) => { top: number; marks: readonly FindingMark[]; view: View } | null,
  ): void => {
    const usual = area.title;
    listen(scope, area, 'pointermove', (event) => {
      // A drag has its own words.
      const found = event.buttons === 0 && marks.all.length > 0 ? hit(event) : null;
      const x = event.clientX - page.rulerCanvas.getBoundingClientRect().left;
      const near = found && event.clientY >= found.top && event.clientY < found.top + REACH;
      const words = near ? marksWords(found.marks, found.view, x, where) : '';
      if (words || usual) setAttribute(area, 'title', words || usual);
      else if (area.hasAttribute('title')) area.removeAttribute('title');
    });
  };
  const top = (element: HTMLElement): number => element.getBoundingClientRect().top;
  hover(page.ruler, () => ({ top: top(page.ruler), marks: marks.all, view: store.viewport() }));
  hover(page.minimap, () => ({
    top: top(page.minimap),
    marks: marks.all,
    view: fitView(store.totalFrames.value, store.screen.value),
  }));
  hover(page.lanes, (event) => {
    const lane = laneUnder(page.lanes, event);
    const strip = lane?.querySelector<HTMLElement>('.finding-strip');
    if (!lane || !strip) return null;
    const channel = channelOf(lane.dataset['lane'] ?? '');
    const withClips = store.pictures.value.show === 'spectrogram' || channel === null;
    return { top: top(strip), marks: marks.ofLane(channel, withClips), view: store.viewport() };
  });
}
