import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import type {
  Analysis,
  FrequencyScaleKind,
  LanePictures,
  PaletteName,
  SpectrogramMethod,
  WindowKind,
} from '../../src/core/protocol/spectrogram.ts';
import { frequencyScaleOf } from '../../src/core/spectrogram/frequencyScale.ts';

export interface Choice<T> {
  readonly value: T;
  readonly words: string;
  /** What it does and costs, for a tooltip. */
  readonly about: string;
}

type Rows<T extends string> = Readonly<Record<T, readonly [words: string, about: string]>>;

function choicesOf<T extends string>(rows: Rows<T>): Choice<T>[] {
  const entries = Object.entries(rows) as [T, readonly [string, string]][];
  return entries.map(([value, [words, about]]) => ({ value, words, about }));
}

export const showChoices = choicesOf<LanePictures['show']>({
  waveform: ['Waveform', 'Waveforms only: nothing is computed'],
  both: ['Waveform and spectrogram', 'Both, one above the other. Drag the border between them'],
  over: ['Waveform over spectrogram', 'The waveform drawn over the spectrogram, both at full height'],
  spectrogram: ['Spectrogram', 'Spectrograms only'],
});

export const placeChoices = choicesOf<LanePictures['spectrogram']>({
  below: ['Below', 'The spectrogram stands below the waveform'],
  above: ['Above', 'The spectrogram stands above the waveform'],
});

export const methodChoices = choicesOf<SpectrogramMethod>({
  stft: ['Fourier transform (STFT)', 'The spectrum of one window after another. Levels are exact; the fastest'],
  reassigned: [
    'Reassigned',
    'Energy is moved to the time and frequency where it is: lines and clicks become sharp, and levels are sums of energy. Three transforms instead of one',
  ],
  multiResolution: [
    'Multi-resolution',
    'Longer windows for lower frequencies, shorter ones for higher: notes apart below, onsets sharp above. One transform for each length of window',
  ],
});

export const windowChoices = choicesOf<WindowKind>({
  hann: ['Hann', 'A good compromise: side lobes at \u221231 dB that fall quickly'],
  hamming: ['Hamming', 'Nearest side lobes at \u221243 dB, which hardly fall further out'],
  blackmanHarris: ['Blackman\u2013Harris', 'Side lobes at \u221292 dB: faint tones beside loud ones. Wider lines'],
  kaiser: ['Kaiser', '\u03b2 = 12: side lobes at \u221290 dB. Wider lines'],
  gaussian: ['Gaussian', '\u03c3 = 1/8 of the window: the least blur in time and frequency together'],
  flatTop: ['Flat top', 'A tone reads its level within 0.01 dB wherever it lies between bins. The widest lines'],
  rectangular: ['Rectangular', 'No window: the thinnest lines, side lobes at \u221213 dB that cover what is faint'],
});

export const scaleChoices = choicesOf<FrequencyScaleKind>({
  linear: ['Linear', 'As many Hz to each pixel'],
  log: ['Log', 'An octave is always as high'],
  mel: ['Mel', `Perceived pitch, ${frequencyScaleOf.mel.formula}`],
  bark: ['Bark', `Critical bands, ${frequencyScaleOf.bark.formula}`],
  erb: ['ERB', `Bandwidths of the ear\u2019s filters, ${frequencyScaleOf.erb.formula}`],
});

export const paletteChoices = choicesOf<PaletteName>({
  theme: ['As the theme', 'Earshot\u2019s colours for dark, light and high-contrast themes'],
  earshot: ['Earshot, dark', 'Lightness grows evenly with level, readable with any colour vision'],
  magma: ['Magma', 'Of matplotlib: black, purple, orange, white'],
  viridis: ['Viridis', 'Of matplotlib: blue, green, yellow'],
  cividis: ['Cividis', 'The same to eyes with and without colour deficiency: blue to yellow'],
  grey: ['Grey', 'Black for silence, white for loud'],
  greyOnWhite: ['Grey on white', 'White for silence, black for loud: for paper'],
});

export const combineChoices = choicesOf<Analysis['combine']>({
  max: [
    'Maximum',
    'A column that covers several windows shows the loudest: no click is lost, however far one zooms out',
  ],
  mean: ['Mean', 'A column that covers several windows shows their mean power: noise keeps its level'],
});

export const nameOf = <T>(choices: readonly Choice<T>[], value: T): string =>
  choices.find((choice) => choice.value === value)?.words ?? '';

/** FFT 2048 · Hann; FFT 1024–8192 · Hann where windows differ. sizes: of the windows, frames. */
export function analysisWords({ method, window }: Analysis, sizes: readonly number[]): string {
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const length = least === most ? String(least) : `${least}\u2013${most}`;
  const name = nameOf(windowChoices, window);
  return `${method === 'reassigned' ? 'Reassigned' : 'FFT'} ${length} \u00b7 ${name}`;
}

/** As VS Code binds them until the user says otherwise: package.json, compared by a test. */
export const spectrogramKeys = {
  picturesNext: 'w',
  methodNext: 'y',
  windowNext: 'u',
  windowPrevious: 'shift+u',
  windowLonger: 'x',
  windowShorter: 'shift+x',
  overlapMore: '2',
  overlapLess: 'shift+2',
  paddingNext: '3',
  combineNext: 'shift+3',
  frequencyScaleNext: 'q',
  frequencyIn: "'",
  frequencyOut: ';',
  frequencyReset: 'shift+q',
  paletteNext: '4',
  palettePrevious: 'shift+4',
  floorUp: '5',
  floorDown: 'shift+5',
  ceilingUp: '6',
  ceilingDown: 'shift+6',
  gammaUp: '7',
  gammaDown: 'shift+7',
  coloursReset: '8',
  presetNext: '9',
  toggleNoteNames: 'shift+n',
  toggleHarmonics: 'h',
  toggleAveraged: 'shift+v',
  togglePitch: 'shift+h',
} as const satisfies Partial<Record<EditorCommand, string>>;
export type SpectrogramKey = keyof typeof spectrogramKeys;

/** U, Shift+U */
export function keyWords(...commands: readonly SpectrogramKey[]): string {
  return commands
    .map((command) => spectrogramKeys[command].replace('shift+', 'Shift+').replace(/.$/, upper))
    .join(', ');
}

const upper = (key: string): string => key.toUpperCase();
