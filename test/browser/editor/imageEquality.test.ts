import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { frameOf } from '../../../src/core/picture/page/picture.ts';
import { UPPER_ROW } from '../../../src/core/picture/axes/rulerPainter.ts';
import type { Remembered } from '../../../src/core/protocol/remembered.ts';
import { parseSelection } from '../../../src/core/report/select.ts';
import { drawImage, type ImageOptions } from '../../../src/node/clientImage.ts';
import { save, type Wanted } from './exportPages.ts';
import { type Harness, type OpenOptions, startHarness } from './harness.ts';
import { madeUpFiles } from './imageFiles.ts';
import { settle, view, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const NAME = 'take-03.wav';
const RULER = 24;

interface Scene {
  readonly page: OpenOptions;
  readonly wanted: Wanted & { size: [number, number]; scale: number; theme: 'dark' | 'light' | 'print' };
  readonly image: ImageOptions;
}

/** What the page exports, and what is drawn without it. */
async function both({ page: options, wanted, image }: Scene): Promise<{ exported: Uint8Array; drawn: Uint8Array }> {
  let exported = new Uint8Array();
  let selection = image.selection;
  await withPage(harness, options, async (page) => {
    await settle(page);
    await save(page, wanted);
    exported = await lastPicture(page);
    if (options.recalled) {
      const { startFrame, framesPerPixel, width } = await view(page);
      const endFrame = startFrame + framesPerPixel * width;
      expect([startFrame, endFrame].every(Number.isInteger)).toBe(true);
      selection = parseSelection(`#${startFrame}:#${endFrame}`);
    }
  });
  const [width, height] = wanted.size;
  const size = { width, height, pixelRatio: wanted.scale, theme: wanted.theme, format: wanted.format };
  const { bytes } = await drawImage(madeUpFiles(options), `/somewhere/${NAME}`, { ...size, ...image, selection });
  return { exported, drawn: bytes };
}

async function lastPicture(page: Page): Promise<Uint8Array<ArrayBuffer>> {
  const text = await page.evaluate(() => {
    const { bytes } = window.fake.images.at(-1)!;
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  });
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** Of the rows of lanes: how many pixels differ by more than `most` of 255, and the largest difference. */
function compareLanes(
  exported: Uint8Array,
  drawn: Uint8Array,
  {
    scale,
    most = 0,
    spectra = true,
    ruler = RULER,
  }: { scale: number; most?: number; spectra?: boolean; ruler?: number },
) {
  const [a, b] = [decode(exported), decode(drawn)];
  expect([b.width, b.height]).toEqual([a.width, a.height]);
  const frame = frameOf(a, scale, true, true, spectra);
  const top = frame.top + ruler * scale;
  let [pixels, off, worst] = [0, 0, 0];
  const colours = new Set<number>();
  for (let y = top; y < frame.bottom; y++) {
    for (let x = frame.left; x < frame.left + frame.width; x++) {
      const [at, to] = [(y * a.width + x) * a.channels, (y * b.width + x) * b.channels];
      const differences = [0, 1, 2].map((i) => Math.abs(a.data[at + i]! - b.data[to + i]!));
      const difference = Math.max(...differences);
      worst = Math.max(worst, difference);
      pixels++;
      if (difference > most) off++;
      colours.add((b.data[to]! << 16) | (b.data[to + 1]! << 8) | b.data[to + 2]!);
    }
  }
  return { pixels, off, worst, colours: colours.size };
}

const show = ['title', 'axes'];
const whole = { channels: 2, frames: 480_000, show: 'both' } as const;

describe('a picture that is drawn without a browser', () => {
  it.each([
    ['dark', 1, {}],
    ['light', 2, { overs: true }],
    ['print', 2, { made: 'gaps' }],
    ['dark', 3, { made: 'square', channels: 1, frames: 48_000 }],
  ] as const)('has the pixels of the lanes that the editor exports: %s, %dx', async (theme, scale, made) => {
    const wanted = { size: [800, 500] as [number, number], scale, theme, show };
    const { exported, drawn } = await both({ page: { ...whole, ...made }, wanted, image: {} });
    const { pixels, off, worst, colours } = compareLanes(exported, drawn, { scale });
    expect({ off, worst }).toEqual({ off: 0, worst: 0 });
    expect(pixels).toBeGreaterThan(250_000);
    expect(colours).toBeGreaterThan(20);
  });

  it('has a waveform that lets the spectrogram through, to a step of a byte', async () => {
    const wanted = { size: [700, 300] as [number, number], scale: 1, theme: 'light' as const, show };
    const { exported, drawn } = await both({ page: { ...whole, show: 'over' }, wanted, image: { view: 'over' } });
    expect(compareLanes(exported, drawn, { scale: 1, most: 1 })).toMatchObject({ off: 0 });
  });

  it('has single samples where they are, smooth to a few parts in a hundred', async () => {
    const state = zoomed(96_000, 0.125);
    const page: OpenOptions = { channels: 1, frames: 480_000, show: 'waveform', recalled: { state, taste: null } };
    const wanted = { size: [800, 400] as [number, number], scale: 2, theme: 'dark' as const, show };
    const { exported, drawn } = await both({ page, wanted, image: { view: 'waveform' } });
    const { pixels, off, worst } = compareLanes(exported, drawn, {
      scale: 2,
      most: 20,
      spectra: false,
      ruler: RULER + UPPER_ROW,
    });
    expect({ part: off / pixels < 0.0005, worst: worst < 80 }).toEqual({ part: true, worst: true });
  });

  it('is the same drawing as SVG: paths, words, pixels', async () => {
    const wanted = { format: 'svg', size: [900, 420] as [number, number], scale: 1, theme: 'dark', show } as const;
    const { exported, drawn } = await both({
      page: { ...whole, frames: 96_000 },
      wanted: { ...wanted, size: [900, 420] },
      image: {},
    });
    const [a, b] = [parts(exported), parts(drawn)];
    expect(b.paths.length).toBeGreaterThan(20);
    expect(b.paths).toEqual(a.paths);
    expect(b.words.map(({ text }) => text)).toEqual(a.words.map(({ text }) => text));
    b.words.forEach(({ x, y }, i) => {
      expect(Math.abs(x - a.words[i]!.x)).toBeLessThan(0.01);
      expect(Math.abs(y - a.words[i]!.y)).toBeLessThan(0.05);
    });
    expect(b.images.length).toBe(2);
    b.images.forEach((image, i) => expect(Buffer.compare(pixelsOf(image), pixelsOf(a.images[i]!))).toBe(0));
  });
});

const zoomed = (startFrame: number, framesPerPixel: number): Remembered => ({
  version: 2,
  revision: '1',
  view: { startFrame, framesPerPixel },
});

function parts(svg: Uint8Array) {
  const text = new TextDecoder().decode(svg);
  const words = [...text.matchAll(/<text x="([^"]+)" y="([^"]+)"[^>]*>([^<]*)</g)];
  return {
    paths: [...text.matchAll(/<path [^>]*>/g)].map(([path]) => path),
    words: words.map(([, x, y, text]) => ({ x: Number(x), y: Number(y), text })),
    images: [...text.matchAll(/xlink:href="data:image\/png;base64,([^"]+)"/g)].map(([, data]) => data!),
  };
}

/** Red, green and blue. */
function pixelsOf(base64: string): Buffer {
  const { data, channels } = decode(Buffer.from(base64, 'base64'));
  return Buffer.from(data.filter((_, i) => i % channels < 3));
}
