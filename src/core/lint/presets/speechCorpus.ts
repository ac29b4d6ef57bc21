import type { Preset } from './preset.ts';

export const speechCorpus: Preset = {
  name: 'speech-corpus',
  title: 'Speech corpus, 16 kHz mono',
  description:
    'Clips to train or to test speech recognition with: 16 kHz, mono, 16 bits, lossless, neither clipped nor damaged nor silent, and not ' +
    'upsampled from the telephone.',
  sources: [
    'Google Cloud, Speech-to-Text, Best practices: a lossless codec (FLAC or LINEAR16), 16,000 Hz or higher, no resampling. ' +
      'https://cloud.google.com/speech-to-text/docs/best-practices',
    'Panayotov et al., LibriSpeech: an ASR corpus based on public domain audio books, ICASSP 2015: speech sampled at 16 kHz. ' +
      'https://www.danielpovey.com/files/2015_icassp_librispeech.pdf',
    'One channel, 16 bits, and durations of 0.3 to 35 s are our own choice, after what such corpora have.',
  ],
  rules: {
    codec: { severity: 'error', allowed: ['PCM', 'FLAC'] },
    'sample-rate': { severity: 'error', allowedHz: 16000 },
    'channel-count': { severity: 'error', allowed: 1 },
    'bit-depth': { severity: 'error', allowedBits: 16 },
    duration: { severity: 'warning', minSeconds: 0.3, maxSeconds: 35 },
    'decode-errors': 'error',
    'not-a-number': 'error',
    clipping: 'error',
    dropout: 'warning',
    silent: 'error',
    'dc-offset': 'warning',
    bandwidth: { severity: 'warning', minHz: 7000 },
    'unused-bits': 'warning',
  },
};
