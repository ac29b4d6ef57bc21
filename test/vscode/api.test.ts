import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildApiTests } from '../support/buildApiTests.mjs';
import { launchChromium } from '../support/chromium.ts';
import { tempFolder } from '../support/cleanup.ts';
import { sampleNames, samplePath } from '../support/earshot.ts';
import { startVsCode } from '../support/vscodeServer.ts';

interface Outcome {
  status: number | string;
  lines: string[];
  /** Copies of files of other schemes that are left on disk. */
  copies: string[];
}

/** Runs test/vscode/api in the extension host; the workbench reports through two functions on the page. */
async function runInExtensionHost(timeoutMs: number): Promise<Outcome> {
  const module = await buildApiTests();
  const folder = tempFolder('api');
  for (const name of sampleNames) cpSync(samplePath(name), join(folder.path, name));
  const vscode = await startVsCode();
  const browser = await launchChromium();
  const lines: string[] = [];
  try {
    const { page } = browser;
    let finish: (status: number | string) => void = () => undefined;
    const finished = new Promise<number | string>((resolve) => (finish = resolve));
    await page.exposeFunction('codeAutomationExit', (status: number) => finish(status));
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown) =>
      lines.push([args].flat().map(String).join(' ')),
    );
    await page.goto(vscode.url(folder.path, module));
    const timer = setTimeout(() => finish(`no end within ${timeoutMs} ms`), timeoutMs);
    const status = await finished;
    clearTimeout(timer);
    const written = readdirSync(vscode.data, { recursive: true }).map(String);
    return { status, lines, copies: written.filter((path) => /\/copies\/.*\.\w+$/.test(path)) };
  } finally {
    await browser.close();
    await vscode.stop();
    folder.remove();
  }
}

const { status, lines, copies } = await runInExtensionHost(120_000);
const reports = lines.map((line) => /^(ok|not ok) - ([^#]*)(.*)$/.exec(line)).filter((match) => match !== null);

// One test for each that reported, so that each is counted.
it.each(reports.map(([, verdict, name, detail]) => ({ verdict, name, detail })))('$name', ({ verdict, detail }) => {
  expect(`${verdict}${detail}`).toBe('ok');
});

it('ran to the end in the extension host', () => {
  expect(status, lines.join('\n')).toBe(0);
  expect(reports.length).toBeGreaterThanOrEqual(8);
  expect(copies).toEqual([]);
});
