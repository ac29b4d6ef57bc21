import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, openWebglPage } from '../../support/chromium.ts';

describe('the GPU renderer', () => {
  let browser: Chromium;
  beforeAll(async () => {
    browser = await openWebglPage('browser/render/webglPage.ts');
  });
  afterAll(() => browser?.close());

  it.each([
    // Whole pixels are the same to the bit but for the rounding of colours.
    { shape: 'rects', tolerance: 2, most: 0 },
    { shape: 'columns', tolerance: 2, most: 0 },
    // Soft edges are computed in another way.
    { shape: 'polyline', tolerance: 70, most: 0.01 },
    { shape: 'points', tolerance: 70, most: 0.01 },
    { shape: 'lines', tolerance: 70, most: 0.002 },
  ])('draws $shape as the 2D canvas does', async ({ shape, tolerance, most }) => {
    const result = await browser.page.evaluate((run) => window.webgl.compare([run.shape], run.tolerance), {
      shape,
      tolerance,
    });
    expect(result).toMatchObject({ onGpu: true, plain2d: true });
    expect(result!.drawn).toBeGreaterThan(100);
    expect(result!.different).toBeLessThanOrEqual(most);
  });

  it('falls back while the context is lost and returns with it', async () => {
    const result = await browser.page.evaluate(() => window.webgl.loseAndRestore());
    expect(result).toEqual({ changes: [false, true], fallsBack: true, lost: true, returns: true, restored: true });
  });

  it('leaves the work to the 2D canvas where there is no GPU', async () => {
    expect(await browser.page.evaluate(() => window.webgl.withoutGpu())).toBe(true);
  });
});
