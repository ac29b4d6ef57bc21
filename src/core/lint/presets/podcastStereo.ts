import type { Preset } from './preset.ts';

export const apple =
  'Apple Podcasts for Creators, Audio requirements: −16 dB LKFS ±1 dB, true peak at most −1 dB FS. ' +
  'https://podcasters.apple.com/support/893-audio-requirements';

export const podcastStereo: Preset = {
  name: 'podcast-stereo',
  title: 'Podcast, stereo, −16 LUFS',
  description:
    'Episodes in stereo: −16 LUFS ±1 LU, no true peak above −1 dBTP. A file of one channel needs `podcast-mono`.',
  sources: [apple, 'That the file has two channels is our own choice: it keeps the two targets apart.'],
  rules: {
    'channel-count': { severity: 'error', allowed: 2 },
    loudness: { severity: 'error', targetLufs: -16, toleranceLu: 1 },
    'true-peak': { severity: 'error', maxDbtp: -1 },
    'decode-errors': 'error',
  },
};
