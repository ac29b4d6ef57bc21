import { createServer, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
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

const attribute = (value: unknown): string => JSON.stringify(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;');

function html(origin: string, theme: ThemeName, opening: string, options: FakeOptions): string {
  const csp = `default-src 'none'; script-src ${origin} 'wasm-unsafe-eval'; worker-src blob:; connect-src ${origin}; style-src ${origin}; img-src ${origin} blob: data:; font-src ${origin}`;
  const data = `data-theme="${attribute(themes[theme])}" data-opening="${opening}" data-options="${attribute(options)}"`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}"><link rel="stylesheet" href="/editor.css"><title>Earshot</title>
</head><body data-kind="editor" data-worklet="/none.js" ${data}><div id="app"></div>
<script src="/first.js"></script><script src="/fakeHost.js"></script><script src="/editor.js"></script></body></html>`;
}

/**
 * Sets a theme the way VS Code does: variables on <html>, classes on <body>. What an earlier test left in the window is
 * gone; what this one keeps survives a reload.
 */
const firstScript = `window.applyTheme = ({ bodyClass, variables }) => {
  document.documentElement.removeAttribute('style');
  for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty('--vscode-' + name, value);
  document.body.className = bodyClass;
};
applyTheme(JSON.parse(document.body.dataset.theme));
window.fakeOptions = JSON.parse(document.body.dataset.options);
if (sessionStorage.getItem('opening') !== document.body.dataset.opening) sessionStorage.clear();
sessionStorage.setItem('opening', document.body.dataset.opening);
for (const name of ['theme', 'opening', 'options']) delete document.body.dataset[name];`;

export interface OpenOptions extends FakeOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  dpr?: number;
}

export interface Harness {
  /** A window with the editor in it; waits for the waveform unless the options keep it from coming. */
  open(options?: OpenOptions): Promise<Page>;
  /** For another open(): a new window costs more than all that the editor does at first. */
  release(page: Page): Promise<void>;
  close(): Promise<void>;
}

type Respond = (status: number, type?: string, text?: string) => void;

/** What pages have worked out about the made-up file, for the next ones: ./shared.ts. */
function answerShared(known: Map<string, string>, request: IncomingMessage, key: string, respond: Respond): void {
  if (request.method === 'GET') {
    const text = known.get(key);
    return text === undefined ? respond(204) : respond(200, 'application/json', text);
  }
  let body = '';
  request.setEncoding('utf8').on('data', (part) => (body += part));
  request.on('end', () => {
    known.set(key, body);
    respond(204);
  });
}

export async function startHarness(): Promise<Harness> {
  const files = await buildFiles();
  const known = new Map<string, string>();
  const openings: { readonly theme: ThemeName; readonly fake: FakeOptions }[] = [];
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const respond: Respond = (status, type, text) =>
      response.writeHead(status, type ? { 'content-type': type } : {}).end(text);
    const opening = /^\/opening\/(\d+)$/.exec(pathname)?.[1];
    const text = pathname === '/first.js' ? firstScript : files.get(pathname);
    if (opening) {
      const { theme, fake } = openings[Number(opening)]!;
      respond(200, 'text/html', html(`http://${request.headers.host}`, theme, opening, fake));
    } else if (pathname === '/shared') answerShared(known, request, search, respond);
    else if (pathname === '/blank') respond(200, 'text/html', '<!DOCTYPE html>');
    else if (text === undefined) respond(pathname === '/favicon.ico' ? 204 : 404);
    else respond(200, pathname.endsWith('.css') ? 'text/css' : 'text/javascript', text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const origin = `http://127.0.0.1:${address.port}`;
  const chromium = await launchChromium();
  const browser = chromium.context.browser();
  if (!browser) throw new Error('no browser');
  const idle = new Map<number, Page[]>();
  const scales = new WeakMap<Page, number>();

  const open = async (options: OpenOptions = {}): Promise<Page> => {
    const { theme = 'dark', width = 1200, height = 700, dpr = 1, ...fake } = options;
    const used = idle.get(dpr)?.pop();
    const page = used ?? (await openWindow(browser, { width, height }, dpr));
    await used?.setViewportSize({ width, height });
    scales.set(page, dpr);
    openings.push({ theme, fake });
    await page.goto(`${origin}/opening/${openings.length - 1}`);
    if (!fake.failed && !fake.loading && !fake.hold && fake.scannedFrames !== 0) {
      await page.waitForSelector('body[data-painted=true]', { timeout: 10_000 });
    }
    return page;
  };
  return {
    open,
    release: async (page) => {
      // Of the same origin: no other process is started for it.
      await page.goto(`${origin}/blank`);
      await page.mouse.up();
      for (const key of ['Shift', 'Control', 'Alt', 'Meta']) await page.keyboard.up(key);
      await page.emulateMedia({ reducedMotion: null });
      const dpr = scales.get(page)!;
      idle.set(dpr, [...(idle.get(dpr) ?? []), page]);
    },
    close: async () => {
      await chromium.close();
      await new Promise((resolve) => server.close(resolve));
      if (errors.length > 0) throw new Error(`The pages reported: ${errors.join('; ')}`);
    },
  };
}

/** Errors on any page's console, a refusal by the policy among them, fail the run at close(). */
const errors: string[] = [];

async function openWindow(browser: Browser, viewport: { width: number; height: number }, dpr: number): Promise<Page> {
  const page = await (await browser.newContext({ viewport, deviceScaleFactor: dpr })).newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return page;
}
