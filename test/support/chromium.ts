import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { type BrowserContext, type Page, chromium } from 'playwright-core';
import { findChromium } from '../../scripts/lib/systemPackages.mjs';
import { tempFolder } from './cleanup.ts';

export interface ChromiumOptions {
  /** Keep sound: Playwright mutes by default, and muted streams hold only zeros. */
  audio?: boolean;
  /** Address of a sound server; see pulse.ts. */
  pulse?: string;
  viewport?: { width: number; height: number };
  deviceScaleFactor?: number;
  args?: string[];
}

export interface Chromium {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Also deletes the profile. */
  close(): Promise<void>;
}

export async function launchChromium(options: ChromiumOptions = {}): Promise<Chromium> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: run "node scripts/setup.mjs"');
  const profile = tempFolder('chromium');
  const env = { ...process.env, ...(options.pulse ? { PULSE_SERVER: options.pulse } : {}) };
  const context = await chromium.launchPersistentContext(profile.path, {
    executablePath,
    headless: process.env['HEADFUL'] !== '1',
    args: ['--no-sandbox', ...(options.args ?? [])],
    ignoreDefaultArgs: options.audio ? ['--mute-audio'] : [],
    env: Object.fromEntries(Object.entries(env).filter((each): each is [string, string] => each[1] !== undefined)),
    viewport: options.viewport ?? { width: 1400, height: 900 },
    ...(options.deviceScaleFactor ? { deviceScaleFactor: options.deviceScaleFactor } : {}),
  });
  return {
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    close: async () => {
      await context.close();
      profile.remove();
    },
  };
}

/** A blank page that has run the module test/`entry`. Chromium imitates the GPU here, which the stage only accepts when told to. */
export async function openWebglPage(entry: string): Promise<Chromium> {
  const built = await esbuild.build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome118',
  });
  const browser = await launchChromium({
    args: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  });
  await browser.page.goto('about:blank');
  await browser.page.addScriptTag({ content: built.outputFiles[0]!.text });
  return browser;
}
