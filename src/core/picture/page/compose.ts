import { EarshotError } from '../../protocol/errors.ts';
import type { LanePictures } from '../../protocol/spectrogram.ts';
import type { AbortSignalLike } from '../../util/abort.ts';
import { ensureExists } from '../../util/assert.ts';
import { formatExact, formatTime, type TimeFormat, unitAfter } from '../axes/timeFormat.ts';
import { channelNames, formatRate } from '../axes/units.ts';
import type { Colours } from '../colours.ts';
import type { LaneScene } from '../lane/lanePicture.ts';
import { namesOfChannels } from '../lane/laneSource.ts';
import { frameAt, showsSamples, xOf } from '../viewport.ts';
import { gather, type GatherControl, type Gathered, release } from './gather.ts';
import { markerPlots } from './markerPlots.ts';
import type { Marks } from './marks.ts';
import { frameOf, heightsOf, type Picture, type Plot } from './picture.ts';
import { type LanePlot, lanePlots, rulerPlot, type TimeScale, verticalsOf } from './plots.ts';
import type { Size } from './size.ts';
import type { PictureSource } from './source.ts';
import { type GatheredSpectra, gatherSpectra } from './spectra.ts';
import { spectrumLegend, type SpectrumLook, spectrumLook, wantedOf } from './spectrumPlots.ts';
import type { PictureTheme } from './themes.ts';
import type { PictureFile, PictureView } from './view.ts';

export interface PictureWanted {
  readonly file: PictureFile;
  readonly view: PictureView;
  /** Of the whole picture, dpr of them for each CSS pixel. */
  readonly pixels: Size;
  readonly dpr: number;
  readonly theme: PictureTheme;
  /** Colours that are the theme's become grey. */
  readonly onPaper: boolean;
  readonly title: boolean;
  readonly axes: boolean;
  /** Rows under the lanes. */
  readonly below?: (time: TimeScale) => Plot[];
}

export interface PictureTools {
  readonly colours: Colours;
  readonly measure: (text: string, font: string) => number;
}

export interface MakeControl {
  readonly viewer: string;
  readonly signal: AbortSignalLike;
  takeWhatIsThere(): boolean;
  /** part: 0 … 1 of what is to be read; null while the picture is painted. */
  progress(part: number | null, words: string): void;
}

/** A picture while what it is painted from is there. */
export interface Composed {
  readonly picture: Picture;
  /** What a screen reader says. */
  readonly words: string;
  /** Parts of it are not there, or coarse. */
  readonly incomplete: boolean;
}

/** Of the work, where there are spectrograms too. */
const WAVES_PART = 0.1;
const NOTHING = 'There is nothing to draw yet: the file has not been read.';

/** Reads what a picture lacks, and has it painted while that is held. */
export async function composePicture<T>(
  source: PictureSource,
  wanted: PictureWanted,
  tools: PictureTools,
  control: MakeControl,
  paint: (composed: Composed) => Promise<T> | T,
): Promise<T> {
  const { file, view: shown, pixels, dpr, theme } = wanted;
  const tiles = source.tiles();
  if (!tiles || file.totalFrames === 0) throw new EarshotError('no-audio', NOTHING);
  const { pictures } = shown;
  const frame = frameOf(pixels, dpr, wanted.title, wanted.axes, pictures.show !== 'waveform');
  const width = frame.width / dpr;
  const view = { startFrame: shown.startFrame, framesPerPixel: shown.frames / width };
  const { totalFrames, undecodedFrom, info } = file;
  const bare: LaneScene = {
    ...{ view, dpr, totalFrames, theme, undecodedFrom, verticals: [] },
    ...{ amplitude: shown.amplitude, curved: shown.curved, bitsPerSample: info.bitsPerSample },
  };
  const axisFont = `10px ${theme.fontFamily}`;
  const time: TimeScale = {
    ...{ scene: bare, width, sampleRate: info.sampleRate, format: shown.time },
    measure: (text) => tools.measure(text, axisFont),
  };
  const scene: LaneScene = { ...bare, verticals: verticalsOf(time) };
  const marks = marksOf(shown, scene);
  const look = spectrumLook(shown, scene, wanted.onPaper, tools.colours);
  const gathered: Gathering = { columns: new Map(), images: new Map() };
  const lanes = lanePlots(shown.keys, {
    ...{ tiles, scene, look, pictures, names: namesOfChannels(info, channelNames), colours: tools.colours },
    columns: (key) => ensureExists(gathered.columns.get(key), 'columns of a lane'),
    image: (key) => gathered.images.get(key) ?? [],
  });
  const [above, below] = rowsThatFit(wanted, time, (frame.bottom - frame.top) / dpr);
  const flags = marks.cursors.map(({ x }) => x / dpr);
  const plots = [...above, ...(wanted.axes ? [rulerPlot(time, flags)] : []), ...lanes, ...below];
  const heights = new Map(heightsOf(plots, frame, dpr).map((height, i) => [plots[i]!, height]));
  try {
    const missing = await gatherAll(source, { lanes, heights, look, scene, width: frame.width, gathered }, control);
    control.progress(null, 'Making the picture…');
    const facts = factsOf(file, scene, width, time.format, missing > 0);
    const picture: Picture = {
      title: wanted.title ? { name: file.name, facts } : null,
      axes: wanted.axes,
      legend: pictures.show === 'waveform' ? null : spectrumLegend(look, info.sampleRate),
      ...{ plots, marks, theme, dpr },
    };
    return await paint({
      picture,
      words: `${kinds[pictures.show]} of ${file.name}, ${facts}`,
      incomplete: missing > 0,
    });
  } finally {
    release(tiles, control.viewer);
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
  source: PictureSource,
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
    const { columns, missing: lacking } = await gather(source, keys, scene, width, step(0, first));
    gathered.columns = columns;
    missing += lacking;
  }
  if (spectra.length > 0) {
    const sizes = new Map(spectra.map((plot) => [plot.key, heights.get(plot) ?? 0]));
    for (const [key, height] of sizes) if (height <= 0) sizes.delete(key);
    const wanted = wantedOf(look, scene, width, sizes);
    const { images, missing: lacking } = await gatherSpectra(source, wanted, step(first, 1));
    gathered.images = images;
    missing += lacking;
  }
  return missing;
}

/** Rows over and under the lanes: as many as leave these half of the room. */
function rowsThatFit({ file, below }: PictureWanted, time: TimeScale, room: number): [Plot[], Plot[]] {
  let left = room / 2;
  const fits = ({ height }: Plot): boolean => (left -= height ?? 0) >= 0;
  return [markerPlots(file.markers, time).filter(fits), (below?.(time) ?? []).filter(fits)];
}

function marksOf({ selection, cursors: { a, b }, playhead }: PictureView, { view, dpr }: LaneScene): Marks {
  const x = (frame: number): number => xOf(view, frame) * dpr;
  const cursor = (name: string, frame: number | null) => (frame === null ? [] : [{ name, x: x(frame) }]);
  return {
    selection: selection && { from: x(selection.startFrame), to: x(selection.endFrame) },
    cursors: [...cursor('A', a), ...cursor('B', b)],
    playhead: playhead === null ? null : x(playhead),
  };
}

/** The span in view, the rate, and what is not right with the picture. */
function factsOf(
  { info }: PictureFile,
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
