import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
// Declares window.earshot!.
import type {} from '../../webview/editor/probe.ts';
import type { EngineInfo, FrameRange, SpeedMode, Telemetry } from '../../webview/engine/types.ts';
import { type Chromium, type ChromiumOptions, launchChromium } from './chromium.ts';
import { tempFolder } from './cleanup.ts';
import { repository, startVsCode, type VsCode, type VsCodeOptions } from './vscodeServer.ts';
import { openInEditor, openWorkbench, runCommand, waitForCommand } from './workbench.ts';

/** The editor's page once it knows whether the file can be shown. */
export const anyEditor = 'body[data-kind=editor]';
export const settledEditor = `${anyEditor}[data-state=ready], ${anyEditor}[data-state=failed]`;
export const paintedEditor = `${anyEditor}[data-painted=true]`;

/** Screenshots of what went wrong. */
const failures = join(repository, 'out', 'failures');
const samplesFolder = join(repository, 'samples');
export const sampleNames = readdirSync(samplesFolder).filter((name) => !name.endsWith('.md'));

export function samplePath(name: string): string {
  return join(samplesFolder, name);
}

export interface View {
  startFrame: number;
  framesPerPixel: number;
  width: number;
}

export interface Columns {
  x: number[];
  min: number[];
  max: number[];
  rms: number[];
}

/** One Earshot editor, seen from outside. */
export class EarshotPage {
  readonly frame: Frame;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  state(): Promise<string | undefined> {
    return this.frame.evaluate(() => document.body.dataset['state']);
  }

  engine(): Promise<EngineInfo> {
    return this.frame.evaluate(() => window.earshot!.engine());
  }

  positionFrame(): Promise<number> {
    return this.frame.evaluate(() => window.earshot!.positionFrame());
  }

  view(): Promise<View> {
    return this.frame.evaluate(() => window.earshot!.view());
  }

  drawnFrames(): Promise<number> {
    return this.frame.evaluate(() => window.earshot!.drawnFrames);
  }

  columns(channel: number): Promise<Columns> {
    return this.frame.evaluate((c) => {
      const { x, min, max, rms } = window.earshot!.columns(c);
      return { x: [...x], min: [...min], max: [...max], rms: [...rms] };
    }, channel);
  }

  /** Waits until the whole lane is drawn from data as fine as it needs. */
  async fullyPainted(): Promise<void> {
    await this.frame.waitForFunction(() => window.earshot!.marks['fullPaint'] !== undefined);
  }

  async waitForEngine(what: string, ok: (info: EngineInfo) => boolean, timeoutMs = 15_000): Promise<EngineInfo> {
    let info = await this.engine();
    for (const end = Date.now() + timeoutMs; !ok(info) && Date.now() < end; info = await this.engine()) {
      await this.frame.waitForTimeout(50);
    }
    if (!ok(info)) throw new Error(`${what}: not within ${timeoutMs} ms, engine is ${JSON.stringify(info)}`);
    return info;
  }

  /** Waits until this many more frames were consumed than now. */
  async consumes(frames: number, timeoutMs = 15_000): Promise<EngineInfo> {
    const { consumedFrames } = await this.engine();
    return this.waitForEngine(
      `${frames} more frames consumed`,
      (info) => info.consumedFrames >= consumedFrames + frames,
      timeoutMs,
    );
  }

  /** Clicks the button; resolves when sound is consumed. */
  async play(): Promise<void> {
    await this.frame.click('#play');
    await this.waitForEngine('playing', (info) => info.state === 'playing');
    await this.consumes(1);
  }

  async pause(): Promise<void> {
    await this.frame.click('#play');
    await this.waitForEngine('paused', (info) => info.state === 'paused');
  }

  /** Exact to the frame, as no pointer is. */
  seek(frame: number): Promise<void> {
    return this.frame.evaluate((to) => window.earshot!.player.seek(to), frame);
  }

  setLoop(loop: FrameRange | null): Promise<void> {
    return this.frame.evaluate((range) => window.earshot!.player.setLoop(range), loop);
  }

  setSpeed(speed: number, mode: SpeedMode): Promise<void> {
    return this.frame.evaluate(([ratio, how]) => window.earshot!.player.setSpeed(ratio, how), [speed, mode] as const);
  }

  telemetry(): Promise<Telemetry> {
    return this.frame.evaluate(() => window.earshot!.player.telemetry());
  }

  /** Keeps the page's main thread busy for so long. */
  stall(ms: number): Promise<void> {
    return this.frame.evaluate((wanted) => {
      for (const end = performance.now() + wanted; performance.now() < end;);
    }, ms);
  }
}

/** A workbench on a temporary folder with the extension, in a browser. */
export interface Session {
  readonly vscode: VsCode;
  readonly browser: Chromium;
  readonly page: Page;
  /** Folder that is open in the workbench. */
  readonly folder: string;
  path(name: string): string;
  /** Opens a file of the folder, by double click if not told how, and waits until the page knows it. */
  open(name: string, opening?: () => Promise<void>): Promise<EarshotPage>;
  command(title: string): Promise<void>;
  close(): Promise<void>;
}

/** fill: writes the files of the folder; default: the samples. tests: a module that runs in the extension host meanwhile. */
export async function startSession(
  options: VsCodeOptions & ChromiumOptions & { fill?: (folder: string) => void; tests?: string } = {},
): Promise<Session> {
  const folder = tempFolder('workspace');
  if (options.fill) options.fill(folder.path);
  else for (const name of sampleNames) cpSync(samplePath(name), join(folder.path, name));
  const vscode = await startVsCode(options);
  const browser = await launchChromium(options);
  const { page } = browser;
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  const open = async (name: string, opening?: () => Promise<void>): Promise<EarshotPage> => {
    errors.length = 0;
    try {
      return new EarshotPage(await openInEditor(page, name, settledEditor, opening ? { opening } : {}));
    } catch (error) {
      mkdirSync(failures, { recursive: true });
      await page.screenshot({ path: join(failures, `${name}.png`) });
      throw new Error(`${String(error)}\nThe console says:\n${errors.join('\n')}`, { cause: error });
    }
  };
  const close = async (): Promise<void> => {
    await browser.close();
    await vscode.stop();
    folder.remove();
  };
  try {
    await openWorkbench(page, vscode.url(folder.path, options.tests));
    await waitForCommand(page, 'Earshot: Show Log');
  } catch (error) {
    await close();
    throw error;
  }
  return {
    vscode,
    browser,
    page,
    folder: folder.path,
    path: (name) => join(folder.path, name),
    open,
    command: (title) => runCommand(page, title),
    close,
  };
}
