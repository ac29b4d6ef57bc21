import type { Preset } from './preset.ts';

export const streaming: Preset = {
  name: 'streaming',
  title: 'Music streaming, −14 LUFS',
  description:
    'Masters for services that play music at −14 LUFS, with true peaks of at most −1 dBTP, which leave room for lossy coding. Louder ' +
    'masters are turned down; for them the same page asks for −2 dBTP.',
  sources: [
    'Spotify for Artists, Loudness normalization: −14 LUFS, true peak below −1 dB. ' +
      'https://support.spotify.com/us/artists/article/loudness-normalization/',
    'The ±1 LU are our own choice: the page names a level, not a tolerance.',
  ],
  rules: {
    loudness: { severity: 'error', targetLufs: -14, toleranceLu: 1 },
    'true-peak': { severity: 'error', maxDbtp: -1 },
    'decode-errors': 'error',
    clipping: 'error',
  },
};
