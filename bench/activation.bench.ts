import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { launchChromium } from '../test/support/chromium.ts';
import { startVsCode } from '../test/support/vscodeServer.ts';
import { type BenchContext, median, type Metrics, spread } from './lib/measure.ts';

/** Loading and activating the extension in a real extension host, each time a fresh one. */
export default async function activation({ root, quick }: BenchContext): Promise<Metrics> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-activation-'));
  const probe = join(folder, 'probe.cjs');
  await build({
    entryPoints: [join(root, 'bench/lib/activationProbe.ts')],
    outfile: probe,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  writeFileSync(join(folder, 'readme.txt'), '');
  const vscode = await startVsCode({ extension: root });
  try {
    const times: number[] = [];
    for (let i = 0; i < (quick ? 1 : 5); i++) times.push(await activateOnce(vscode.url(folder, probe)));
    return { ms: { value: median(times), unit: 'ms', note: spread(times) } };
  } finally {
    await vscode.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function activateOnce(url: string): Promise<number> {
  const browser = await launchChromium();
  try {
    const { page } = browser;
    let ms = NaN;
    const finished = new Promise<number>((resolve) => {
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown) => {
      const said = /activation took ([\d.]+) ms/.exec([args].flat().map(String).join(' '));
      if (said) ms = Number(said[1]);
    });
    await page.goto(url);
    const status = await Promise.race([finished, page.waitForTimeout(60_000).then(() => 'no end')]);
    if (status !== 0 || Number.isNaN(ms)) throw new Error(`the probe ended with ${status}`);
    return ms;
  } finally {
    await browser.close();
  }
}
