import type { Preset } from './preset.ts';

export const gameSfx: Preset = {
  name: 'game-sfx',
  title: 'Game sound effects',
  description:
    'Single sounds of a game as they lie in its repository: lossless, 44.1 or 48 kHz, no true peak above −1 dBTP, no silence that ' +
    'delays them, loops that come round, names that every file system takes. Loudness is not asked of single sounds: ASWG-R001 has it ' +
    'for half an hour of play (−24 ±2 LUFS at home, −18 ±2 LUFS on portables).',
  sources: [
    'ASWG-R001, Average loudness and peak levels of audio content on Sony Computer Entertainment platforms, version 1.10 (2013): true ' +
      'peak at most −1 dBTP. http://gameaudiopodcast.com/ASWG-R001.pdf',
    'All else is our own choice.',
  ],
  rules: {
    codec: { severity: 'error', lossless: true },
    'sample-rate': { severity: 'error', allowedHz: [44100, 48000] },
    'channel-count': { severity: 'error', allowed: [1, 2] },
    'bit-depth': { severity: 'error', minBits: 16 },
    'true-peak': { severity: 'error', maxDbtp: -1 },
    'decode-errors': 'error',
    'not-a-number': 'error',
    clipping: 'error',
    click: 'warning',
    'dc-offset': 'warning',
    silent: 'error',
    'leading-silence': { severity: 'warning', maxSeconds: 0.05 },
    'trailing-silence': { severity: 'warning', maxSeconds: 0.5 },
    'identical-channels': 'warning',
    bandwidth: 'warning',
    'loop-points': 'error',
    'file-name': { severity: 'warning', style: 'lowercase', pattern: '^[a-z0-9_.-]+$' },
  },
};
