import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, launchChromium } from '../../support/chromium.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The control points of reference, in OKLCH, from silence to full scale. */
const points = {
  dark: '.175 .004 285, .19 .022 283, .225 .055 284, .295 .1 290, .40 .14 315, .53 .17 352, .675 .17 35, .835 .145 75, .975 .06 103',
  light:
    '1 0 90, .985 .008 90, .96 .028 88, .925 .055 82, .855 .10 65, .73 .16 40, .56 .175 5, .39 .135 325, .22 .075 290',
  highContrast:
    '0 0 285, .15 .05 285, .29 .11 288, .42 .15 305, .55 .18 340, .67 .185 15, .79 .16 50, .91 .13 85, 1 0 100',
} as const;

let browser: Chromium;
beforeAll(async () => {
  const built = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/browser/render/spectrogramPage.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome118',
  });
  // Chromium imitates the GPU here, which the stage only accepts when told to.
  browser = await launchChromium({
    args: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  });
  await browser.page.goto('about:blank');
  await browser.page.addScriptTag({ content: built.outputFiles[0]!.text });
});
afterAll(() => browser?.close());

describe('the picture of a spectrogram', () => {
  it.each([
    { framesPerColumn: 512, first: 0 },
    { framesPerColumn: 700, first: 300 },
    { framesPerColumn: 1023, first: 1650 },
    { framesPerColumn: 300, first: 123 },
    { framesPerColumn: 9000, first: 0 },
  ])(
    'has the colour of its code in every pixel: $framesPerColumn from $first on',
    async ({ framesPerColumn, first }) => {
      const [by, from] = [framesPerColumn, first];
      const result = await browser.page.evaluate(([a, b]) => window.spectra.pixels(a!, b!), [by, from]);
      expect(result.wrong).toBe(0);
      expect(result.exact + result.coarse).toBeGreaterThan(200);
      expect(result.stripes).toBeGreaterThan(0);
    },
  );

  it('paints only what is new when it pans or tiles arrive', async () => {
    const moves = [0, 1, 17, 0, 0, -200, 499, 500, -3, 1000, -1200, 2];
    const result = await browser.page.evaluate((given) => window.spectra.pan(700, given), moves);
    expect(result.wrong).toBe(0);
    const [all, one, some, arrived, nothing, back] = result.painted;
    expect([all, one, some, nothing, back]).toEqual([500, 1, 17, 0, 200]);
    expect(arrived).toBeGreaterThan(0);
    expect(arrived).toBeLessThan(256);
  });

  it('is the same by the GPU, pixel by pixel, and gives its textures back', async () => {
    const result = await browser.page.evaluate(() => window.spectra.onGpu());
    expect(result).toMatchObject({ wrong: Array(10).fill(0), freed: 0, error: 0 });
    expect(result!.held).toBeGreaterThan(100_000);
  });

  it('comes back after the context of the GPU was lost', async () => {
    expect(await browser.page.evaluate(() => window.spectra.returns())).toEqual({ bytes: 0, wrong: 0 });
  });

  it('has the control points of the palettes as the browser reads them', async () => {
    const given = Object.entries(points).flatMap(([kind, list]) =>
      list.split(', ').map((colour, i) => [kind, Math.round((i * 255) / 8), `oklch(${colour})`] as const),
    );
    const lanes = ['rgb(0, 0, 0)', 'oklab(0.21 0 0)', '#181818', 'rgb(255, 255, 255)', '#fdf6e3'];
    const { worst, kinds } = await browser.page.evaluate(
      ([all, colours]) => window.spectra.palettes(all as never, colours as never),
      [given, lanes] as const,
    );
    // Entries lie up to half a step beside the points.
    expect(worst).toBeLessThanOrEqual(4);
    expect(kinds).toEqual(['highContrast', 'dark', 'dark', 'light', 'light']);
  });

  it('is quick', async () => {
    const times = await browser.page.evaluate(() => window.spectra.times(1600, 200));
    expect(times.table).toBeLessThan(2);
    expect(times.pan).toBeLessThan(4);
  });
});
