import { el } from './dom.ts';

/** The fixed part of the page under the toolbar. Lanes are added as channels become known. */
export interface Page {
  readonly main: HTMLElement;
  readonly minimap: HTMLElement;
  readonly minimapCanvas: HTMLCanvasElement;
  readonly windowFrame: HTMLElement;
  readonly windowBefore: HTMLElement;
  readonly windowAfter: HTMLElement;
  readonly smallPlayhead: HTMLElement;
  readonly markers: HTMLElement;
  readonly markersCanvas: HTMLCanvasElement;
  readonly ruler: HTMLElement;
  readonly rulerCanvas: HTMLCanvasElement;
  readonly rulerUnits: HTMLElement;
  readonly lanes: HTMLElement;
  readonly playhead: HTMLElement;
  readonly crosshair: HTMLElement;
  readonly readout: HTMLElement;
  readonly summary: HTMLElement;
}

export function createPage(): Page {
  const minimapCanvas = el('canvas', { 'aria-hidden': 'true' });
  const markersCanvas = el('canvas', { 'aria-hidden': 'true' });
  const rulerCanvas = el('canvas', { 'aria-hidden': 'true' });
  const windowFrame = el('div', {
    class: 'window',
    role: 'scrollbar',
    'aria-controls': 'lanes',
    'aria-orientation': 'horizontal',
    'aria-label': 'Part of the file in view',
    'aria-valuemin': '0',
    'aria-valuemax': '100',
    'aria-valuenow': '0',
  });
  windowFrame.append(el('span', { class: 'handle left' }), el('span', { class: 'handle right' }));
  const windowBefore = el('div', { class: 'outside before' });
  const windowAfter = el('div', { class: 'outside after' });
  const smallPlayhead = el('div', { class: 'small-playhead', hidden: '' });
  const minimap = el('div', { id: 'minimap' }, minimapCanvas, windowBefore, windowAfter, windowFrame, smallPlayhead);
  const markers = el('div', { id: 'markers' }, markersCanvas);
  const markerUnits = el('div', { class: 'rail units marker-units' }, 'Markers');
  const ruler = el('div', { id: 'ruler' }, rulerCanvas);
  const rulerUnits = el(
    'div',
    { class: 'rail units ruler-units' },
    el('span', {}, 'h:m:s'),
    el('span', { class: 'frames' }, 'frame'),
  );
  const lanes = el('div', {
    id: 'lanes',
    role: 'slider',
    tabindex: '0',
    'aria-label': 'Position',
    'aria-valuemin': '0',
    'aria-valuemax': '0',
    'aria-valuenow': '0',
    'aria-describedby': 'summary',
  });
  const playhead = el('div', { id: 'playhead', hidden: '' }, el('span', { class: 'cap' }));
  const crosshair = el('div', { id: 'crosshair', hidden: '' });
  const overlay = el('div', { id: 'overlay', 'aria-hidden': 'true' }, crosshair, playhead);
  const minimapRail = el('div', { class: 'rail units minimap-rail' }, el('span', {}, 'File'), el('span', {}, 'h:m:s'));
  return {
    main: el(
      'main',
      { id: 'view' },
      ...[minimapRail, minimap, markerUnits, markers, rulerUnits, ruler, lanes, overlay],
    ),
    minimap,
    minimapCanvas,
    windowFrame,
    windowBefore,
    windowAfter,
    smallPlayhead,
    markers,
    markersCanvas,
    ruler,
    rulerCanvas,
    rulerUnits,
    lanes,
    playhead,
    crosshair,
    readout: el('div', { id: 'readout' }),
    summary: el('div', { id: 'summary', class: 'unseen' }),
  };
}
