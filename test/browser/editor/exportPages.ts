import type { Page } from 'playwright-core';

export const command = (page: Page, name: Parameters<Window['fake']['command']>[0]) =>
  page.evaluate((name) => window.fake.command(name), name);

export interface Wanted {
  format?: 'png' | 'svg';
  size?: 'view' | 'hd' | [number, number];
  scale?: number;
  theme?: 'screen' | 'light' | 'dark' | 'print';
  show?: readonly string[];
}

const all = ['title', 'axes', 'selection', 'cursors', 'playhead', 'labels'];

export async function choose(
  page: Page,
  { format = 'png', size = 'view', scale = 1, theme, show = all }: Wanted,
): Promise<void> {
  await command(page, 'exportImage');
  await page.selectOption('#picture-format', format);
  await page.selectOption('#picture-size', typeof size === 'string' ? size : 'custom');
  if (typeof size !== 'string') {
    await page.fill('#picture-width', String(size[0]));
    await page.fill('#picture-height', String(size[1]));
  }
  await page.selectOption('#picture-scale', String(scale));
  if (theme) await page.selectOption('#picture-theme', theme);
  for (const each of all) await page.setChecked(`#picture-${each}`, show.includes(each));
}

export const exportButton = '.picture-dialog button.primary';
export const gone = (page: Page) => page.waitForSelector('.picture-dialog', { state: 'detached', timeout: 30_000 });

export async function save(page: Page, wanted: Wanted): Promise<void> {
  await choose(page, wanted);
  await page.click(exportButton);
  await gone(page);
}

/** The last two pictures, of the same size: the part of pixels that differ by more than a little, and size of the first. */
export function compare(page: Page) {
  return page.evaluate(async () => {
    const [first, second] = window.fake.images.slice(-2);
    const types = { png: 'image/png', svg: 'image/svg+xml' };
    const load = async ({ bytes, kind }: NonNullable<typeof first>): Promise<HTMLImageElement> => {
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: types[kind] }));
      await image.decode();
      return image;
    };
    const images = [await load(first!), await load(second!)];
    const { naturalWidth: width, naturalHeight: height } = images.find((_, i) => [first, second][i]!.kind === 'png')!;
    const [a, b] = images.map((image) => {
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      context.drawImage(image, 0, 0, width, height);
      return context.getImageData(0, 0, width, height).data;
    });
    let different = 0;
    for (let i = 0; i < a!.length; i += 4) {
      const off = [0, 1, 2].map((k) => Math.abs(a![i + k]! - b![i + k]!));
      if (Math.max(...off) > 24) different++;
    }
    return { width, height, part: different / (width * height), pixels: different };
  });
}

/** Colour of one pixel of the last picture. */
export function pixel(page: Page, x: number, y: number) {
  return page.evaluate(
    async ([x, y]) => {
      const { bytes } = window.fake.images.at(-1)!;
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
      const context = new OffscreenCanvas(1, 1).getContext('2d')!;
      context.drawImage(image, -x!, -y!);
      return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    },
    [x, y],
  );
}
