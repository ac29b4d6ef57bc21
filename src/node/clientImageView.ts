import { formatCount } from '../core/picture/axes/units.ts';
import { plainTime } from '../core/picture/axes/timeFormat.ts';
import { plainAmplitude } from '../core/picture/lane/amplitude.ts';
import { channelKey, laneKeys } from '../core/picture/lane/laneSource.ts';
import { MAX_SIDE, MIN_SIDE, pixelsOf } from '../core/picture/page/size.ts';
import type { PictureFile, PictureView } from '../core/picture/page/view.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import { plainAnalysis, plainColours, plainFrequencies, plainPictures } from '../core/protocol/spectrogram.ts';
import { framesOf } from '../core/report/select.ts';
import { axisOf } from '../core/spectrogram/frequencyScale.ts';
import { clock } from '../core/util/clock.ts';
import type { ImageOptions } from './clientImage.ts';

export const laneSets = ['channels', 'mid-side', 'sum-difference', 'all', 'mid'] as const;
/** One of these, or channels from 1 on. mid is (L+R)/2. */
export type LaneChoice = (typeof laneSets)[number] | readonly number[];

/** Some of it. */
export type Chosen<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** As many as a screen of 8K has: several times so many bytes are needed to make them. */
const MOST_PIXELS = 2 ** 25;
const PLAIN_WIDTH = 1600;
const PLAIN_HEIGHT = 600;
const MOST_RATIO = 4;
/** CSS pixels: least height of a lane's picture, and what is not lanes. */
const LANE = 56;
const REST = 72;

/** The size in CSS pixels. */
export function sizeOf(options: ImageOptions, lanes: number): { width: number; height: number } {
  const { width = PLAIN_WIDTH, height = plainHeight(options, lanes) } = options;
  return { width, height };
}

function plainHeight({ view = 'both' }: ImageOptions, lanes: number): number {
  return Math.min(Math.max(PLAIN_HEIGHT, REST + lanes * LANE * (view === 'both' ? 2 : 1)), MAX_SIDE);
}

/** What is wrong with a size, in words that an option's name may stand before; null for nothing. */
export function sizeProblem(options: Pick<ImageOptions, 'width' | 'height' | 'pixelRatio'>): string | null {
  for (const name of ['width', 'height'] as const) {
    const side = options[name];
    if (side === undefined || (Number.isInteger(side) && side >= MIN_SIDE && side <= MAX_SIDE)) continue;
    return `${name} is a whole number from ${MIN_SIDE} to ${MAX_SIDE}, not ${side}`;
  }
  const { pixelRatio } = options;
  if (pixelRatio === undefined || (Number.isInteger(pixelRatio) && pixelRatio >= 1 && pixelRatio <= MOST_RATIO)) {
    return null;
  }
  return `pixel-ratio is 1, 2, 3 or ${MOST_RATIO}, not ${pixelRatio}`;
}

/** A picture with spectrograms is pixels in an SVG too. */
export function checkPixels(options: ImageOptions, lanes: number): void {
  if (options.format === 'svg' && options.view === 'waveform') return;
  const { width, height } = pixelsOf(sizeOf(options, lanes), options.pixelRatio ?? 1);
  if (width * height <= MOST_PIXELS) return;
  const much = `A picture of ${formatCount(width)} × ${formatCount(height)} pixels is too large`;
  throw new EarshotError('too-large', `${much}: it may have ${formatCount(MOST_PIXELS)} in all.`);
}

/** Keys of the lanes from top to bottom. */
export function lanesOf({ lanes = 'channels' }: ImageOptions, channels: number): string[] {
  if (typeof lanes !== 'string') {
    const none = lanes.find((channel) => !(Number.isInteger(channel) && channel >= 1 && channel <= channels));
    if (none !== undefined) {
      throw new EarshotError('unsupported', `There is no channel ${none}: the file has ${formatCount(channels)}.`);
    }
    return [...new Set(lanes)].map((channel) => channelKey(channel - 1));
  }
  if (lanes === 'channels') return laneKeys('channels', channels);
  if (channels !== 2) {
    if (lanes === 'all' || (lanes === 'mid' && channels === 1)) return laneKeys('channels', channels);
    const words = channels === 1 ? 'one channel' : `${formatCount(channels)} channels`;
    throw new EarshotError('unsupported', `Lanes ${lanes} are for files of two channels: this one has ${words}.`);
  }
  if (lanes === 'mid') return ['mid'];
  return laneKeys(lanes === 'mid-side' ? 'midSide' : lanes === 'sum-difference' ? 'sumDifference' : 'all', channels);
}

/** What is shown; and in a sentence, where that is less than was asked for. */
export function viewOf(
  { info, totalFrames }: PictureFile,
  keys: readonly string[],
  options: ImageOptions,
): { view: PictureView; note: string | null } {
  const { sampleRate } = info;
  const { startFrame, endFrame, note } = rangeOf(options, totalFrames, sampleRate);
  const view: PictureView = {
    ...{ startFrame, frames: endFrame - startFrame, keys },
    pictures: { ...plainPictures, show: options.view ?? 'both' },
    analysis: chosen(plainAnalysis, options.analysis),
    axis: axisOf(chosen(plainFrequencies, options.frequencies), sampleRate),
    colours: chosen(plainColours, options.colours),
    ...{ noteNames: false, amplitude: plainAmplitude, curved: true, time: plainTime },
    ...{ selection: null, box: null, cursors: { a: null, b: null }, playhead: null },
  };
  return { view, note };
}

/** What is undefined is not chosen. */
function chosen<T extends object>(plain: T, choice: Chosen<T> = {}): T {
  const known = Object.entries(choice).filter(([, value]) => value !== undefined);
  return { ...plain, ...(Object.fromEntries(known) as Partial<T>) };
}

function rangeOf(
  { selection }: ImageOptions,
  totalFrames: number,
  sampleRate: number,
): { startFrame: number; endFrame: number; note: string | null } {
  if (!selection) return { startFrame: 0, endFrame: totalFrames, note: null };
  const range = framesOf(selection, sampleRate);
  const endFrame = Math.min(range.endFrame ?? totalFrames, totalFrames);
  if (range.startFrame >= endFrame) {
    const length = `${formatCount(totalFrames)} frames (${clock(totalFrames / sampleRate)})`;
    const words = `The selection ${selection.text} holds no frame of the file, which has ${length}.`;
    throw new EarshotError('no-audio', words);
  }
  const beyond = range.endFrame !== undefined && range.endFrame > totalFrames;
  const note = beyond ? 'The selection goes beyond the end of the file; the picture ends with the file.' : null;
  return { startFrame: range.startFrame, endFrame, note };
}
