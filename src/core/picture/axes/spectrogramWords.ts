import type { Analysis, FrequencyScaleKind, WindowKind } from '../../protocol/spectrogram.ts';
import { frequencyScaleOf } from '../../spectrogram/frequencyScale.ts';

export interface Choice<T> {
  readonly value: T;
  readonly words: string;
  /** What it does and costs, for a tooltip. */
  readonly about: string;
}

type Rows<T extends string> = Readonly<Record<T, readonly [words: string, about: string]>>;

export function choicesOf<T extends string>(rows: Rows<T>): Choice<T>[] {
  const entries = Object.entries(rows) as [T, readonly [string, string]][];
  return entries.map(([value, [words, about]]) => ({ value, words, about }));
}

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
