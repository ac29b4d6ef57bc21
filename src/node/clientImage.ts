import { basename } from 'node:path';
import { encode } from 'fast-png';
import type { RawLayout } from '../core/protocol/audio.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import type { Analysis, ColourView, FrequencyView } from '../core/protocol/spectrogram.ts';
import { hexOf, PlainColours } from '../core/picture/colours.ts';
import { composePicture, type MakeControl, type PictureWanted } from '../core/picture/page/compose.ts';
import { paintPicture, type Picture } from '../core/picture/page/picture.ts';
import { pixelsOf, type Size } from '../core/picture/page/size.ts';
import { SvgSheet } from '../core/picture/page/svgSheet.ts';
import { type FixedTheme, fixedThemes } from '../core/picture/page/themes.ts';
import type { PictureFile } from '../core/picture/page/view.ts';
import { baselineOf, parseFont, widthOf } from '../core/picture/pixels/glyphs.ts';
import { PixelSheet } from '../core/picture/pixels/pixelSheet.ts';
import type { Pixels } from '../core/picture/renderer.ts';
import type { SvgFonts } from '../core/picture/svgRenderer.ts';
import type { Selection } from '../core/report/select.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { AudioFiles, OpenAudioFile } from './clientFiles.ts';
import { checkPixels, type Chosen, type LaneChoice, lanesOf, sizeOf, sizeProblem, viewOf } from './clientImageView.ts';
import { ServerPictures } from './clientPictures.ts';

/** All of them may be left out: what the editor shows of a file that it has not seen before. */
export interface ImageOptions {
  /** png if absent. */
  format?: 'png' | 'svg' | undefined;
  view?: 'waveform' | 'spectrogram' | 'both' | 'over' | undefined;
  /** CSS pixels, 100 … 20,000: 1600, and 600 or as much more as the lanes need. */
  width?: number | undefined;
  height?: number | undefined;
  /** Pixels for each of these, 1 … 4; 1 if absent. */
  pixelRatio?: number | undefined;
  theme?: FixedTheme | undefined;
  analysis?: Chosen<Analysis> | undefined;
  frequencies?: Chosen<FrequencyView> | undefined;
  colours?: Chosen<ColourView> | undefined;
  lanes?: LaneChoice | undefined;
  /** Only this part of the file. */
  selection?: Selection | undefined;
  title?: boolean | undefined;
  axes?: boolean | undefined;
  /** Rows of the file's own markers. */
  markers?: boolean | undefined;
  /** Of files that do not say it themselves. */
  layout?: RawLayout | undefined;
  signal?: AbortSignalLike | undefined;
  /** What is read for the picture, after the scan: 0 … 1. */
  progress?: ((part: number) => void) | undefined;
}

export interface DrawnImage {
  mime: 'image/png' | 'image/svg+xml';
  bytes: Uint8Array<ArrayBuffer>;
  /** Pixels of a PNG; of an SVG the size that it asks for. */
  width: number;
  height: number;
  /** What a screen reader would say: what is shown, from when to when. */
  words: string;
  /** One sentence each: what one should know of the picture. */
  notes: string[];
}

const NO_AUDIO = 'No audio could be decoded.';

/** Draws a file as the editor exports it. What stands in the way is an EarshotError. */
export async function drawImage(files: AudioFiles, path: string, options: ImageOptions = {}): Promise<DrawnImage> {
  const problem = sizeProblem(options);
  if (problem !== null) throw new EarshotError('too-large', `The ${problem}.`);
  return files.use(path, options.layout, (file) => drawOpen(files, basename(path), file, options), options.signal);
}

async function drawOpen(
  files: AudioFiles,
  name: string,
  file: OpenAudioFile,
  options: ImageOptions,
): Promise<DrawnImage> {
  const { handle, info } = file;
  const keys = lanesOf(options, info.channels);
  checkPixels(options, keys.length);
  const { scan, error } = await file.end();
  if (scan.scannedFrames === 0) throw new EarshotError(error?.code ?? 'no-audio', error?.message ?? NO_AUDIO);
  const notes = [...new Set([...info.warnings, ...scan.warnings])];
  const failed = scan.state === 'failed';
  if (error) notes.push(`What is hatched could not be decoded: ${error.message}`);
  const { markers } = (options.markers ?? true) ? await files.client.details({ handle }) : { markers: [] };
  const known = failed ? (scan.totalFrames ?? info.frames ?? 0) : 0;
  const pictured: PictureFile = {
    ...{ name, info, markers, totalFrames: Math.max(known, scan.scannedFrames) },
    undecodedFrom: failed ? scan.scannedFrames : null,
  };
  const { view, note } = viewOf(pictured, keys, options);
  if (note !== null) notes.push(note);
  const dpr = options.pixelRatio ?? 1;
  const pixels = pixelsOf(sizeOf(options, keys.length), dpr);
  const theme = options.theme ?? 'dark';
  const wanted: PictureWanted = {
    ...{ file: pictured, view, pixels, dpr, theme: fixedThemes[theme], onPaper: theme === 'print' },
    ...{ title: options.title ?? true, axes: options.axes ?? true },
  };
  const tools = { colours, measure: (text: string, font: string) => fonts.measure(text, font) };
  const pictures = new ServerPictures(files.client, handle, info, scan, options.signal);
  const control: MakeControl = {
    ...{ viewer: 'picture', signal: pictures.signal, takeWhatIsThere: () => false },
    progress: (part) => options.progress?.(part ?? 1),
  };
  try {
    return await pictures.guard(
      composePicture(pictures.source, wanted, tools, control, ({ picture, words }) => {
        const made = options.format === 'svg' ? svgOf(picture, pixels, words) : pngOf(picture, pixels);
        return { ...made, words, notes };
      }),
    );
  } finally {
    pictures.dispose();
  }
}

type Made = Omit<DrawnImage, 'words' | 'notes'>;

function pngOf(picture: Picture, { width, height }: Size): Made {
  const sheet = new PixelSheet(width, height, colours);
  paintPicture(sheet, picture);
  const bytes = encode({ width, height, channels: 3, depth: 8, data: sheet.toRgb() });
  return { mime: 'image/png', bytes: new Uint8Array(bytes), width, height };
}

/** Its units are pixels; it asks to be shown as large as a picture of ratio 1. */
function svgOf(picture: Picture, { width, height }: Size, words: string): Made {
  const sheet = new SvgSheet(width, height, fonts);
  paintPicture(sheet, picture);
  const { dpr } = picture;
  const bytes = new TextEncoder().encode(sheet.toText(words, dpr));
  return { mime: 'image/svg+xml', bytes, width: width / dpr, height: height / dpr };
}

const colours = new PlainColours();

/** Letters have the widths of those in PNG pictures; whoever shows the drawing chooses a font of its own. */
const fonts: SvgFonts = {
  colour: (colour) => {
    const rgba = colours.rgba(colour);
    return { hex: hexOf(rgba), opacity: rgba[3]! };
  },
  measure: (text, font) => widthOf(text, parseFont(font)),
  baseline: (font) => baselineOf(parseFont(font)),
  png: ({ width, height, data }: Pixels) => {
    const bytes = encode({ width, height, channels: 4, depth: 8, data });
    return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
  },
};
