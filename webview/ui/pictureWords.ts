import { choicesOf } from '../../src/core/picture/axes/spectrogramWords.ts';
import type { LanePictures, PaletteName, SpectrogramMethod } from '../../src/core/protocol/spectrogram.ts';

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

export const paletteChoices = choicesOf<PaletteName>({
  theme: ['As the theme', 'Earshot\u2019s colours for dark, light and high-contrast themes'],
  earshot: ['Earshot, dark', 'Lightness grows evenly with level, readable with any colour vision'],
  magma: ['Magma', 'Of matplotlib: black, purple, orange, white'],
  viridis: ['Viridis', 'Of matplotlib: blue, green, yellow'],
  cividis: ['Cividis', 'The same to eyes with and without colour deficiency: blue to yellow'],
  grey: ['Grey', 'Black for silence, white for loud'],
  greyOnWhite: ['Grey on white', 'White for silence, black for loud: for paper'],
});
