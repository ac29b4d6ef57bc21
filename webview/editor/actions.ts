import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import { assertNever } from '../../src/core/util/assert.ts';
import { clampView, frameAt, isFit, panBy, type View, viewBetween, xOf, zoomAt } from '../render/viewport.ts';
import type { Store } from '../store.ts';
import type { Playback } from './playback.ts';

export const SILENT_DB = -60;
const VOLUME_STEP_DB = 1;
const ZOOM_STEP = 2;
/** Parts of the visible span. */
const PAN_STEP = 1 / 4;
const SEEK_STEP = 1 / 50;

/** What a user can do, whether by command, button or pointer. */
export class Actions {
  #store: Store;
  #playback: Playback;

  constructor(store: Store, playback: Playback) {
    this.#store = store;
    this.#playback = playback;
  }

  run(command: EditorCommand): void {
    switch (command) {
      case 'playPause':
        return this.#playback.toggle();
      case 'stop':
        this.#playback.stop();
        return this.reveal(0);
      case 'seekStart':
        return this.seekAndReveal(0);
      case 'seekEnd':
        return this.seekAndReveal(this.#store.totalFrames.value);
      case 'seekBack':
        return this.#step(-1);
      case 'seekForward':
        return this.#step(1);
      case 'zoomIn':
        return this.zoom(1 / ZOOM_STEP);
      case 'zoomOut':
        return this.zoom(ZOOM_STEP);
      case 'zoomFit':
        return this.#store.view.set(null);
      case 'panLeft':
        return this.pan(-this.#store.screen.value.width * PAN_STEP);
      case 'panRight':
        return this.pan(this.#store.screen.value.width * PAN_STEP);
      case 'volumeUp':
        return this.setGain(this.#store.gainDb.value + VOLUME_STEP_DB);
      case 'volumeDown':
        return this.setGain(this.#store.gainDb.value - VOLUME_STEP_DB);
      case 'toggleDrawer':
        return this.#store.drawer.set({ ...this.#store.drawer.value, open: !this.#store.drawer.value.open });
      default:
        return assertNever(command);
    }
  }

  seek(frame: number): void {
    this.#playback.seek(frame);
  }

  seekAndReveal(frame: number): void {
    this.#playback.seek(frame);
    this.reveal(frame);
  }

  play(): void {
    this.#playback.play();
  }

  /** dB; at or below SILENT_DB nothing is heard. */
  setGain(gainDb: number): void {
    this.#store.gainDb.set(Math.min(0, Math.max(SILENT_DB, gainDb)));
  }

  /** Around x (CSS pixels), else around the playhead if it is in sight, else around the middle. */
  zoom(factor: number, x?: number): void {
    const { width } = this.#store.screen.value;
    const playhead = xOf(this.#view(), this.#store.position.value);
    const centre = x ?? (playhead >= 0 && playhead <= width ? playhead : width / 2);
    this.show(zoomAt(this.#view(), centre, factor, this.#store.totalFrames.value, this.#store.screen.value));
  }

  pan(pixels: number): void {
    this.show(panBy(this.#view(), pixels, this.#store.totalFrames.value, this.#store.screen.value));
  }

  showFrames(startFrame: number, endFrame: number): void {
    this.show(viewBetween(startFrame, endFrame, this.#store.totalFrames.value, this.#store.screen.value));
  }

  show(view: View): void {
    const whole = isFit(view, this.#store.totalFrames.value, this.#store.screen.value);
    this.#store.view.set(whole ? null : view);
  }

  /** Turns the page if the frame is out of sight: it comes to stand at the left edge, or near the right going back. */
  reveal(frame: number): void {
    const { totalFrames, screen } = this.#store;
    const view = this.#view();
    const { width } = screen.value;
    const x = xOf(view, frame);
    if (x >= 0 && x < width) return;
    const back = (1 - PAN_STEP) * width * view.framesPerPixel;
    const startFrame = x < 0 ? frame - back : frame;
    this.show(clampView({ ...view, startFrame }, totalFrames.value, screen.value));
  }

  #step(direction: number): void {
    const { width } = this.#store.screen.value;
    const { framesPerPixel } = this.#view();
    const frames = framesPerPixel < 1 ? 1 : Math.max(1, Math.round(width * framesPerPixel * SEEK_STEP));
    this.seekAndReveal(this.#store.position.value + direction * frames);
  }

  /** Unsnapped where there is one, so that many small zooms do not add up their roundings. */
  #view(): View {
    const { view, totalFrames, screen } = this.#store;
    return view.value ? clampView(view.value, totalFrames.value, screen.value) : this.#store.viewport();
  }
}

/** The frame under a point of the time axis: a whole one, inside the file. */
export function frameUnder(store: Store, x: number): number {
  const frame = Math.round(frameAt(store.viewport(), x));
  return Math.min(Math.max(frame, 0), Math.max(0, store.totalFrames.value - 1));
}
