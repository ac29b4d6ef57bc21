import { describe, expect, it } from 'vitest';
import { type Session, type EarshotPage, sampleNames, samplePath } from '../../support/earshot.ts';
import { columnFaults, decodePng, decodeWithFfmpeg } from '../../support/reference.ts';
import { activeTab, closeAllEditors } from '../../support/workbench.ts';

/**
 * How far two decoders of one format may differ, of full scale. PCM and FLAC agree to the last bit; the others are
 * defined in real numbers and differ by rounding, AAC also by its noise substitution.
 */
const epsilons: Record<string, number> = { wav: 0, flac: 0, mp3: 1e-5, ogg: 1e-5, opus: 1e-5, m4a: 0.02 };

/** Height in pixels of what is drawn in each column of a lane's canvas. */
async function drawnHeights(editor: EarshotPage, channel: number): Promise<number[]> {
  const canvas = editor.frame.locator(`canvas[data-channel="${channel}"]`);
  const png = await canvas.screenshot();
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const pixels = decodePng(png, width, height);
  // The waveform is the only thing in the lane with a colour: grid, playhead and lane are grey.
  const isBlue = (x: number, y: number): boolean => {
    const i = (y * width + x) * 3;
    return (pixels[i + 2] ?? 0) - (pixels[i] ?? 0) > 40;
  };
  return Array.from({ length: width }, (_, x) => {
    let drawn = 0;
    for (let y = 0; y < height; y++) if (isBlue(x, y)) drawn++;
    return drawn;
  });
}

/** The folder has the samples. */
export function samples(session: () => Session): void {
  describe.each(sampleNames)('%s', (name) => {
    let editor: EarshotPage;
    it('opens in our editor, before the built-in preview', async () => {
      await closeAllEditors(session().page);
      editor = await session().open(name);
      expect(await editor.state()).toBe('ready');
      expect(await activeTab(session().page)).toBe(name);
      await editor.fullyPainted();
    });

    it('draws columns that match what ffmpeg decodes', async () => {
      const reference = decodeWithFfmpeg(samplePath(name));
      const view = await editor.view();
      const epsilon = epsilons[name.split('.').at(-1) ?? ''] ?? 0;
      for (const [c, signal] of reference.channels.entries()) {
        const columns = await editor.columns(c);
        expect(columns.x.length).toBeGreaterThan(500);
        expect(columnFaults(columns, view, signal, epsilon)).toEqual([]);
        // The comparison has teeth: the same columns three pixels to the side do not fit.
        const shifted = { ...view, startFrame: view.startFrame + 3 * view.framesPerPixel };
        expect(columnFaults(columns, shifted, signal, epsilon).length).toBeGreaterThan(0);
      }
    });

    it('shows those columns as pixels', async () => {
      const columns = await editor.columns(0);
      const heights = await drawnHeights(editor, 0);
      const pairs = columns.x.map((x, i) => {
        const [min, max] = [columns.min[i] ?? 0, columns.max[i] ?? 0];
        return { x, peak: Math.max(max, -min), span: max - min, drawn: heights[Math.round(x)] ?? 0 };
      });
      // The playhead covers the first pixels, a clip mark its column and the neighbours.
      const clips = pairs.filter(({ peak }) => peak > 0.999).map(({ x }) => x);
      const clear = pairs.filter(({ x }) => x > 3 && clips.every((clip) => Math.abs(clip - x) > 3));
      expect(clear.length).toBeGreaterThan(500);
      const sum = (of: (pair: (typeof pairs)[number]) => number): number =>
        clear.reduce((all, each) => all + of(each), 0);
      const pixelsPerUnit = sum(({ span, drawn }) => span * drawn) / sum(({ span }) => span * span);
      // A lane has its spectrogram besides.
      expect(pixelsPerUnit).toBeGreaterThan(40);
      // Heights are rounded, and the few columns that do not meet their neighbours are joined to them.
      const off = clear.filter(({ span, drawn }) => Math.abs(drawn - span * pixelsPerUnit) > 5);
      expect(off.length).toBeLessThan(0.01 * clear.length);
    });
  });
}
