import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from '../test/support/chromium.ts';
import { startVsCode } from '../test/support/vscodeServer.ts';
import { openInEditor, openWorkbench, runCommand, waitForCommand } from '../test/support/workbench.ts';

/** Opens a file in the real workbench, plays it for a moment if asked, and saves what is on the screen. */
export async function screenshot(root: string, args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string', default: join(root, 'media/screenshot.png') },
      folder: { type: 'string', default: join(root, 'samples') },
      file: { type: 'string', default: 'guitar-chord.flac' },
      theme: { type: 'string', default: 'Default Dark Modern' },
      scale: { type: 'string', default: '1' },
      size: { type: 'string', default: '1600x1000' },
      play: { type: 'string', default: '2' },
      keys: { type: 'string', default: '' },
      commands: {
        type: 'string',
        default: 'Earshot: Show or Hide the Loudness Curves, Earshot: Show Statistics',
      },
    },
  });
  const [width = 1600, height = 1000] = values.size.split('x').map(Number);
  const server = await startVsCode({ extension: root, settings: { 'workbench.colorTheme': values.theme } });
  const browser = await launchChromium({ viewport: { width, height }, deviceScaleFactor: Number(values.scale) });
  try {
    const { page } = browser;
    await openWorkbench(page, server.url(values.folder));
    await waitForCommand(page, 'Earshot: Play or Pause');
    const frame = await openInEditor(page, values.file, 'body[data-kind=editor]');
    await page.waitForTimeout(1500);
    for (const key of values.keys.split(' ').filter(Boolean)) {
      await frame.locator('#lanes').press(key);
      await page.waitForTimeout(300);
    }
    for (const title of values.commands.split(',').filter(Boolean)) await runCommand(page, title.trim());
    const seconds = Number(values.play);
    if (seconds > 0) {
      await frame.click('#play');
      await page.waitForTimeout(seconds * 1000);
    }
    await page.screenshot({ path: values.out });
  } finally {
    await browser.close();
    await server.stop();
  }
}
