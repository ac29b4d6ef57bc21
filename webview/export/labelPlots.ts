import type { LabelsState } from '../../src/core/protocol/labels.ts';
import { readLabelColours } from '../labels/labelColours.ts';
import { layoutTrack, trackHeight } from '../labels/labelLayout.ts';
import { type LabelColours, LabelPainter } from '../labels/labelPainter.ts';
import { tracksOf } from '../labels/labelSync.ts';
import { nameAxis } from '../../src/core/picture/page/markerPlots.ts';
import type { Plot } from '../../src/core/picture/page/picture.ts';
import type { TimeScale } from '../../src/core/picture/page/plots.ts';
import type { PictureTheme, PictureThemeName } from '../../src/core/picture/page/themes.ts';

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
