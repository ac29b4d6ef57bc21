import type { AbortSignalLike } from '../../src/core/util/abort.ts';
import { EarshotError } from '../../src/core/protocol/errors.ts';
import type { LanePictures } from '../../src/core/protocol/spectrogram.ts';
import { ensureExists } from '../../src/core/util/assert.ts';
import type { Host } from '../editor/host.ts';
import { type LaneScene, sceneOf } from '../layers/lanePicture.ts';
import { laneKeys, namesOfChannels } from '../render/laneSource.ts';
import { frameAt, showsSamples, xOf } from '../render/viewport.ts';
import type { LoadedFile, Store } from '../store.ts';
import { formatExact, formatTime, type TimeFormat, unitAfter } from '../ui/timeFormat.ts';
import type { Page } from '../ui/page.ts';
import { channelNames, formatRate } from '../ui/units.ts';
import type { PictureChoice } from './choice.ts';
import { gather, type GatherControl, type Gathered, type GatherParts, release } from './gather.ts';
import { labelPlots, markerPlots } from './labelPlots.ts';
import type { Marks } from './marks.ts';
import {
  CAPTION,
  frameOf,
  heightsOf,
  LEGEND,
  PADDING,
  paintPicture,
  type Picture,
  type Plot,
  TITLE,
} from './picture.ts';
import { type LanePlot, lanePlots, rulerPlot, type TimeScale, verticalsOf } from './plots.ts';
import { CanvasSheet, pageFonts, SvgSheet } from './sheet.ts';
import { pixelsOf, scaleFor, type Size, sizeOf } from './size.ts';
import { type GatheredSpectra, gatherSpectra } from './spectra.ts';
import { spectrumLegend, type SpectrumLook, spectrumLook, wantedOf } from './spectrumPlots.ts';
import { pictureTheme, type PictureThemeName } from './themes.ts';

export interface PictureParts extends GatherParts {
  readonly store: Store;
  readonly host: Host;
  readonly page: Pick<Page, 'ruler' | 'lanes'>;
}

export interface MakeControl {
  readonly viewer: string;
  readonly signal: AbortSignalLike;
  takeWhatIsThere(): boolean;
  /** part: 0 … 1 of what is to be read; null while the picture is painted. */
  progress(part: number | null, words: string): void;
}

export interface MadePicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly size: Size;
  /** Parts of it are not there, or coarse. */
  readonly incomplete: boolean;
}

/** Of the work, where there are spectrograms too. */
const WAVES_PART = 0.1;
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
  const tiles = parts.tiles();
  if (!file || !tiles || store.totalFrames.value === 0) throw new EarshotError('no-audio', NOTHING);
  const css = sizeOf(choice, viewSize(parts));
  const dpr = choice.format === 'png' ? scaleFor(css, choice.scale) : choice.scale;
  const pixels = pixelsOf(css, dpr);
  const pictures = store.pictures.value;
  const frame = frameOf(pixels, dpr, choice.title, choice.axes, pictures.show !== 'waveform');
  const theme = pictureTheme(choice.theme);
  const fonts = pageFonts();
  const width = frame.width / dpr;
  // The same span of time as on the screen, over another width; fixed now, whatever is scrolled meanwhile.
  const shown = store.viewport();
  const framesPerPixel = (shown.framesPerPixel * store.screen.value.width) / width;
  const view = { startFrame: shown.startFrame, framesPerPixel };
  const bare: LaneScene = { ...sceneOf(store, []), view, dpr, theme };
  const axisFont = `10px ${theme.fontFamily}`;
  const time: TimeScale = {
    ...{ scene: bare, width, sampleRate: file.info.sampleRate, format: store.timeFormat.value },
    measure: (text) => fonts.measure(text, axisFont),
  };
  const scene: LaneScene = { ...bare, verticals: verticalsOf(time) };
  const marks = marksOf(store, scene, choice);
  const look = spectrumLook(store, scene, choice.theme, choice.selection);
  const gathered: Gathering = { columns: new Map(), images: new Map() };
  const lanes = lanePlots(keysOf(store, file), {
    ...{ tiles, scene, look, pictures, names: namesOfChannels(file.info, channelNames) },
    columns: (key) => ensureExists(gathered.columns.get(key), 'columns of a lane'),
    image: (key) => gathered.images.get(key) ?? [],
  });
  const room = (frame.bottom - frame.top) / dpr;
  const [above, below] = choice.labels ? labelRows(store, time, choice.theme, room) : [[], []];
  const flags = marks.cursors.map(({ x }) => x / dpr);
  const plots = [...above, ...(choice.axes ? [rulerPlot(time, flags)] : []), ...lanes, ...below];
  const heights = new Map(heightsOf(plots, frame, dpr).map((height, i) => [plots[i]!, height]));
  try {
    const missing = await gatherAll(
      parts,
      file,
      { lanes, heights, look, scene, width: frame.width, gathered },
      control,
    );
    control.progress(null, 'Making the picture…');
    const facts = factsOf(file, scene, width, time.format, missing > 0);
    const picture: Picture = {
      title: choice.title ? { name: file.fileName, facts } : null,
      axes: choice.axes,
      legend: pictures.show === 'waveform' ? null : spectrumLegend(store, look),
      ...{ plots, marks, theme, dpr },
    };
    const words = `${kinds[pictures.show]} of ${file.fileName}, ${facts}`;
    const bytes = choice.format === 'png' ? await pngOf(picture, pixels) : svgOf(picture, pixels, words);
    return { bytes, size: pixels, incomplete: missing > 0 };
  } finally {
    release(tiles, control.viewer);
    for (const image of gathered.images.values()) for (const { canvas } of image) canvas.width = 0;
  }
}

const kinds: Readonly<Record<LanePictures['show'], string>> = {
  ...{ waveform: 'Waveform', spectrogram: 'Spectrogram' },
  ...{ both: 'Waveform and spectrogram', over: 'Waveform over spectrogram' },
};

/** What the plots are painted from, as far as it is there. */
interface Gathering {
  columns: Gathered['columns'];
  images: GatheredSpectra['images'];
}

interface Wanted {
  readonly lanes: readonly LanePlot[];
  /** Pixels of the picture. */
  readonly heights: ReadonlyMap<Plot, number>;
  readonly look: SpectrumLook;
  readonly scene: LaneScene;
  readonly width: number;
  readonly gathered: Gathering;
}

/** Columns of the waveforms, then the spectrograms, which take longer. Returns how many columns are missing. */
async function gatherAll(
  parts: PictureParts,
  file: LoadedFile,
  { lanes, heights, look, scene, width, gathered }: Wanted,
  control: MakeControl,
): Promise<number> {
  const waves = lanes.filter(({ shows, over }) => shows === 'waveform' || over);
  const spectra = lanes.filter(({ shows }) => shows === 'spectrogram');
  const first = spectra.length === 0 ? 1 : waves.length === 0 ? 0 : WAVES_PART;
  const step = (from: number, to: number): GatherControl => ({
    ...{ viewer: control.viewer, signal: control.signal },
    takeWhatIsThere: () => control.takeWhatIsThere(),
    progress: (part) => {
      const all = from + part * (to - from);
      control.progress(all, `Reading the file: ${Math.round(100 * all)} %`);
    },
  });
  let missing = 0;
  if (waves.length > 0) {
    const keys = waves.map(({ key }) => key);
    const { columns, missing: lacking } = await gather(parts, keys, scene, width, step(0, first));
    gathered.columns = columns;
    missing += lacking;
  }
  if (spectra.length > 0) {
    const sizes = new Map(spectra.map((plot) => [plot.key, heights.get(plot) ?? 0]));
    for (const [key, height] of sizes) if (height <= 0) sizes.delete(key);
    const wanted = wantedOf(look, scene, width, sizes);
    const { images, missing: lacking } = await gatherSpectra(parts, file, wanted, step(first, 1));
    gathered.images = images;
    missing += lacking;
  }
  return missing;
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

/** Rows over and under the lanes: as many as leave these half of the room. */
function labelRows(store: Store, time: TimeScale, theme: PictureThemeName, room: number): [Plot[], Plot[]] {
  const { details, labels } = store;
  const above = markerPlots(details.value?.details?.markers ?? [], time);
  const below = labels.value ? labelPlots(labels.value, time, theme) : [];
  let left = room / 2;
  const fits = ({ height }: Plot): boolean => (left -= height ?? 0) >= 0;
  return [above.filter(fits), below.filter(fits)];
}

function marksOf(store: Store, { view, dpr }: LaneScene, choice: PictureChoice): Marks {
  const x = (frame: number): number => xOf(view, frame) * dpr;
  const range = choice.selection ? store.selection.value : null;
  const { a, b } = store.cursors.value;
  const cursor = (name: string, frame: number | null) => (frame === null ? [] : [{ name, x: x(frame) }]);
  return {
    selection: range && { from: x(range.startFrame), to: x(range.endFrame) },
    cursors: choice.cursors ? [...cursor('A', a), ...cursor('B', b)] : [],
    playhead: choice.playhead ? x(store.position.value) : null,
  };
}

/** The span in view, the rate, and what is not right with the picture. */
function factsOf(
  { info }: LoadedFile,
  { view, dpr, totalFrames }: LaneScene,
  width: number,
  format: TimeFormat,
  incomplete: boolean,
): string {
  const end = Math.min(frameAt(view, width), totalFrames);
  const time = showsSamples(view, dpr) ? formatExact : formatTime;
  const [from, to] = [view.startFrame, end].map((frame) => time(Math.round(frame), info.sampleRate, format));
  const unit = unitAfter(format);
  const span = `${from} \u2013 ${to}${unit ? ` ${unit}` : ''}`;
  return [...(incomplete ? ['not all of it read'] : []), span, formatRate(info.sampleRate)].join(' \u00b7 ');
}
