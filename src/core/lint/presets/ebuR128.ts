import type { Preset } from './preset.ts';

export const ebuR128: Preset = {
  name: 'ebu-r128',
  title: 'EBU R 128',
  description:
    'Programmes for European radio and television: −23.0 LUFS and no true peak above −1 dBTP. The ±0.2 LU are what R 128 leaves to ' +
    'errors of measurement. Where the target cannot practically be met, as live, it permits ±1.0 LU: set `toleranceLu` to 1. (The ' +
    'issue of 2014 had ±0.5 LU.) Adverts and other short-form content must also keep to −18.0 LUFS short-term: add ' +
    '`"short-term-loudness": { "maxLufs": -18 }`.',
  sources: [
    'EBU R 128, Loudness normalisation and permitted maximum level of audio signals, version 5.0 (November 2023): h (target, live), ' +
      'i (±0.2 LU), m (true peak). https://tech.ebu.ch/docs/r/r128.pdf',
    'EBU R 128 s1, Loudness parameters for short-form content, version 3.0 (August 2020). https://tech.ebu.ch/docs/r/r128s1.pdf',
  ],
  rules: {
    loudness: { severity: 'error', targetLufs: -23, toleranceLu: 0.2 },
    'true-peak': { severity: 'error', maxDbtp: -1 },
  },
};
