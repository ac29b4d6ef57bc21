import * as v from 'valibot';
import { frequencyScales, paletteNames, windowKinds } from '../protocol/spectrogram.ts';
import { counted } from './places.ts';
import { defineTool, onePath, selectInput, wholeNumber } from './tool.ts';

const windowSizes = [128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536] as const;
const decibels = (about: string) => v.pipe(v.number(), v.minValue(-200), v.maxValue(60), v.description(about));

export const imageTool = defineTool({
  name: 'earshot_image',
  title: 'Draw Audio',
  referenceName: 'drawAudio',
  userDescription: 'Draws the waveform and the spectrogram of an audio file.',
  modelDescription:
    'Draws an audio file as a PNG picture: the waveform (minimum, maximum and RMS of each column, dBFS axis), the spectrogram (frequency in Hz over time in s, absolute dBFS), or both, with axes. Use it to look at what figures do not tell: where sound and silence are, noise, hum, clicks, bandwidth, structure. With select it shows a part, down to single samples. It changes nothing and writes no file.',
  icon: 'graph',
  input: v.strictObject({
    path: v.pipe(onePath, v.description('The audio file: absolute, or relative to the workspace folder or root.')),
    view: v.optional(v.pipe(v.picklist(['waveform', 'spectrogram', 'both']), v.description('What to draw.')), 'both'),
    select: v.optional(selectInput),
    widthPixels: v.optional(wholeNumber(100, 2000, 'Width of the picture.'), 1200),
    heightPixels: v.optional(wholeNumber(100, 2000, 'Height of the picture. Default: as the channels need.')),
    theme: v.optional(
      v.pipe(v.picklist(['dark', 'light', 'print']), v.description('Colours of the picture; print is on white.')),
      'light',
    ),
    windowFrames: v.optional(
      v.pipe(
        v.picklist(windowSizes),
        v.description('Frames of a window of the spectrogram: long tells frequencies apart, short tells times apart.'),
      ),
      2048,
    ),
    window: v.optional(v.pipe(v.picklist(windowKinds), v.description('Window function of the spectrogram.')), 'hann'),
    frequencyScale: v.optional(
      v.pipe(v.picklist(frequencyScales), v.description('Frequency axis of the spectrogram.')),
      'log',
    ),
    floorDbfs: v.optional(decibels('Level that has the first colour of the spectrogram, dBFS.'), -120),
    ceilingDbfs: v.optional(decibels('Level that has its last colour, dBFS.'), 0),
    palette: v.optional(
      v.pipe(v.picklist(paletteNames), v.description('Colours of the spectrogram; theme: those that fit the theme.')),
      'theme',
    ),
  }),
  output: v.object({
    path: v.string(),
    mimeType: v.string(),
    widthPixels: v.number(),
    heightPixels: v.number(),
    sizeBytes: v.number(),
    notes: v.pipe(v.array(v.string()), v.description('What one should know of the picture, one sentence each.')),
  }),
});
export type ImageInput = v.InferOutput<typeof imageTool.input>;
export type ImageOutput = v.InferOutput<typeof imageTool.output>;

const viewWords = { waveform: 'Waveform', spectrogram: 'Spectrogram', both: 'Waveform and spectrogram' } as const;

export function imageText(output: ImageOutput, { view, select }: ImageInput): string {
  const { path, widthPixels, heightPixels, sizeBytes, notes } = output;
  const part = select === undefined ? '' : `, ${select}`;
  const size = `${widthPixels} × ${heightPixels} pixels, ${counted(sizeBytes, 'byte')}`;
  return [`${viewWords[view]} of ${path}${part}: PNG, ${size}.`, ...notes].join('\n');
}
