import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { type Chromium, launchChromium } from '../../support/chromium.ts';
import type { FakeOptions } from './fakeHostTypes.ts';
import { type ThemeName, themes } from './themes.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The editor's real bundle, with the fake engine in place of the real one, and the fake host. */
async function buildFiles(): Promise<Map<string, string>> {
  const fakeEngine: esbuild.Plugin = {
    name: 'fake engine',
    setup: (build) => {
      build.onResolve({ filter: /\/engine\/engine\.ts$/ }, () => ({
        path: `${root}/test/browser/editor/fakeEngine.ts`,
      }));
    },
  };
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { editor: 'webview/editor/main.ts', fakeHost: 'test/browser/editor/fakeHost.ts' },
    outdir: '/out',
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome118',
    loader: { '.svg': 'text' },
    plugins: [fakeEngine],
  });
  return new Map(result.outputFiles.map((file) => [file.path.replace('/out', ''), file.text]));
}

function html(origin: string, theme: ThemeName): string {
  const { bodyClass, variables } = themes[theme];
  const csp = `default-src 'none'; script-src ${origin} 'wasm-unsafe-eval'; worker-src blob:; connect-src ${origin}; style-src ${origin}; img-src ${origin} blob: data:; font-src ${origin}`;
  const values = JSON.stringify({ bodyClass, variables }).replaceAll('"', '&quot;');
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}"><link rel="stylesheet" href="/editor.css"><title>Earshot</title>
</head><body data-kind="editor" data-worklet="/none.js" data-theme="${values}"><div id="app"></div>
<script src="/theme.js"></script><script src="/fakeHost.js"></script><script src="/editor.js"></script></body></html>`;
}

/** Sets a theme the way VS Code does: variables on <html>, classes on <body>. */
const themeScript = `window.applyTheme = ({ bodyClass, variables }) => {
  document.documentElement.removeAttribute('style');
  for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty('--vscode-' + name, value);
  document.body.className = bodyClass;
};
applyTheme(JSON.parse(document.body.dataset.theme));`;

export interface OpenOptions extends FakeOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  dpr?: number;
}

export interface Harness {
  /** A new window with the editor in it; waits for the waveform unless the options keep it from coming. */
  open(options?: OpenOptions): Promise<Page>;
  close(): Promise<void>;
}

export async function startHarness(): Promise<Harness> {
  const files = await buildFiles();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const text = url.pathname === '/theme.js' ? themeScript : files.get(url.pathname);
    if (url.pathname === '/') {
      const theme = (url.searchParams.get('theme') ?? 'dark') as ThemeName;
      response.writeHead(200, { 'content-type': 'text/html' }).end(html(`http://${request.headers.host}`, theme));
    } else if (text === undefined) response.writeHead(url.pathname === '/favicon.ico' ? 204 : 404).end();
    else
      response
        .writeHead(200, { 'content-type': url.pathname.endsWith('.css') ? 'text/css' : 'text/javascript' })
        .end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const browser: Chromium = await launchChromium();
  const owner = browser.context.browser();

  const open = async (options: OpenOptions = {}): Promise<Page> => {
    const { theme = 'dark', width = 1200, height = 700, dpr = 1, ...fake } = options;
    const page = owner
      ? await (await owner.newContext({ viewport: { width, height }, deviceScaleFactor: dpr })).newPage()
      : await openSized(browser, width, height, dpr);
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.addInitScript((given) => {
      window.fakeOptions = given;
    }, fake);
    await page.goto(`http://127.0.0.1:${address.port}/?theme=${theme}`);
    if (!fake.failed && !fake.loading && !fake.hold && fake.scannedFrames !== 0) {
      await page.waitForSelector('body[data-painted=true]', { timeout: 10_000 });
    }
    return page;
  };
  return {
    open,
    close: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
      if (errors.length > 0) throw new Error(`The pages reported: ${errors.join('; ')}`);
    },
  };
}

/** Errors on any page's console, a refusal by the policy among them, fail the run at close(). */
const errors: string[] = [];

/** A persistent context has one scale for all its pages, so the scale is set through the debugger. */
async function openSized(browser: Chromium, width: number, height: number, dpr: number): Promise<Page> {
  const page = await browser.context.newPage();
  const session = await browser.context.newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: dpr, mobile: false });
  return page;
}
