import type { Colours } from '../colours.ts';
import type { Colour } from '../renderer.ts';
import type { Theme } from '../theme.ts';

/** Frames to a device pixel between which RMS fades in: the mean of a few samples says nothing. */
const RMS_FROM = 8;
const RMS_FULL = 64;
/** And below which columns take the colour of the line that they become at one frame to a pixel. */
const LINE_BELOW = 4;
/** So few mixes are made that they can all be kept. */
const SHADES = 8;

export interface LaneColours {
  readonly peak: Colour;
  /** null while it would be the same as the peak's. */
  readonly rms: Colour | null;
}

/** Columns of one colour at deep zoom, peak with RMS inside further out, and every shade between: nothing jumps. */
export class LaneShades {
  #colours: Colours;

  constructor(colours: Colours) {
    this.#colours = colours;
  }

  of(theme: Theme, framesPerPixel: number): LaneColours {
    const rms = between(framesPerPixel, RMS_FROM, RMS_FULL);
    if (rms > 0) {
      return { peak: this.#mix(theme.waveMid, theme.wavePeak, rms), rms: this.#mix(theme.waveMid, theme.waveRms, rms) };
    }
    return { peak: this.#mix(theme.waveRms, theme.waveMid, between(framesPerPixel, 1, LINE_BELOW)), rms: null };
  }

  #mix(from: Colour, to: Colour, part: number): Colour {
    if (part <= 0 || part >= 1) return part <= 0 ? from : to;
    const [a, b] = [this.#colours.rgba(from), this.#colours.rgba(to)];
    const channel = (i: number): number => Math.round(255 * (a[i]! + (b[i]! - a[i]!) * part));
    return `rgb(${channel(0)}, ${channel(1)}, ${channel(2)})`;
  }
}

/** 0 at `low`, 1 at `high`, in steps of equal zoom. */
function between(value: number, low: number, high: number): number {
  const part = Math.log(value / low) / Math.log(high / low);
  return Math.round(Math.min(Math.max(part, 0), 1) * SHADES) / SHADES;
}
