import type { Emitter } from '../../src/core/util/emitter.ts';
import { composePicture, type MakeControl } from '../../src/core/picture/page/compose.ts';
import { CAPTION, LEGEND, PADDING, paintPicture, type Picture, TITLE } from '../../src/core/picture/page/picture.ts';
import { pixelsOf, scaleFor, type Size, sizeOf } from '../../src/core/picture/page/size.ts';
import type { PictureSource } from '../../src/core/picture/page/source.ts';
import { SvgSheet } from '../../src/core/picture/page/svgSheet.ts';
import type { PictureFile, PictureView } from '../../src/core/picture/page/view.ts';
import { laneKeys, type LaneTiles } from '../../src/core/picture/lane/laneSource.ts';
import { EarshotError } from '../../src/core/protocol/errors.ts';
import type { Host } from '../editor/host.ts';
import { ColourReader } from '../render/gl/colours.ts';
import type { LoadedFile, Store } from '../store.ts';
import type { Page } from '../ui/page.ts';
import type { PictureChoice } from './choice.ts';
import { labelPlots } from './labelPlots.ts';
import { CanvasSheet, pageFonts } from './sheet.ts';
import { pictureTheme } from './themes.ts';

export type { MakeControl };

export interface PictureParts {
  readonly tiles: () => LaneTiles | null;
  /** Tiles have arrived. */
  readonly changed: Emitter<void>;
  readonly store: Store;
  readonly host: Host;
  readonly page: Pick<Page, 'ruler' | 'lanes'>;
}

export interface MadePicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly size: Size;
  /** Parts of it are not there, or coarse. */
  readonly incomplete: boolean;
}

const NOTHING = 'There is nothing to draw yet: the file has not been read.';
const TOO_LARGE = 'There is not enough memory for a picture of that size. Choose a lower resolution, or SVG.';

/** Of a picture whose lanes are as large as on the screen, with those that would have to be scrolled to. */
export function viewSize({ store, page: { ruler, lanes } }: PictureParts): Size {
  const spectra = store.pictures.value.show !== 'waveform';
  return {
    width: lanes.offsetWidth + (spectra ? LEGEND : PADDING),
    height: TITLE + ruler.offsetHeight + lanes.scrollHeight + (spectra ? CAPTION : PADDING),
  };
}

/** The view as a picture of any size: what it lacks is read first. */
export async function makePicture(
  parts: PictureParts,
  choice: PictureChoice,
  control: MakeControl,
): Promise<MadePicture> {
  const { store } = parts;
  const file = store.file.value;
  if (!file) throw new EarshotError('no-audio', NOTHING);
  const css = sizeOf(choice, viewSize(parts));
  const dpr = choice.format === 'png' ? scaleFor(css, choice.scale) : choice.scale;
  const size = pixelsOf(css, dpr);
  const { labels } = store;
  const fonts = pageFonts();
  const wanted = {
    ...{ file: fileOf(store, file, choice), view: viewOf(store, file, choice), pixels: size, dpr },
    ...{ theme: pictureTheme(choice.theme), onPaper: choice.theme === 'print' },
    ...{ title: choice.title, axes: choice.axes },
    below: (time: Parameters<typeof labelPlots>[1]) =>
      choice.labels && labels.value ? labelPlots(labels.value, time, choice.theme) : [],
  };
  const tools = { colours: new ColourReader(), measure: (text: string, font: string) => fonts.measure(text, font) };
  return composePicture(sourceOf(parts, file), wanted, tools, control, async ({ picture, words, incomplete }) => {
    const bytes = choice.format === 'png' ? await pngOf(picture, size) : svgOf(picture, size, words);
    return { bytes, size, incomplete };
  });
}

/** Of this revision of the file. */
function sourceOf({ store, host, tiles, changed }: PictureParts, { revision }: LoadedFile): PictureSource {
  return {
    ...{ tiles, changed },
    scan: () => store.scan.value?.progress ?? null,
    spectrogram: (request, signal) => host.request('spectrogram', { revision, ...request }, signal),
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return { dispose: () => clearTimeout(timer) };
    },
    now: () => performance.now(),
  };
}

function fileOf(store: Store, { fileName, info }: LoadedFile, { labels }: PictureChoice): PictureFile {
  const [totalFrames, undecodedFrom] = [store.totalFrames.value, store.undecodedFrom.value];
  const markers = labels ? (store.details.value?.details?.markers ?? []) : [];
  return { name: fileName, info, totalFrames, undecodedFrom, markers };
}

/** The same span of time as on the screen, over another width; fixed now, whatever is scrolled meanwhile. */
function viewOf(store: Store, file: LoadedFile, choice: PictureChoice): PictureView {
  const { startFrame, framesPerPixel } = store.viewport();
  return {
    ...{ startFrame, frames: framesPerPixel * store.screen.value.width, keys: keysOf(store, file) },
    ...{ pictures: store.pictures.value, analysis: store.analysis.value, axis: store.frequencyAxis() },
    ...{ colours: store.colours.value, noteNames: store.extras.value.noteNames },
    ...{ amplitude: store.amplitude.value, curved: store.curved.value, time: store.timeFormat.value },
    selection: choice.selection ? store.selection.value : null,
    box: choice.selection ? store.box.value : null,
    cursors: choice.cursors ? store.cursors.value : { a: null, b: null },
    playhead: choice.playhead ? store.position.value : null,
  };
}

async function pngOf(picture: Picture, { width, height }: Size): Promise<Uint8Array<ArrayBuffer>> {
  const sheet = new CanvasSheet(width, height);
  try {
    paintPicture(sheet, picture);
    const blob = await sheet.toPng();
    if (!blob) throw new EarshotError('too-large', TOO_LARGE);
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    sheet.release();
  }
}

function svgOf(picture: Picture, { width, height }: Size, words: string): Uint8Array<ArrayBuffer> {
  const sheet = new SvgSheet(width, height, pageFonts());
  paintPicture(sheet, picture);
  return new TextEncoder().encode(sheet.toText(words, picture.dpr));
}

/** The lanes as chosen on the screen. */
function keysOf(store: Store, { info }: LoadedFile): string[] {
  const { set, solo } = store.lanes.value;
  const keys = laneKeys(set, info.channels);
  return solo !== null && keys.includes(solo) ? [solo] : keys;
}
