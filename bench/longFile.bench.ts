import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { launchChromium } from '../test/support/chromium.ts';
import { audioServers, extensionHosts } from '../test/support/processes.ts';
import { startVsCode } from '../test/support/vscodeServer.ts';
import { explorerRow, findWebview, openWorkbench, waitForCommand } from '../test/support/workbench.ts';
import { material } from './lib/material.ts';
import type { BenchContext, Metrics } from './lib/measure.ts';
import { peakResidentBytes, proportionalBytes } from './lib/server.ts';

const MB = 2 ** 20;

/** A 60-minute WAV (691 MB) in a real VS Code: how soon it shows, what it takes, and whether anything freezes meanwhile. */
export default async function longFile({ root }: BenchContext): Promise<Metrics> {
  const workspace = mkdtempSync(join(tmpdir(), 'earshot-long-'));
  const file = material(3600, 'wav');
  mkdirSync(join(workspace, '.vscode'));
  try {
    linkSync(file, join(workspace, basename(file)));
  } catch {
    symlinkSync(file, join(workspace, basename(file)));
  }
  const vscode = await startVsCode({ extension: root });
  const browser = await launchChromium();
  try {
    const { page } = browser;
    await openWorkbench(page, vscode.url(workspace));
    await waitForCommand(page, 'Earshot: Play or Pause');
    await page.waitForTimeout(2000);
    // Webviews share the workbench's main thread here, so this sees the page's long tasks and the workbench's.
    await page.evaluate(() => {
      const seen: number[] = [];
      new PerformanceObserver((list) => seen.push(...list.getEntries().map((each) => each.duration))).observe({
        type: 'longtask',
      });
      Object.assign(globalThis, { longTasks: seen });
    });
    const row = explorerRow(page, basename(file));
    await row.hover();
    const clicked = Date.now();
    await row.dblclick();
    const memory = watchMemory(vscode.pid);
    const frame = await findWebview(page, 'body[data-kind=editor][data-painted]');
    await frame.waitForFunction(() => {
      const { earshot } = globalThis as unknown as { earshot: { marks: Record<string, number> } };
      return earshot.marks['fullPaint'] !== undefined;
    });
    const marks = await frame.evaluate(() => {
      const { earshot } = globalThis as unknown as { earshot: { marks: Record<string, number> } };
      const origin = Date.now() - performance.now();
      return {
        first: origin + (earshot.marks['firstPaint'] ?? NaN),
        full: origin + (earshot.marks['fullPaint'] ?? NaN),
      };
    });
    await frame.click('#play');
    await page.waitForTimeout(3000);
    const longTasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
    const together = memory.stop();
    const [server] = audioServers(vscode.pid);
    const [host] = extensionHosts(vscode.pid);
    if (!server || !host) throw new Error('the audio server or the extension host is gone');
    const [serverMB, hostMB] = [peakResidentBytes(server.pid) / MB, peakResidentBytes(host.pid) / MB];
    return {
      clickToWaveformMs: { value: marks.first - clicked, unit: 'ms' },
      clickToOverviewMs: { value: marks.full - clicked, unit: 'ms', note: 'complete and sharp' },
      serverMB: { value: serverMB, unit: 'MB', note: 'resident, largest over the run' },
      hostMB: { value: hostMB, unit: 'MB', note: 'extension host with all its other extensions' },
      serverAndHostMB: {
        value: together / MB,
        unit: 'MB',
        note: 'both together, largest seen; pages they share are counted once (they run the same Node binary)',
      },
      longestTaskMs: { value: Math.max(0, ...longTasks), unit: 'ms', note: `${longTasks.length} tasks over 50 ms` },
    };
  } finally {
    await browser.close();
    await vscode.stop();
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** The largest sum of what server and host take, looked at five times a second. */
function watchMemory(vscodePid: number): { stop(): number } {
  let most = 0;
  const look = (): void => {
    const pids = [...audioServers(vscodePid), ...extensionHosts(vscodePid)].map((each) => each.pid);
    most = Math.max(
      most,
      pids.map(proportionalBytes).reduce((sum, bytes) => sum + bytes, 0),
    );
  };
  const timer = setInterval(look, 200);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return most;
    },
  };
}
