import type { Marker } from '../../protocol/details.ts';
import { clipLabel, LABEL_INSET, layoutMarkers } from '../axes/markerLayout.ts';
import { RectBatch } from '../rectBatch.ts';
import type { TextRenderer } from '../renderer.ts';
import type { Box, Plot } from './picture.ts';
import type { TimeScale } from './plots.ts';

/** CSS pixels. */
const MARKER_ROW = 16;
const INSET = 8;

/** Chapters and cue points of the file itself, as a row over the ruler. */
export function markerPlots(markers: readonly Marker[], { scene, width, measure }: TimeScale): Plot[] {
  if (markers.length === 0) return [];
  const { flags, spans } = layoutMarkers(markers, scene.view, width, measure);
  const paint = (renderer: TextRenderer, { width, height, dpr, theme }: Box): void => {
    renderer.begin(width, height, theme.editor);
    const px = (value: number): number => Math.round(value * dpr);
    const rects = new RectBatch();
    const line = Math.max(1, Math.round(dpr));
    for (const { from, to } of spans) rects.add(px(from), height - px(3), Math.max(line, px(to) - px(from)), line);
    renderer.rects(rects.data, rects.count, theme.quiet);
    rects.clear();
    for (const { x, before } of flags) if (!before) rects.add(px(x), px(2), line, height - px(2));
    renderer.rects(rects.data, rects.count, theme.ink);
    const font = `${10 * dpr}px ${theme.fontFamily}`;
    for (const { x, label, before } of flags) {
      renderer.text(label, px(x) + (before ? 0 : px(LABEL_INSET)), height / 2, 'left', font, theme.foreground);
    }
  };
  const axis = (renderer: TextRenderer, box: Box): void => nameAxis(renderer, box, 'Markers');
  return [{ height: MARKER_ROW, marks: 'none', paint, axis }];
}

/** What a row is, left of it. */
export function nameAxis(renderer: TextRenderer, { width, height, dpr, theme }: Box, name: string): void {
  renderer.begin(width, height, theme.editor);
  const font = `${10 * dpr}px ${theme.fontFamily}`;
  const words = clipLabel(name, width - 1.5 * INSET * dpr, (text) => renderer.measure(text, font));
  renderer.text(words, INSET * dpr, height / 2, 'left', font, theme.quiet);
}
