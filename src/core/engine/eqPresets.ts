import type { EqBand, EqKind } from './lens.ts';

export interface EqPreset {
  readonly name: string;
  /** What it helps to hear. */
  readonly use: string;
  /** At most EQ_BANDS. */
  readonly bands: readonly EqBand[];
}

function band(kind: EqKind, frequency: number, gainDb: number, q: number): EqBand {
  return { kind, on: true, frequency, gainDb, q };
}

const FLAT_Q = Math.SQRT1_2;
/** The pair of a 4th-order Butterworth filter. */
const FOURTH_ORDER = [0.5412, 1.3066] as const;
const steep = (kind: 'lowPass' | 'highPass', frequency: number): EqBand[] =>
  FOURTH_ORDER.map((q) => band(kind, frequency, 0, q));

/** The mains and its harmonics, about 2 Hz wide at the first. */
const hum = (mains: number): EqBand[] =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((harmonic) => band('notch', harmonic * mains, 0, 20 + 2 * harmonic));

export const eqPresets: readonly EqPreset[] = [
  { name: 'Flat', use: 'Nothing is changed.', bands: [] },
  {
    name: 'Speech presence',
    use: 'Consonants forward, rumble and boom back.',
    bands: [
      band('highPass', 80, 0, FLAT_Q),
      band('peak', 250, -3, 1),
      band('peak', 3000, 5, 0.8),
      band('highShelf', 8000, 2, FLAT_Q),
    ],
  },
  { name: 'Rumble filter', use: 'Without wind, handling and traffic below 100 Hz.', bands: steep('highPass', 100) },
  {
    name: 'Rumble check',
    use: 'Only what lies below 100 Hz, lifted.',
    bands: [...steep('lowPass', 100), band('lowShelf', 100, 12, FLAT_Q)],
  },
  {
    name: 'Telephone band',
    use: 'As a narrow-band call: 300 Hz to 3.4 kHz.',
    bands: [...steep('highPass', 300), ...steep('lowPass', 3400)],
  },
  { name: 'Hum 50 Hz', use: 'Notches at 50 Hz and its harmonics up to 400 Hz.', bands: hum(50) },
  { name: 'Hum 60 Hz', use: 'Notches at 60 Hz and its harmonics up to 480 Hz.', bands: hum(60) },
  {
    name: 'De-ess check',
    use: 'Sibilants stand out: 5 to 9 kHz, the rest back.',
    bands: [...steep('highPass', 4000), band('peak', 6500, 9, 1), band('lowPass', 11000, 0, FLAT_Q)],
  },
  {
    name: 'Bass check',
    use: 'Kick and bass alone: below 200 Hz.',
    bands: steep('lowPass', 200),
  },
  {
    name: 'Air',
    use: 'Hiss, breath and codec artefacts above 10 kHz lifted.',
    bands: [band('highShelf', 10000, 9, FLAT_Q)],
  },
];
