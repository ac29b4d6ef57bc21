import type { Preset } from './preset.ts';

export const acx: Preset = {
  name: 'acx',
  title: 'ACX audiobook',
  description:
    'Chapters for Audible: MP3 of 44.1 kHz with a constant bit rate of 192 kbit/s or more, RMS of −23 to −18 dB, peaks of at most −3 dB, ' +
    'noise floor of at most −60 dB, 0.5 to 1 s of room tone before and 1 to 5 s behind the reading, at most two hours. Room tone is ' +
    'taken for what stays below −60 dBFS. What must be equal from file to file (all mono or all stereo) is not checked.',
  sources: [
    'ACX, Audio Submission Requirements. https://help.acx.com/s/article/what-are-the-acx-audio-submission-requirements',
    'How the noise floor is estimated is our own choice: a warning. So is what counts as room tone: no sample above −60 dBFS, of ' +
      'which louder room tone has less than it lasts. That is told for information only.',
  ],
  rules: {
    container: { severity: 'error', allowed: 'MP3' },
    'sample-rate': { severity: 'error', allowedHz: 44100 },
    'channel-count': { severity: 'error', allowed: [1, 2] },
    'bit-rate': { severity: 'error', minKbps: 192, constant: true },
    duration: { severity: 'error', maxSeconds: 7200 },
    'rms-level': { severity: 'error', minDbfs: -23, maxDbfs: -18 },
    'sample-peak': { severity: 'error', maxDbfs: -3 },
    'noise-floor': { severity: 'warning', maxDbfs: -60 },
    'leading-silence': { severity: 'info', minSeconds: 0.5, maxSeconds: 1 },
    'trailing-silence': { severity: 'info', minSeconds: 1, maxSeconds: 5 },
    'decode-errors': 'error',
  },
};
