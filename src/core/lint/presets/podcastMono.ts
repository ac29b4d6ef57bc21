import { apple } from './podcastStereo.ts';
import type { Preset } from './preset.ts';

export const podcastMono: Preset = {
  name: 'podcast-mono',
  title: 'Podcast, mono, −19 LUFS',
  description:
    'Episodes in mono: −19 LUFS ±1 LU, no true peak above −1 dBTP. Played by two loudspeakers a mono file is 3 dB louder than its ' +
    'figure, and so as loud as a stereo file of −16 LUFS.',
  sources: [
    'ITU-R BS.1770-5, annex 1: the powers of the channels are added, so that the same signal in two channels measures 3.01 LU more ' +
      'than in one. https://www.itu.int/rec/R-REC-BS.1770',
    apple,
    'The −19 LUFS are usual practice that follows from these two; no standard asks for them.',
  ],
  rules: {
    'channel-count': { severity: 'error', allowed: 1 },
    loudness: { severity: 'error', targetLufs: -19, toleranceLu: 1 },
    'true-peak': { severity: 'error', maxDbtp: -1 },
    'decode-errors': 'error',
  },
};
