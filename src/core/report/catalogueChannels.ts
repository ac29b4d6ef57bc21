import type { FigureFacts } from './figureFacts.ts';

const OWN = 'Earshot';
const TONE = 'the largest power of two of frames in the middle (2,048 to 65,536), seven-term Blackman–Harris window';
const SPECTRUM = 'mean power spectrum (Welch: 4,096 frames, Hann window) above its two lowest bins';

/** Of each channel: levels, dynamics, noise, tone and spectrum. */
export const channelFigures: readonly FigureFacts[] = [
  {
    ...{ path: 'channels[].samplePeakDbfs', title: 'Sample peak', unit: 'dBFS', decimals: 2, group: 'levels' },
    ...{ at: 'channels[].samplePeakFrame', signed: true },
    definition: 'The greatest magnitude of a sample, 20·log₁₀ of it; full scale is 1.',
    ...{ source: OWN, checkedAgainst: 'astats, sox stats' },
  },
  {
    ...{ path: 'channels[].samplePeakFrame', title: 'Sample peak at', unit: 'frame', decimals: 0, group: 'levels' },
    definition: 'The first frame that has the sample peak, from 0 at the start of the file.',
    ...{ source: OWN, checkedAgainst: 'brute force' },
  },
  {
    ...{ path: 'channels[].truePeakDbtp', title: 'True peak', unit: 'dBTP', decimals: 2, group: 'levels' },
    ...{ at: 'channels[].truePeakFrame', signed: true },
    definition:
      'The greatest magnitude of the samples and of three values between each two: oversampled 4 times by a sinc of 32 taps a phase (Kaiser window, β = 8), silence before and behind.',
    source: 'ITU-R BS.1770-5 annex 2',
    checkedAgainst: 'EBU Tech 3341 cases 15–23; ffmpeg ebur128 within 0.1 dB',
  },
  {
    ...{ path: 'channels[].truePeakFrame', title: 'True peak at', unit: 'frame', decimals: 2, group: 'levels' },
    definition:
      'Where the true peak is, in frames, in steps of a quarter. Next to an end of the audio it may lie a little outside.',
    ...{ source: OWN, checkedAgainst: 'brute force' },
  },
  {
    ...{ path: 'channels[].rmsDbfs', title: 'RMS', unit: 'dBFS', decimals: 2, group: 'levels', signed: true },
    definition: '√(mean of the squares) of all samples; a full-scale sine reads −3.01 dBFS.',
    ...{ source: OWN, checkedAgainst: 'astats, sox stats' },
  },
  {
    ...{ path: 'channels[].rmsMaxDbfs', title: 'RMS max', unit: 'dBFS', decimals: 2, group: 'levels', signed: true },
    definition:
      'The highest value of a mean square that decays with a time constant of 50 ms, from 250 ms on; none under 250 ms. astats begins at 50 ms.',
    ...{ source: 'sox stats', checkedAgainst: 'sox stats; astats where it has the same windows' },
  },
  {
    ...{ path: 'channels[].rmsMinDbfs', title: 'RMS min', unit: 'dBFS', decimals: 2, group: 'levels', signed: true },
    definition:
      'The lowest value of a mean square that decays with a time constant of 50 ms, from 250 ms on; none under 250 ms. astats begins at 50 ms.',
    ...{ source: 'sox stats', checkedAgainst: 'sox stats; astats where it has the same windows' },
  },
  {
    ...{ path: 'channels[].dcOffset', title: 'DC offset', unit: 'FS', decimals: 6, group: 'levels', signed: true },
    definition: 'The mean of the samples; full scale is 1.',
    ...{ source: OWN, checkedAgainst: 'astats, sox stats, within 1e-6' },
  },
  {
    ...{ path: 'channels[].crestDb', title: 'Crest', unit: 'dB', decimals: 2, group: 'dynamics' },
    definition: 'Sample peak over RMS.',
    ...{ source: OWN, checkedAgainst: 'astats, sox stats' },
  },
  {
    ...{ path: 'channels[].dynamicRangeDb', title: 'TT DR', unit: 'dB', decimals: 2, group: 'dynamics' },
    definition:
      'The second highest peak of blocks of 3 s over the RMS, + 3.01 dB, of the loudest fifth of them; none under five blocks, of which the last may be in part.',
    ...{ source: 'Pleasurize Music Foundation, DR', checkedAgainst: 'ffmpeg drmeter' },
  },
  {
    ...{ path: 'channels[].noiseFloorDbfs', title: 'Noise floor', unit: 'dBFS', decimals: 1, group: 'noise and tone' },
    signed: true,
    definition:
      'RMS below which the quietest twentieth of windows of 50 ms lies, digital silence left out. None where fewer than 20 windows have sound or their levels are within 6 dB.',
    ...{ source: OWN, checkedAgainst: 'synthesised noise' },
  },
  {
    ...{ path: 'channels[].snrDb', title: 'SNR', unit: 'dB', decimals: 1, group: 'noise and tone' },
    definition: 'An estimate: how far above the noise floor the loudest twentieth of windows of 50 ms begins.',
    ...{ source: OWN, checkedAgainst: 'synthesised noise' },
  },
  {
    ...{ path: 'channels[].toneHz', title: 'Tone', unit: 'Hz', decimals: 2, group: 'noise and tone' },
    definition: `Frequency of the line that has more than half of the power from 20 Hz to 20 kHz, in ${TONE}; none where there is no such line.`,
    ...{ source: OWN, checkedAgainst: 'synthesised tones' },
  },
  {
    ...{ path: 'channels[].thdPercent', title: 'THD', unit: '%', decimals: 4, group: 'noise and tone' },
    definition: `Harmonics 2 to 10 below half the sample rate, to the fundamental of a tone, in ${TONE}; noise around them is taken off.`,
    ...{ source: 'IEC 60268-3', checkedAgainst: 'synthesised, within 0.1 dB' },
  },
  {
    ...{ path: 'channels[].thdDb', title: 'THD', unit: 'dB', decimals: 2, group: 'noise and tone' },
    definition: 'Harmonics 2 to 10 to the fundamental of a tone, in dB.',
    ...{ source: 'IEC 60268-3', checkedAgainst: 'synthesised, within 0.1 dB' },
  },
  {
    ...{ path: 'channels[].thdnPercent', title: 'THD+N', unit: '%', decimals: 4, group: 'noise and tone' },
    definition: `All but the fundamental from 20 Hz to 20 kHz or half the sample rate, to the whole of a tone, in ${TONE}.`,
    ...{ source: 'AES17', checkedAgainst: 'synthesised, within 0.2 dB' },
  },
  {
    ...{ path: 'channels[].thdnDb', title: 'THD+N', unit: 'dB', decimals: 2, group: 'noise and tone' },
    definition: 'All but the fundamental to the whole of a tone, in dB.',
    ...{ source: 'AES17', checkedAgainst: 'synthesised, within 0.2 dB' },
  },
  {
    ...{ path: 'channels[].zeroCrossingsPerSecond', title: 'Zero crossings', unit: '1/s', decimals: 1 },
    group: 'spectrum',
    definition: 'Changes of sign a second, zeros left out. astats counts one more where the first sample is positive.',
    ...{ source: OWN, checkedAgainst: 'astats' },
  },
  {
    ...{ path: 'channels[].spectralCentroidHz', title: 'Centroid', unit: 'Hz', decimals: 1, group: 'spectrum' },
    definition: `Mean frequency, weighted with the power, of the ${SPECTRUM}.`,
    ...{ source: 'Peeters 2004', checkedAgainst: 'synthesised' },
  },
  {
    ...{ path: 'channels[].spectralRolloff85Hz', title: 'Rolloff 85 %', unit: 'Hz', decimals: 1, group: 'spectrum' },
    definition: `Below it lie 85 % of the power of the ${SPECTRUM}.`,
    ...{ source: 'Peeters 2004', checkedAgainst: 'synthesised' },
  },
  {
    ...{ path: 'channels[].spectralRolloff99Hz', title: 'Rolloff 99 %', unit: 'Hz', decimals: 1, group: 'spectrum' },
    definition: `Below it lie 99 % of the power of the ${SPECTRUM}.`,
    ...{ source: 'Peeters 2004', checkedAgainst: 'synthesised' },
  },
  {
    ...{ path: 'channels[].spectralFlatness', title: 'Flatness', unit: '', decimals: 4, group: 'spectrum' },
    definition: `Geometric over arithmetic mean of the ${SPECTRUM}: 1 for white noise, 0 for a tone.`,
    ...{ source: 'Peeters 2004', checkedAgainst: 'synthesised' },
  },
  {
    ...{ path: 'channels[].bandwidthHz', title: 'Spectrum ends', unit: 'Hz', decimals: 0, group: 'spectrum' },
    definition:
      'The highest frequency at which the mean spectrum falls by 25 dB within 300 Hz and stays there, as after resampling or coding with loss. None where it breaks off nowhere, or above 93 % of half the sample rate.',
    ...{ source: OWN, checkedAgainst: 'synthesised' },
  },
  {
    ...{
      path: 'channels[].effectiveBits',
      title: 'Effective bits',
      unit: 'bits',
      decimals: 0,
      group: 'noise and tone',
    },
    definition:
      'Bits from the sign to the lowest that any sample sets, at most 32: the second figure of sox stats, not its first, which leaves unused high bits out.',
    ...{ source: 'sox stats', checkedAgainst: 'sox stats' },
  },
];
