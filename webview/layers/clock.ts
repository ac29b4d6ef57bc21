import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';
import { setAttribute, setText } from '../ui/dom.ts';
import { formatTime, plainTime, spokenAt } from '../../src/core/picture/axes/timeFormat.ts';
import { formatFrame } from '../../src/core/picture/axes/units.ts';

export interface ClockElements {
  readonly time: HTMLElement;
  readonly frame: HTMLElement;
  readonly total: HTMLElement;
  /** The slider whose value the position is. */
  readonly slider: HTMLElement;
}

/** The position as text: large, as a frame number, and for a screen reader. */
export class ClockLayer implements Layer {
  readonly name = 'clock';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #elements: ClockElements;

  constructor(store: Store, elements: ClockElements) {
    this.#store = store;
    this.#elements = elements;
    const { position, totalFrames, file, scan, engine, timeFormat } = store;
    this.dirtiedBy = [position, totalFrames, file, scan, engine, timeFormat];
  }

  draw(): void {
    const { time, frame, total, slider } = this.#elements;
    const { file, scan, totalFrames, position } = this.#store;
    if (!file.value) {
      setText(time, '…');
      setText(frame, '');
      setText(total, '');
      slider.removeAttribute('aria-valuetext');
      return;
    }
    const { sampleRate, framesExact } = file.value.info;
    const frames = totalFrames.value;
    const known = framesExact || scan.value?.progress.state !== 'scanning';
    const format = this.#store.timeFormat.value;
    setText(time, formatTime(position.value, sampleRate, format));
    // Under a time in frames the other time is of more use than the same again.
    const counted = format.unit === 'samples';
    const under = Math.floor(position.value);
    setText(frame, counted ? formatTime(under, sampleRate, plainTime) : formatFrame(under));
    const about = known ? '' : '≈ ';
    setText(total, frames > 0 ? `of ${about}${formatTime(frames, sampleRate, format)}` : 'of …');

    // A screen reader follows whole seconds while playing, and the exact place when it stands.
    const seconds = position.value / sampleRate;
    const spoken = this.#store.playing ? Math.floor(seconds) : seconds;
    const said = (frame: number): string => spokenAt(frame, sampleRate, format);
    setAttribute(slider, 'aria-valuemax', (frames / sampleRate).toFixed(3));
    setAttribute(slider, 'aria-valuenow', spoken.toFixed(3));
    setAttribute(
      slider,
      'aria-valuetext',
      `${said(this.#store.playing ? spoken * sampleRate : position.value)} of ${said(frames)}`,
    );
  }
}
