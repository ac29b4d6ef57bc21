import { existsSync, readFileSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../support/earshot.ts';
import { fill, writeWav } from '../../support/signal.ts';
import { closeAllEditors } from '../../support/workbench.ts';

const RATE = 48_000;

export function writeExportFiles(folder: string): void {
  const tone = fill(2, RATE * 4, (i) => 0.5 * Math.sin(i / 20));
  writeWav(`${folder}/one.wav`, tone, RATE);
}

/** Pictures and numbers. */
export function exporting(session: () => Session): void {
  describe('exporting', () => {
    beforeEach(() => closeAllEditors(session().page));

    it('saves a picture beside the audio, as PNG and as SVG', async () => {
      const editor = await session().open('one.wav');
      await editor.fullyPainted();
      for (const format of ['png', 'svg'] as const) {
        await session().command('Earshot: Export Picture');
        await editor.frame.selectOption('#picture-format', format);
        await editor.frame.click('.picture-dialog button.primary');
        const path = session().page.locator('.quick-input-widget input').first();
        await expect.poll(() => path.inputValue()).toBe(session().path(`one.${format}`));
        await path.press('Enter');
        await editor.frame.waitForSelector('.picture-dialog', { state: 'detached' });
        await session().page.getByText(`Exported one.${format}`).first().waitFor();
        await expect.poll(() => existsSync(session().path(`one.${format}`))).toBe(true);
      }
      expect([...readFileSync(session().path('one.png')).subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
      expect(readFileSync(session().path('one.svg'), 'utf8')).toMatch(/^<\?xml [^]*<svg [^]*one\.wav[^]*<\/svg>\n$/);
      for (const format of ['png', 'svg']) rmSync(session().path(`one.${format}`));
    });

    it('saves the levels of a spectrogram beside the audio, as a NumPy array with its axes', async () => {
      await session().open('one.wav');
      await session().command('Earshot: Export Spectrogram as Numbers');
      const path = session().page.locator('.quick-input-widget input').first();
      const name = 'one_0-00-00.000_0-00-04.000_ch1';
      await expect.poll(() => path.inputValue()).toBe(session().path(`${name}.npy`));
      await path.press('Enter');
      // 375 windows, 512 frames apart; bins of 23.4 Hz from 20 Hz to 24 kHz.
      await session().page.getByText('375 times × 1,024 frequencies, dBFS.').first().waitFor();
      const shapeOf = (file: string): string => readFileSync(session().path(file)).subarray(0, 128).toString('latin1');
      expect(shapeOf(`${name}.npy`)).toContain("'shape': (375, 1024)");
      expect(shapeOf(`${name}-times.npy`)).toContain("'shape': (375,)");
      expect(shapeOf(`${name}-frequencies.npy`)).toContain("'shape': (1024,)");
    });

    it('copies a picture to the clipboard', async () => {
      const { page } = session();
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const editor = await session().open('one.wav');
      await editor.fullyPainted();
      await session().command('Earshot: Copy Picture');
      await editor.frame.waitForSelector('#notice:has-text("The picture was copied.")');
      const [kinds, bytes] = await page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        return [item!.types, [...new Uint8Array(await (await item!.getType('image/png')).slice(0, 4).arrayBuffer())]];
      });
      expect(kinds).toEqual(['image/png']);
      expect(bytes).toEqual([0x89, 0x50, 0x4e, 0x47]);
    });
  });
}
