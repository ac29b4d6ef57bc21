import type { FigureFacts } from './figureFacts.ts';

const OWN = 'Earshot';
const R128 = 'EBU Tech 3341 cases 1–6, 9–14; ffmpeg ebur128';
const level = { unit: 'dBFS', decimals: 2 } as const;
const lufs = { unit: 'LUFS', decimals: 1, group: 'loudness', signed: true } as const;
const stereo = { group: 'stereo' } as const;
const frame = { unit: 'frame', decimals: 0 } as const;

/** Of all channels together. */
export const commonFigures: readonly FigureFacts[] = [
  {
    ...{ ...level, path: 'overall.samplePeakDbfs', title: 'Sample peak', group: 'levels', signed: true },
    at: 'overall.samplePeakFrame',
    definition: 'The greatest magnitude of a sample of any channel.',
    ...{ source: OWN, checkedAgainst: 'astats, sox stats' },
  },
  {
    ...{ ...frame, path: 'overall.samplePeakFrame', title: 'Sample peak at', group: 'levels' },
    definition: 'The first frame that has the sample peak.',
    ...{ source: OWN, checkedAgainst: 'brute force' },
  },
  {
    ...{ path: 'overall.truePeakDbtp', title: 'True peak', unit: 'dBTP', decimals: 2, group: 'levels', signed: true },
    at: 'overall.truePeakFrame',
    definition: 'The highest true peak of any channel: oversampled 4 times.',
    source: 'ITU-R BS.1770-5 annex 2',
    checkedAgainst: 'EBU Tech 3341 cases 15–23; ffmpeg ebur128 within 0.1 dB',
  },
  {
    ...{ path: 'overall.truePeakFrame', title: 'True peak at', unit: 'frame', decimals: 2, group: 'levels' },
    definition:
      'Where the highest true peak is, in frames, in steps of a quarter. Next to an end of the audio it may lie a little outside.',
    ...{ source: OWN, checkedAgainst: 'brute force' },
  },
  {
    ...{ ...level, path: 'overall.rmsDbfs', title: 'RMS', group: 'levels', signed: true },
    definition: '√(mean of the squares) of the samples of all channels; a full-scale sine reads −3.01 dBFS.',
    ...{ source: OWN, checkedAgainst: 'astats, sox stats' },
  },
  {
    ...{ path: 'overall.plrLu', title: 'PLR', unit: 'LU', decimals: 1, group: 'dynamics' },
    definition: 'True peak less integrated loudness.',
    ...{ source: 'AES TD1008', checkedAgainst: 'its parts' },
  },
  {
    ...{ path: 'overall.psrLu', title: 'PSR', unit: 'LU', decimals: 1, group: 'dynamics' },
    definition: 'True peak less the highest short-term loudness.',
    ...{ source: OWN, checkedAgainst: 'its parts' },
  },
  {
    ...{ path: 'overall.dynamicRangeDb', title: 'TT DR', unit: 'dB', decimals: 0, group: 'dynamics' },
    definition: 'The mean of the TT DR of the channels, rounded to a whole number as its authors do.',
    ...{ source: 'Pleasurize Music Foundation, DR', checkedAgainst: 'ffmpeg drmeter' },
  },
  {
    ...{ path: 'overall.pitchHz', title: 'Pitch', unit: 'Hz', decimals: 2, group: 'pitch and tempo' },
    definition:
      'Fundamental frequency: the median over windows of 4,096 frames of the mean of both channels of stereo, else of the first channel, by the normalised square difference.',
    ...{ source: 'McLeod and Wyvill 2005', checkedAgainst: 'synthesised, within 0.3 %' },
  },
  {
    ...{ path: 'overall.pitchConfidence', title: 'Pitch confidence', unit: '', decimals: 2, group: 'pitch and tempo' },
    definition: 'The share of the windows with sound that are within a semitone of the pitch, 0 to 1.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
  {
    ...{ path: 'overall.tempoBpm', title: 'Tempo', unit: 'BPM', decimals: 1, group: 'pitch and tempo' },
    definition:
      'Beats a minute, 50 to 210: autocorrelation of the rises in level at one to four beats, over ten minutes at most.',
    ...{ source: OWN, checkedAgainst: 'synthesised, within 1 %' },
  },
  {
    ...{ path: 'overall.tempoConfidence', title: 'Tempo confidence', unit: '', decimals: 2, group: 'pitch and tempo' },
    definition: 'How much the rises in level are like themselves a beat later, 0 to 1.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
  {
    ...{ ...lufs, path: 'loudness.integratedLufs', title: 'Integrated' },
    definition:
      'Loudness of the whole, K-weighted, in blocks of 400 ms above the gates of −70 LUFS and of 10 LU below the mean. Channels count by the place of the loudspeaker (7.1: side 1.41, back 1.00; ffmpeg takes 1.41 for both), LFE not at all.',
    ...{ source: 'ITU-R BS.1770-5, EBU R 128', checkedAgainst: `${R128} within 0.1 LU` },
  },
  {
    ...{ ...lufs, path: 'loudness.momentaryMaxLufs', title: 'Momentary max', at: 'loudness.momentaryMaxFrame' },
    definition: 'The highest loudness of a window of 400 ms, at every 10 ms; ffmpeg looks at every 100 ms.',
    ...{ source: 'EBU Tech 3341', checkedAgainst: `${R128} within 0.01 LU at every 100 ms` },
  },
  {
    ...{ ...frame, path: 'loudness.momentaryMaxFrame', title: 'Momentary max at', group: 'loudness' },
    definition: 'The first frame of the loudest 400 ms.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
  {
    ...{ ...lufs, path: 'loudness.shortTermMaxLufs', title: 'Short-term max', at: 'loudness.shortTermMaxFrame' },
    definition: 'The highest loudness of a window of 3 s, at every 10 ms; ffmpeg looks at every 100 ms.',
    ...{ source: 'EBU Tech 3341', checkedAgainst: `${R128} within 0.01 LU at every 100 ms` },
  },
  {
    ...{ ...frame, path: 'loudness.shortTermMaxFrame', title: 'Short-term max at', group: 'loudness' },
    definition: 'The first frame of the loudest 3 s.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
  {
    ...{ path: 'loudness.rangeLu', title: 'Range (LRA)', unit: 'LU', decimals: 1, group: 'loudness' },
    definition:
      'From the 10th to the 95th percentile of short-term loudness at every 100 ms above the gates of −70 LUFS and of 20 LU below the mean; full windows only, where ffmpeg also counts the first 3 s.',
    ...{ source: 'EBU Tech 3342', checkedAgainst: 'EBU Tech 3342 cases 1–4; ffmpeg ebur128' },
  },
  {
    ...{ ...lufs, path: 'loudness.rangeLowLufs', title: 'Range from' },
    definition: 'The lower end of the loudness range.',
    ...{ source: 'EBU Tech 3342', checkedAgainst: 'EBU Tech 3342 cases 1–4' },
  },
  {
    ...{ ...lufs, path: 'loudness.rangeHighLufs', title: 'Range to' },
    definition: 'The upper end of the loudness range.',
    ...{ source: 'EBU Tech 3342', checkedAgainst: 'EBU Tech 3342 cases 1–4' },
  },
  {
    ...{ ...stereo, path: 'stereo.correlation', title: 'Correlation', unit: '', decimals: 3, signed: true },
    definition: 'Of left and right without their means, −1 to 1.',
    ...{ source: 'Pearson', checkedAgainst: 'NumPy, within 1e-9' },
  },
  {
    ...{ ...stereo, ...level, path: 'stereo.midDbfs', title: 'Mid', signed: true },
    definition: 'RMS of the mid, (L+R)/2.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
  {
    ...{ ...stereo, ...level, path: 'stereo.sideDbfs', title: 'Side', signed: true },
    definition: 'RMS of the side, (L−R)/2.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
  {
    ...{ ...stereo, path: 'stereo.midToSideDb', title: 'Mid to side', unit: 'dB', decimals: 2, signed: true },
    definition: 'RMS of the mid over that of the side.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
  {
    ...{ ...stereo, path: 'stereo.balanceDb', title: 'Balance', unit: 'dB', decimals: 2, signed: true },
    definition: 'RMS of the left channel over that of the right.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
  {
    ...{ ...stereo, path: 'stereo.identicalPairs', title: 'Identical pairs', unit: '', decimals: 0 },
    definition: 'Pairs of channels, of the first 32, that have the same samples in every frame and are not silent.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
  {
    ...{ ...stereo, path: 'stereo.invertedPairs', title: 'Inverted pairs', unit: '', decimals: 0 },
    definition: 'Pairs of channels, of the first 32, of which one is the other with its sign turned, in every frame.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
];
