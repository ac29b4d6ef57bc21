import type { Marker } from '../../src/core/protocol/details.ts';
import type { LabelsState } from '../../src/core/protocol/labels.ts';
import { readLabelColours } from '../labels/labelColours.ts';
import { layoutTrack, trackHeight } from '../labels/labelLayout.ts';
import { type LabelColours, LabelPainter } from '../labels/labelPainter.ts';
import { tracksOf } from '../labels/labelSync.ts';
import { RectBatch } from '../render/rectBatch.ts';
import type { TextRenderer } from '../render/renderer.ts';
import { clipLabel, LABEL_INSET, layoutMarkers } from '../ui/markerLayout.ts';
import type { Box, Plot } from './picture.ts';
import type { TimeScale } from './plots.ts';
import type { PictureTheme, PictureThemeName } from './themes.ts';

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

/** The tracks of labels, each a row under the lanes. */
export function labelPlots(
  labels: LabelsState,
  { scene, width, sampleRate, measure }: TimeScale,
  name: PictureThemeName,
): Plot[] {
  const painter = new LabelPainter();
  return tracksOf(labels)
    .filter((track) => track.labels.length > 0)
    .map((track): Plot => {
      const bars = layoutTrack(track.labels, { view: scene.view, sampleRate, width });
      return {
        height: trackHeight(track.labels, false),
        marks: 'crossing',
        paint: (renderer, { width: pixels, height, dpr, theme }) => {
          renderer.begin(pixels, height, theme.editor);
          const colours = name === 'screen' ? readLabelColours() : labelColours(theme);
          // 11 px in the font that measure() knows at 10.
          const look = {
            dpr,
            width,
            colours,
            fontFamily: theme.fontFamily,
            measure: (text: string) => 1.1 * measure(text),
          };
          const painted = { labels: track.labels, bars, top: 0, folded: false, chosen: () => false };
          painter.paint(renderer, painted, look);
        },
        axis: (renderer, box) => nameAxis(renderer, box, track.name),
      };
    });
}

function labelColours({ gridStrong, selection, quiet, foreground }: PictureTheme): LabelColours {
  const fill = selection === null ? 'rgb(255 255 255 / 0)' : gridStrong;
  return {
    ...{ fill, edge: quiet, text: foreground },
    ...{ chosenFill: fill, chosenEdge: quiet, chosenText: foreground },
  };
}

function nameAxis(renderer: TextRenderer, { width, height, dpr, theme }: Box, name: string): void {
  renderer.begin(width, height, theme.editor);
  const font = `${10 * dpr}px ${theme.fontFamily}`;
  const words = clipLabel(name, width - 1.5 * INSET * dpr, (text) => renderer.measure(text, font));
  renderer.text(words, INSET * dpr, height / 2, 'left', font, theme.quiet);
}
