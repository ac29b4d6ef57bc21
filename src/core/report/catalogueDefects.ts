import type { FigureFacts } from './figureFacts.ts';

const OWN = 'Earshot';
const defect = { group: 'defects', decimals: 0, source: OWN } as const;

/** Of each channel: what is wrong with its samples. */
export const defectFigures: readonly FigureFacts[] = [
  {
    ...defect,
    ...{ path: 'channels[].clippedRuns', title: 'Clipped runs', unit: '', at: 'channels[].clippedFrame' },
    definition:
      'Runs of samples of one sign at full scale: at the highest code of stored integers (32,767 or −32,768 in 16 bits), or at 1.0 and beyond where samples are floats or lossy.',
    checkedAgainst: 'brute force',
  },
  {
    ...defect,
    ...{ path: 'channels[].clippedSamples', title: 'Clipped samples', unit: '', at: 'channels[].clippedFrame' },
    definition: 'Samples in the clipped runs.',
    checkedAgainst: 'brute force',
  },
  {
    ...defect,
    ...{ path: 'channels[].clippedFrame', title: 'Clipped at', unit: 'frame' },
    definition: 'The first frame of the first clipped run.',
    checkedAgainst: 'brute force',
  },
  {
    ...defect,
    ...{ path: 'channels[].longestClippedFrames', title: 'Longest clipped', unit: 'frames' },
    definition: 'Frames of the longest clipped run; 3 and more are reported as clipping.',
    checkedAgainst: 'brute force',
  },
  {
    ...defect,
    ...{ path: 'channels[].clicks', title: 'Clicks', unit: '', at: 'channels[].clickFrame' },
    definition:
      'Clicks and discontinuities: frames whose second difference is 0.02 and more, and 6 times any that is 4 to 64 frames to either side.',
    checkedAgainst: 'brute force',
  },
  {
    ...defect,
    ...{ path: 'channels[].clickFrame', title: 'Click at', unit: 'frame' },
    definition: 'The frame of the largest click.',
    checkedAgainst: 'brute force',
  },
  {
    ...defect,
    ...{ path: 'channels[].dropouts', title: 'Dropouts', unit: '', at: 'channels[].dropoutFrame' },
    definition:
      'Runs of 1 ms to 1 s of exact zeros, with a sample above −36 dBFS in the millisecond before and in the one behind.',
    checkedAgainst: 'synthesised',
  },
  {
    ...defect,
    ...{ path: 'channels[].dropoutFrame', title: 'Dropout at', unit: 'frame' },
    definition: 'The first frame of the first dropout.',
    checkedAgainst: 'synthesised',
  },
  {
    ...defect,
    ...{ path: 'channels[].silentFrames', title: 'Digital silence', unit: 'frames' },
    definition: 'Frames in runs of exact zeros of 100 ms and more.',
    checkedAgainst: 'brute force',
  },
  {
    ...defect,
    ...{ path: 'channels[].leadingSilenceFrames', title: 'Leading silence', unit: 'frames' },
    definition: 'Frames before the first sample above −60 dBFS: all of them where none is.',
    checkedAgainst: 'synthesised',
  },
  {
    ...defect,
    ...{ path: 'channels[].trailingSilenceFrames', title: 'Trailing silence', unit: 'frames' },
    definition: 'Frames behind the last sample above −60 dBFS: all of them where none is.',
    checkedAgainst: 'synthesised',
  },
  {
    ...defect,
    ...{ path: 'channels[].nonFinite', title: 'NaN, infinite', unit: '', at: 'channels[].nonFiniteFrame' },
    definition:
      'Samples that are NaN or infinite. Levels leave them out; what looks at neighbours takes them for zeros.',
    checkedAgainst: 'brute force',
  },
  {
    ...defect,
    ...{ path: 'channels[].nonFiniteFrame', title: 'NaN, infinite at', unit: 'frame' },
    definition: 'The first frame with such a sample.',
    checkedAgainst: 'brute force',
  },
  {
    ...defect,
    ...{ path: 'channels[].denormals', title: 'Denormals', unit: '' },
    definition: 'Samples that are not zero and too small for a normal 32-bit float, below 1.18e-38.',
    source: 'IEEE 754',
    checkedAgainst: 'brute force',
  },
];
