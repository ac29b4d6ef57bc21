import { WAVE_COLUMNS } from '../../src/core/protocol/audioRow.ts';
import type { Surface } from '../render/surface.ts';

const FULL_SCALE = 127;

/** Colours of a row's picture, resolved. */
export interface SparklineColours {
  readonly rest: string;
  /** What has been heard. */
  readonly played: string;
}

// Shared by all: one is painted at a time.
let top = new Int32Array(0);
let bottom = new Int32Array(0);

/**
 * Paints a row's waveform on every device pixel of a canvas.
 * @param wave minimum and maximum of each column, as in AudioRow
 * @param played device pixels from the left that have been heard
 */
export function paintSparkline(
  surface: Surface,
  wave: Int8Array | null,
  played: number,
  colours: SparklineColours,
): void {
  const { renderer, width, height } = surface;
  renderer.begin(width, height, 'transparent');
  if (wave && wave.length === 2 * WAVE_COLUMNS) {
    place(wave, width, height);
    renderer.columns(top, bottom, width, colours.rest);
    if (played > 0) renderer.columns(top, bottom, Math.min(played, width), colours.played);
  }
  renderer.end();
}

function place(wave: Int8Array, width: number, height: number): void {
  if (top.length < width) [top, bottom] = [new Int32Array(width), new Int32Array(width)];
  const half = height / 2;
  for (let x = 0; x < width; x++) {
    const first = Math.floor((x * WAVE_COLUMNS) / width);
    const last = Math.max(first + 1, Math.ceil(((x + 1) * WAVE_COLUMNS) / width));
    let [low, high] = [FULL_SCALE, -FULL_SCALE];
    for (let column = first; column < last; column++) {
      low = Math.min(low, wave[2 * column]!);
      high = Math.max(high, wave[2 * column + 1]!);
    }
    const y = Math.round(half - (high / FULL_SCALE) * half);
    // Silence is a line.
    const end = Math.max(y + 1, Math.round(half - (low / FULL_SCALE) * half));
    top[x] = Math.min(y, height - 1);
    bottom[x] = Math.min(end, height);
  }
}
