import { EarshotError, toErrorInfo } from '../../src/core/protocol/errors.ts';
import { createAbortController } from '../../src/core/util/abort.ts';
import type { Notice } from '../../src/core/protocol/editorApi.ts';
import { channelKey, trackOf } from '../../src/core/picture/lane/laneSource.ts';
import { formatClock } from '../../src/core/picture/axes/units.ts';
import { keepChoice, type PictureChoice, recallChoice } from './choice.ts';
import { type MakeControl, makePicture, type PictureParts, viewSize } from './makePicture.ts';
import { openPictureDialog } from './pictureDialog.ts';

export interface ExportParts extends PictureParts {
  /** Key of the lane that is meant. */
  readonly lane: () => string | null;
}

/** A copy waits no longer for what is still being read, ms: the browser's leave to write to the clipboard is short. */
const COPY_WAIT = 3000;

/** What leaves the page: pictures of the view, and samples of the selection. */
export class Exports {
  #parts: ExportParts;
  #choice: PictureChoice | null = null;
  #copying = false;

  constructor(parts: ExportParts) {
    this.#parts = parts;
  }

  exportImage(): void {
    if (!this.#parts.store.file.value) return this.#say('info', 'There is no file to draw.');
    openPictureDialog({
      choice: this.#chosen(),
      view: () => viewSize(this.#parts),
      changed: (choice) => {
        this.#choice = choice;
        keepChoice(choice);
      },
      run: (choice, control) => this.#save(choice, control),
    });
  }

  /** The view as it is, at the screen's own resolution. */
  async copyImage(): Promise<void> {
    if (this.#copying) return;
    this.#copying = true;
    await this.#copy();
    this.#copying = false;
  }

  async #copy(): Promise<void> {
    const scale = Math.min(Math.max(Math.ceil(devicePixelRatio), 1), 4) as PictureChoice['scale'];
    const choice: PictureChoice = { ...this.#chosen(), format: 'png', size: 'view', theme: 'screen', scale };
    const until = performance.now() + COPY_WAIT;
    const control: MakeControl = {
      viewer: 'copied picture',
      signal: createAbortController().signal,
      takeWhatIsThere: () => performance.now() > until,
      progress: () => undefined,
    };
    try {
      // A command from the palette may leave the focus elsewhere, and the clipboard is the focused page's.
      window.focus();
      const made = makePicture(this.#parts, choice, control);
      const png = made.then(({ bytes }) => new Blob([bytes], { type: 'image/png' }));
      await this.#write(png);
      const { incomplete } = await made;
      if (incomplete) this.#say('warning', 'The picture was copied, but not all of the file has been read yet.');
      else this.#say('info', 'The picture was copied.');
    } catch (error) {
      this.#say('warning', copyFailure(error));
    }
  }

  async exportSelection(): Promise<void> {
    const { store, host } = this.#parts;
    const file = store.file.value;
    if (!file) return this.#say('info', 'There is no file to export from.');
    const range = store.selection.value ?? { startFrame: 0, endFrame: store.totalFrames.value };
    const frames = { startFrame: Math.round(range.startFrame), endFrame: Math.round(range.endFrame) };
    try {
      const { saved } = await host.request('exportSelection', { revision: file.revision, ...frames });
      if (saved !== null) this.#say('info', `Exported ${saved}.`);
    } catch (error) {
      const { code, message } = toErrorInfo(error);
      if (code !== 'cancelled') this.#say('error', message);
    }
  }

  /** Levels of the selection, else of the view; between the frequencies of the box, else of all in view. */
  async exportMatrix(): Promise<void> {
    const { store, host, lane } = this.#parts;
    const file = store.file.value;
    if (!file) return this.#say('info', 'There is no file to export from.');
    const { startFrame, framesPerPixel } = store.viewport();
    const inView = { startFrame, endFrame: startFrame + framesPerPixel * store.screen.value.width };
    const range = store.selection.value ?? inView;
    const frames = {
      startFrame: Math.max(0, Math.round(range.startFrame)),
      endFrame: Math.min(Math.round(range.endFrame), store.totalFrames.value),
    };
    const { low, high } = store.box.value ?? store.frequencyAxis();
    const { track, tracks } = trackOf(lane() ?? channelKey(0));
    const what = { analysis: store.analysis.value, tracks, channel: track, ...frames, low, high };
    try {
      const { saved } = await host.request('exportMatrix', { revision: file.revision, ...what });
      if (saved !== null) this.#say('info', `Exported ${saved}.`);
    } catch (error) {
      const { code, message } = toErrorInfo(error);
      if (code !== 'cancelled') this.#say('error', message);
    }
  }

  async #save(choice: PictureChoice, control: MakeControl): Promise<boolean> {
    const name = this.#name(choice.format);
    const { bytes } = await makePicture(this.#parts, choice, control);
    if (control.signal.aborted) return false;
    const { saved } = await this.#parts.host.request('saveImage', { name, kind: choice.format, bytes });
    return saved !== null;
  }

  /** Where the browser knows pictures on the clipboard, and this page may write there. */
  async #write(png: Promise<Blob>): Promise<void> {
    // Handled here too: a clipboard that refuses at once leaves the promise alone.
    png.catch(() => undefined);
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
  }

  #chosen(): PictureChoice {
    return (this.#choice ??= recallChoice());
  }

  /** The file's name without its ending, and the span unless it is all of the file: take-03 0-09.500-0-17.800.png. */
  #name(kind: 'png' | 'svg'): string {
    const { store } = this.#parts;
    const { fileName, info } = store.file.value!;
    const { startFrame, framesPerPixel } = store.viewport();
    const endFrame = startFrame + framesPerPixel * store.screen.value.width;
    const stem = fileName.replace(/(?<=.)\.[^.]*$/, '');
    const time = (frame: number): string => formatClock(frame / info.sampleRate, 3).replaceAll(':', '-');
    const whole = startFrame <= 0 && endFrame >= store.totalFrames.value;
    return `${stem}${whole ? '' : ` ${time(startFrame)}-${time(endFrame)}`}.${kind}`;
  }

  #say(severity: Notice['severity'], text: string): void {
    this.#parts.store.problem.set({ severity, text });
  }
}

/** What to do instead. */
function copyFailure(error: unknown): string {
  if (error instanceof EarshotError) return error.message;
  const why = error instanceof DOMException && error.name === 'NotAllowedError' ? 'is not allowed here' : 'failed';
  return `Copying the picture ${why}. Run “Export Picture” instead, or click into the editor and copy again.`;
}
