import { describe, expect, it } from 'vitest';
import { EarshotPage, paintedEditor, type Session, type View } from '../../support/earshot.ts';
import { noise, writeWav } from '../../support/signal.ts';
import { closeAllEditors, waitForVisible } from '../../support/workbench.ts';

const LINK = 'Earshot: Link View with Other Editors';

export function writeLinkedFiles(folder: string): void {
  writeWav(`${folder}/long.wav`, noise(2, 48000 * 20), 48000);
  writeWav(`${folder}/short.wav`, noise(1, 8000 * 10), 8000);
  writeWav(`${folder}/other.wav`, noise(1, 8000 * 10), 8000);
}

/** All editors are closed before each test. */
export function links(session: () => Session): void {
  /** Two editors side by side, of one file or of two. */
  async function openBoth(first: string, second: string): Promise<[EarshotPage, EarshotPage]> {
    await activate(await session().open(first));
    // By its key: a command of the palette that is slow is tried again, and would split twice.
    await session().page.keyboard.press('Control+Backslash');
    await waitForVisible(session().page, paintedEditor, 2);
    if (second !== first) await session().open(second);
    const frames = await waitForVisible(session().page, paintedEditor, 2);
    const [left, right] = frames.map((frame) => new EarshotPage(frame));
    if (!left || !right) throw new Error('no two editors');
    return [left, right];
  }

  /** The command is a switch, and a slow palette may throw it twice, the second time late. */
  async function link(...editors: EarshotPage[]): Promise<void> {
    const marks = editors.map(({ frame }) => frame.locator('#linked'));
    const unlinked = async (): Promise<number> => {
      const seen = await Promise.all(marks.map((mark) => mark.isVisible()));
      return seen.indexOf(false);
    };
    for (let i = 0; i < 8; i++) {
      const next = await unlinked();
      if (next >= 0) {
        await activate(editors[next]!);
        await session().command(LINK);
      }
      await session().page.waitForTimeout(1500);
      if ((await unlinked()) < 0) return;
    }
    throw new Error('the editors could not be linked');
  }

  /** Waits until VS Code holds the editor's group for the active one: commands go there. */
  async function activate({ frame }: EarshotPage): Promise<void> {
    const { x } = (await (await frame.frameElement()).boundingBox())!;
    const offsets = await session()
      .page.locator('.editor-group-container')
      .evaluateAll((groups, x) => groups.map((group) => Math.abs(group.getBoundingClientRect().x - x)), x);
    const index = offsets.findIndex((offset) => offset < 8);
    expect(index).toBeGreaterThanOrEqual(0);
    // By VS Code's key: a click is no news to it while the page has the focus already.
    const focus = index === 0 ? 'Control+1' : 'Control+2';
    const group = session().page.locator('.editor-group-container').nth(index);
    await expect
      .poll(async () => {
        await session().page.keyboard.press(focus);
        return (await group.getAttribute('class'))!.split(' ');
      })
      .toContain('active');
    await frame.waitForTimeout(200);
  }

  /** By the wheel: a command goes to the editor that VS Code holds for the active one. Waits until the view stands. */
  async function zoomIn(editor: EarshotPage, times = 1): Promise<View> {
    let before = await editor.view();
    await editor.frame.locator('canvas[data-channel="0"]').hover({ position: { x: 100, y: 20 } });
    for (let i = 0; i < times; i++) await session().page.mouse.wheel(0, -120);
    await expect.poll(async () => (await editor.view()).framesPerPixel).toBeLessThan(before.framesPerPixel);
    for (let now = await editor.view(); now.framesPerPixel !== before.framesPerPixel; now = await editor.view()) {
      before = now;
      await editor.frame.waitForTimeout(500);
    }
    return before;
  }

  const seconds = (view: View, rate: number) => ({
    start: view.startFrame / rate,
    perPixel: view.framesPerPixel / rate,
  });
  const selectionOf = (editor: EarshotPage) => editor.frame.locator('#selection').isVisible();

  /** Neither draws any more once late spectra have come: nothing goes round between them. */
  async function expectRest(editors: readonly EarshotPage[]): Promise<void> {
    const drawn = (): Promise<number[]> => Promise.all(editors.map((editor) => editor.drawnFrames()));
    await session().page.waitForTimeout(500);
    await expect
      .poll(async () => {
        const before = await drawn();
        await session().page.waitForTimeout(1000);
        return (await drawn()).map((count, index) => count - before[index]!);
      })
      .toEqual(editors.map(() => 0));
  }

  describe('linked editors', () => {
    it('of one file show the same, whichever the user moves, and come to rest', async () => {
      const [left, right] = await openBoth('long.wav', 'long.wav');
      await link(left, right);
      for (const [one, other] of [
        [left, right],
        [right, left],
      ] as const) {
        await activate(one);
        const { startFrame, framesPerPixel } = await zoomIn(one);
        await expect.poll(async () => (await other.view()).framesPerPixel).toBeCloseTo(framesPerPixel, 9);
        expect(Math.abs((await other.view()).startFrame - startFrame)).toBeLessThanOrEqual(framesPerPixel);
        await expectRest([left, right]);
        expect((await one.view()).framesPerPixel).toBeCloseTo(framesPerPixel, 9);
      }
      await left.frame.locator('canvas[data-channel="0"]').click({ position: { x: 60, y: 20 } });
      await expect.poll(() => right.positionFrame()).toBe(await left.positionFrame());
      await activate(right);
      await session().command('Earshot: Select All');
      await expect.poll(() => selectionOf(left)).toBe(true);
      await expectRest([left, right]);
    });

    it('of files of other rates and lengths show the same time, as far as they go', async () => {
      const [left, right] = await openBoth('long.wav', 'short.wav');
      await link(left, right);
      await activate(left);
      await session().command('Earshot: Show Whole File');
      await expect.poll(async () => (await left.view()).startFrame).toBe(0);
      // So far that the span lies inside the shorter file too.
      const wanted = seconds(await zoomIn(left, 8), 48000);
      await expect.poll(async () => seconds(await right.view(), 8000).perPixel).toBeCloseTo(wanted.perPixel, 9);
      await expect.poll(async () => seconds(await right.view(), 8000).start).toBeCloseTo(wanted.start, 2);
      await session().command('Earshot: Go to End');
      await expect.poll(() => right.positionFrame()).toBe(80_000);
      const end = await right.view();
      await expect
        .poll(async () => (await right.view()).startFrame + end.framesPerPixel * end.width)
        .toBeCloseTo(80_000, -2);
      await expectRest([left, right]);

      await right.frame.click('#unlink');
      await right.frame.locator('#linked').waitFor({ state: 'hidden' });
      const before = await right.view();
      await activate(left);
      await zoomIn(left);
      await expectRest([left, right]);
      expect(await right.view()).toEqual(before);
    });
  });

  describe('a file that is closed', () => {
    it('is shown again as it was left, and another begins with the ways that were used last', async () => {
      const editor = await session().open('other.wav');
      await zoomIn(editor, 2);
      await editor.frame.locator('canvas[data-channel="0"]').click({ position: { x: 200, y: 20 } });
      await session().command('Earshot: Snap to Zero Crossings');
      await session().command('Earshot: Next Way to Follow the Playhead');
      await editor.frame.waitForTimeout(700);
      const [view, position] = [await editor.view(), await editor.positionFrame()];
      const follow = await editor.frame.getAttribute('#follow', 'aria-label');
      await closeAllEditors(session().page);

      const again = await session().open('other.wav');
      await again.frame.waitForSelector('body[data-painted=true]');
      expect((await again.view()).framesPerPixel).toBeCloseTo(view.framesPerPixel, 9);
      expect(Math.abs((await again.view()).startFrame - view.startFrame)).toBeLessThanOrEqual(view.framesPerPixel);
      expect(await again.positionFrame()).toBe(position);
      expect(await again.frame.getAttribute('#snap', 'aria-pressed')).toBe('true');

      writeWav(session().path('new.wav'), noise(1, 8000), 8000);
      const other = await session().open('new.wav');
      expect((await other.view()).startFrame).toBe(0);
      expect(await other.frame.getAttribute('#snap', 'aria-pressed')).toBe('true');
      expect(await other.frame.getAttribute('#follow', 'aria-label')).toBe(follow);
    });
  });
}
