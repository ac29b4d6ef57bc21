import { createCursors, type CursorElements } from './cursorElements.ts';
import { el } from './dom.ts';
import { createLoudnessLane, type LoudnessLane } from './loudnessLane.ts';
import { Summary } from './summary.ts';
import type { RulerCorner } from './timeMenu.ts';

/** The fixed part of the page under the toolbar. Lanes are added as channels become known. */
export interface Page {
  readonly main: HTMLElement;
  readonly minimap: HTMLElement;
  readonly minimapCanvas: HTMLCanvasElement;
  readonly windowFrame: HTMLElement;
  readonly windowBefore: HTMLElement;
  readonly windowAfter: HTMLElement;
  readonly smallPlayhead: HTMLElement;
  readonly smallSelection: HTMLElement;
  /** How much of the file is in view. */
  readonly viewSpan: HTMLElement;
  readonly markers: HTMLElement;
  readonly markersCanvas: HTMLCanvasElement;
  readonly ruler: HTMLElement;
  readonly rulerCanvas: HTMLCanvasElement;
  readonly rulerCorner: RulerCorner;
  readonly lanes: HTMLElement;
  readonly loudness: LoudnessLane;
  /** For keys and screen readers: the place in the file as a slider, over the lanes but not around their buttons. */
  readonly position: HTMLElement;
  readonly playhead: HTMLElement;
  readonly selection: HTMLElement;
  readonly crosshair: HTMLElement;
  readonly cursors: CursorElements;
  readonly readout: HTMLElement;
  readonly summary: Summary;
}

/** meters: the column right of the lanes. readings: what stands at the foot. */
export function createPage(meters: HTMLElement, readings: HTMLElement): Page {
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
  const smallSelection = el('div', { class: 'small-selection', hidden: '' });
  const over = [windowBefore, windowAfter, smallSelection, windowFrame, smallPlayhead];
  const minimap = el('div', { id: 'minimap' }, minimapCanvas, ...over);
  const markers = el('div', { id: 'markers' }, markersCanvas);
  const markerUnits = el('div', { class: 'rail units marker-units' }, 'Markers');
  const hints = 'Drag to select, click to go there. Drag the playhead, or with Alt, to listen while moving';
  const ruler = el('div', { id: 'ruler', title: hints }, rulerCanvas);
  const lowerUnit = el('span', { class: 'frames' });
  const rulerUnits = el('div', { class: 'rail units ruler-units' }, lowerUnit);
  const lanes = el('div', { id: 'lanes', role: 'group', tabindex: '-1', 'aria-label': 'Lanes' });
  const loudness = createLoudnessLane();
  const position = el('div', {
    id: 'position',
    role: 'slider',
    tabindex: '0',
    'aria-label': 'Position',
    'aria-valuemin': '0',
    'aria-valuemax': '0',
    'aria-valuenow': '0',
    'aria-describedby': 'summary',
  });
  const playhead = el('div', { id: 'playhead', hidden: '', 'aria-hidden': 'true' }, el('span', { class: 'cap' }));
  const crosshair = el('div', { id: 'crosshair', hidden: '', 'aria-hidden': 'true' });
  const cursors = createCursors();
  const selection = el(
    'div',
    { id: 'selection', hidden: '', 'aria-hidden': 'true' },
    el('span', { class: 'fill' }),
    el('span', { class: 'edges' }),
    el('span', { class: 'bar' }),
  );
  const selected = el('div', { class: 'overlay' }, selection);
  const overlay = el('div', { id: 'overlay', class: 'overlay' }, crosshair, cursors.element, playhead);
  const viewSpan = el('span');
  const minimapSide = el('div', { class: 'side minimap-side' }, viewSpan, el('span', { class: 'label' }, 'in view'));
  const rulerSide = el('div', { class: 'side ruler-side' }, 'dBFS');
  const minimapUnit = el('span');
  const minimapRail = el('div', { class: 'rail units minimap-rail' }, el('span', {}, 'File'), minimapUnit);
  return {
    main: el(
      'div',
      { id: 'view' },
      ...[
        minimapRail,
        minimap,
        minimapSide,
        markerUnits,
        markers,
        rulerUnits,
        ruler,
        rulerSide,
        overlay,
        position,
        lanes,
        loudness.element,
        meters,
        selected,
      ],
    ),
    minimap,
    minimapCanvas,
    windowFrame,
    windowBefore,
    windowAfter,
    smallPlayhead,
    smallSelection,
    viewSpan,
    markers,
    markersCanvas,
    ruler,
    rulerCanvas,
    rulerCorner: { element: rulerUnits, lower: lowerUnit, minimap: minimapUnit },
    lanes,
    loudness,
    position,
    playhead,
    selection,
    crosshair,
    cursors,
    readout: el('div', { id: 'readout' }, readings),
    summary: new Summary(),
  };
}
