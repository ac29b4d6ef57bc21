import type { Frame, Locator, Page } from 'playwright-core';

const explorerRows = '.explorer-folders-view .monaco-list-row';
/** "The file is binary": the text editor's way out. */
const notHandled = '.monaco-editor-pane-placeholder';
const palette = '.quick-input-widget';

export async function openWorkbench(page: Page, url: string, { timeoutMs = 60_000 } = {}): Promise<void> {
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.waitForSelector(explorerRows, { timeout: timeoutMs });
}

/**
 * Types the title of a command into the palette and hands its row to use(), until that succeeds: a webview that comes
 * up takes the focus, and the palette closes.
 */
async function withCommand(
  page: Page,
  title: string,
  timeoutMs: number,
  use: (row: Locator) => Promise<void>,
): Promise<void> {
  const timeout = 1500;
  let last: unknown;
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    try {
      await page.keyboard.press('F1');
      await page.locator(`${palette} input`).first().fill(`>${title}`, { timeout });
      const row = page.locator(`${palette} .monaco-list-row`, { hasText: title }).first();
      await row.waitFor({ timeout });
      return await use(row);
    } catch (error) {
      last = error;
      await page.keyboard.press('Escape');
    }
  }
  throw new Error(`command "${title}" is not in the palette after ${timeoutMs} ms`, { cause: last });
}

/**
 * The explorer is usable before an extension's contributions are registered, and a file opened then goes to the text
 * editor. A contributed command in the palette shows that they are.
 */
export async function waitForCommand(page: Page, title: string, { timeoutMs = 60_000 } = {}): Promise<void> {
  await withCommand(page, title, timeoutMs, () => page.keyboard.press('Escape'));
}

/** Runs a command by its title in the palette; on a machine so slow that it cannot tell, twice. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await withCommand(page, title, 20_000, (row) => row.click({ timeout: 1500 }));
}

/** Chooses an entry of the quick pick that is open. */
export async function pick(page: Page, text: string | RegExp): Promise<void> {
  await page.locator(`${palette} .monaco-list-row`, { hasText: text }).first().click();
}

export function explorerRow(page: Page, file: string): Locator {
  return page.locator(explorerRows).filter({ has: page.getByText(file, { exact: true }) });
}

/** Chooses an entry of the context menu of something. */
export async function pickFromMenu(page: Page, target: Locator, text: string): Promise<void> {
  await target.click({ button: 'right' });
  const item = page.locator('.monaco-menu .action-item', { hasText: text }).first();
  await item.hover();
  await page.waitForTimeout(300); // a menu ignores clicks that come at once
  await item.click();
  await item.waitFor({ state: 'hidden' });
}

/** Double click: a tab that stays. */
export async function openFromExplorer(page: Page, file: string): Promise<void> {
  await explorerRow(page, file).dblclick();
}

/** Asks every frame, so nobody need know how deep an extension's page sits. */
export async function findWebviews(page: Page, selector: string): Promise<Frame[]> {
  const found: Frame[] = [];
  for (const frame of page.frames()) {
    if (frame === page.mainFrame()) continue;
    // A frame may go away while it is asked.
    const count = await frame
      .locator(selector)
      .count()
      .catch(() => 0);
    if (count > 0) found.push(frame);
  }
  return found;
}

export async function findWebview(page: Page, selector: string, { timeoutMs = 30_000 } = {}): Promise<Frame> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await page.waitForTimeout(50)) {
    const [frame] = await findWebviews(page, selector);
    if (frame) return frame;
  }
  throw new Error(`no webview with ${selector} within ${timeoutMs} ms`);
}

/** The element of the main page that holds a webview. */
function outermost(frame: Frame): Frame {
  let outer = frame;
  for (let parent = outer.parentFrame(); parent?.parentFrame(); parent = outer.parentFrame()) outer = parent;
  return outer;
}

/** Where a webview is on the screen; undefined while it is hidden. */
export async function webviewBox(
  frame: Frame,
): Promise<{ x: number; y: number; width: number; height: number } | undefined> {
  const element = await outermost(frame)
    .frameElement()
    .catch(() => undefined);
  if (!element || !(await element.isVisible())) return undefined;
  const box = await element.boundingBox();
  return box && box.width > 0 && box.height > 0 ? box : undefined;
}

/** Visible webviews that match, from left to right. */
export async function visibleWebviews(page: Page, selector: string): Promise<Frame[]> {
  const boxes: { frame: Frame; x: number }[] = [];
  for (const frame of await findWebviews(page, selector)) {
    const box = await webviewBox(frame).catch(() => undefined);
    if (box) boxes.push({ frame, x: box.x });
  }
  return boxes.sort((a, b) => a.x - b.x).map((each) => each.frame);
}

/** Waits until exactly `count` webviews that match are visible, and returns them from left to right. */
export async function waitForVisible(
  page: Page,
  selector: string,
  count: number,
  timeoutMs = 30_000,
): Promise<Frame[]> {
  let last: Frame[] = [];
  for (const end = Date.now() + timeoutMs; Date.now() < end; await page.waitForTimeout(100)) {
    last = await visibleWebviews(page, selector);
    if (last.length === count) return last;
  }
  throw new Error(`${last.length} visible webviews with ${selector}, not ${count}, after ${timeoutMs} ms`);
}

/**
 * Opens a workspace file by double click and returns the webview that comes. selector: what the page has when it is
 * ready; opening: how, instead. Fails at once when the file goes to the text editor.
 */
export async function openInEditor(
  page: Page,
  file: string,
  selector: string,
  { timeoutMs = 30_000, opening = () => openFromExplorer(page, file) } = {},
): Promise<Frame> {
  const before = new Set(await visibleWebviews(page, 'body'));
  await opening();
  for (const end = Date.now() + timeoutMs; Date.now() < end; await page.waitForTimeout(50)) {
    for (const frame of await visibleWebviews(page, selector)) if (!before.has(frame)) return frame;
    if (await page.locator(notHandled).isVisible()) throw new Error(`${file} went to the text editor`);
  }
  throw new Error(`${file}: no new webview with ${selector} within ${timeoutMs} ms`);
}

/** File name of the active tab. */
export async function activeTab(page: Page): Promise<string | null> {
  return page.locator('.editor-group-container.active .tab.active').first().getAttribute('data-resource-name');
}

export async function selectTab(page: Page, file: string): Promise<void> {
  await page.locator(`.tabs-container .tab[data-resource-name="${file}"]`).first().click();
}

export async function closeAllEditors(page: Page): Promise<void> {
  if ((await page.locator('.tabs-container .tab').count()) === 0) return;
  await runCommand(page, 'View: Close All Editors');
  await page.waitForFunction(() => document.querySelectorAll('.tabs-container .tab').length === 0);
}
