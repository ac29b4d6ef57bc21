import { describe, expect, it } from 'vitest';
import type { Figure, Measured } from '../../../src/core/report/measured.ts';
import { measuredSignal } from '../../support/measuredSignal.ts';

const RATE = 8000;
const of = (seconds: number, make: (i: number) => number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => make(i));
const silence = (seconds: number): Float32Array => of(seconds, () => 0);
const sine = (seconds: number, hertz = 500, amplitude = 0.5): Float32Array =>
  of(seconds, (i) => amplitude * Math.sin((2 * Math.PI * hertz * i) / RATE));
/** The same every time, without a tone. */
const noise = (seconds: number, amplitude = 0.5): Float32Array => {
  let state = 1;
  return of(seconds, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (amplitude * state) / 2 ** 31;
  });
};
const joined = (...parts: Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));
const notNumbers = (seconds: number): Float32Array => of(seconds, () => NaN);

function figure(measured: Measured, path: string): Figure {
  const [section, name] = path.split('.') as [string, string];
  const holder = /^\d+$/.test(section) ? measured.channels[Number(section)] : measured[section as 'overall'];
  return (holder as Record<string, Figure>)[name]!;
}

/** [what, planes, reasons by path; the first segment is a channel's number or a section] */
const cases: [string, Float32Array[], Record<string, string>, number?][] = [
  [
    'silence',
    [silence(20), silence(20)],
    {
      ...{ '0.samplePeakDbfs': 'silence: −∞ dB', '0.samplePeakFrame': 'silence', '0.truePeakDbtp': 'silence: −∞ dB' },
      ...{ '0.truePeakFrame': 'silence', '0.rmsDbfs': 'silence: −∞ dB', '0.rmsMaxDbfs': 'silence: −∞ dB' },
      ...{ '0.rmsMinDbfs': 'silence: −∞ dB', '0.crestDb': 'silence', '0.dynamicRangeDb': 'silence' },
      ...{ '0.noiseFloorDbfs': 'silence: −∞ dB', '0.snrDb': 'silence', '0.toneHz': 'silence', '0.thdDb': 'silence' },
      ...{ '0.spectralCentroidHz': 'silence', '0.bandwidthHz': 'silence', '0.effectiveBits': 'silence' },
      ...{
        '0.clippedFrame': 'there is none',
        '0.longestClippedFrames': 'there is none',
        '0.clickFrame': 'there is none',
      },
      ...{ '0.dropoutFrame': 'there is none', '0.nonFiniteFrame': 'there is none' },
      ...{ 'overall.samplePeakDbfs': 'silence: −∞ dB', 'overall.samplePeakFrame': 'silence' },
      ...{ 'overall.truePeakDbtp': 'silence: −∞ dB', 'overall.truePeakFrame': 'silence' },
      ...{ 'overall.rmsDbfs': 'silence: −∞ dB', 'overall.plrLu': 'silence', 'overall.psrLu': 'silence' },
      ...{ 'overall.dynamicRangeDb': 'silence', 'overall.pitchHz': 'no pitch', 'overall.pitchConfidence': 'no pitch' },
      ...{ 'overall.tempoBpm': 'no rhythm', 'overall.tempoConfidence': 'no rhythm' },
      ...{ 'loudness.integratedLufs': 'silence: −∞ dB', 'loudness.momentaryMaxLufs': 'silence: −∞ dB' },
      ...{ 'loudness.momentaryMaxFrame': 'silence', 'loudness.shortTermMaxLufs': 'silence: −∞ dB' },
      ...{ 'loudness.shortTermMaxFrame': 'silence', 'loudness.rangeLu': 'silence', 'loudness.rangeLowLufs': 'silence' },
      ...{ 'stereo.correlation': 'a channel is constant', 'stereo.midDbfs': 'silence: −∞ dB' },
      ...{ 'stereo.midToSideDb': 'mid or side is silent', 'stereo.balanceDb': 'a channel is silent' },
    },
  ],
  [
    'no number at all',
    [notNumbers(20), notNumbers(20)],
    Object.fromEntries(
      [
        ...['samplePeakDbfs', 'samplePeakFrame', 'truePeakDbtp', 'truePeakFrame', 'rmsDbfs', 'rmsMaxDbfs', 'dcOffset'],
        ...['crestDb', 'dynamicRangeDb', 'noiseFloorDbfs', 'snrDb', 'toneHz', 'thdnPercent', 'zeroCrossingsPerSecond'],
        ...['spectralFlatness', 'bandwidthHz', 'effectiveBits', 'clippedRuns', 'clippedSamples', 'clippedFrame'],
        ...['longestClippedFrames', 'clicks', 'clickFrame', 'dropouts', 'dropoutFrame', 'silentFrames'],
        ...['leadingSilenceFrames', 'trailingSilenceFrames'],
      ]
        .map((name) => `0.${name}`)
        .concat(
          ...['overall.samplePeakDbfs', 'overall.rmsDbfs', 'overall.plrLu', 'overall.dynamicRangeDb'],
          ...['loudness.integratedLufs', 'loudness.momentaryMaxFrame', 'loudness.rangeLu'],
          ...['stereo.correlation', 'stereo.midDbfs', 'stereo.midToSideDb', 'stereo.balanceDb'],
        )
        .map((path) => [path, 'no sample is a number']),
    ),
  ],
  [
    'a tenth of a second',
    [noise(0.1)],
    {
      ...{ '0.rmsMaxDbfs': 'shorter than 250 ms', '0.rmsMinDbfs': 'shorter than 250 ms' },
      ...{ '0.noiseFloorDbfs': 'shorter than 1 s', '0.snrDb': 'shorter than 1 s' },
      ...{ '0.toneHz': 'shorter than 2,048 frames', '0.dynamicRangeDb': 'not longer than 12 s' },
      ...{ 'overall.dynamicRangeDb': 'not longer than 12 s', 'overall.tempoBpm': 'shorter than 4 s' },
      ...{ 'loudness.integratedLufs': 'shorter than 400 ms', 'loudness.momentaryMaxLufs': 'shorter than 400 ms' },
      ...{ 'loudness.momentaryMaxFrame': 'shorter than 400 ms', 'loudness.shortTermMaxLufs': 'shorter than 3 s' },
      ...{ 'loudness.rangeLu': 'shorter than 3 s', 'loudness.rangeHighLufs': 'shorter than 3 s' },
      ...{ 'overall.plrLu': 'shorter than 400 ms', 'overall.psrLu': 'shorter than 3 s' },
      ...{ 'stereo.correlation': 'of two channels only', 'stereo.balanceDb': 'of two channels only' },
      ...{ 'stereo.identicalPairs': 'there is one channel only', 'stereo.invertedPairs': 'there is one channel only' },
    },
  ],
  [
    'noise too faint for the gate',
    [noise(5, 1e-5)],
    {
      ...{ 'loudness.integratedLufs': 'never above −70 LUFS', 'loudness.rangeLu': 'never above −70 LUFS' },
      ...{ 'overall.plrLu': 'never above −70 LUFS', 'overall.pitchHz': 'no pitch' },
      ...{ '0.noiseFloorDbfs': 'under 1 s of sound, or levels within 6 dB', '0.toneHz': 'no steady tone' },
      ...{ '0.bandwidthHz': 'the spectrum does not break off' },
    },
  ],
  ['sound in one block', [joined(noise(1), silence(19))], { '0.dynamicRangeDb': 'sound in one block of 3 s only' }],
  [
    'sound behind all spectra',
    [joined(silence(1), noise(0.001))],
    { '0.spectralCentroidHz': 'no sound where the spectrum is taken' },
  ],
  ['a rate below the filters', [noise(5)], { 'loudness.integratedLufs': 'the sample rate is below 4 kHz' }, 2000],
  [
    'left and right alike',
    [noise(1), noise(1)],
    { 'stereo.sideDbfs': 'silence: −∞ dB', 'stereo.midToSideDb': 'mid or side is silent' },
  ],
  [
    'one side silent',
    [noise(1), silence(1)],
    { 'stereo.balanceDb': 'a channel is silent', 'stereo.correlation': 'a channel is constant' },
  ],
  ['one side without numbers', [noise(1), notNumbers(1)], { 'stereo.correlation': 'no sample is a number' }],
  ['three channels', [noise(1), noise(1), sine(1)], { 'stereo.midDbfs': 'of two channels only' }],
];

describe('figures that do not exist', () => {
  it.each(cases)('%s', (_, planes, reasons, rate = RATE) => {
    const measured = measuredSignal(planes, rate);
    for (const [path, reason] of Object.entries(reasons)) expect(figure(measured, path), path).toEqual({ reason });
  });

  it('a tone without harmonics has no distortion of 0 %', () => {
    // A quarter of the rate: its harmonics fall on 0 Hz, on itself and on half the rate.
    const plane = of(1, (i) => [0, 0.5, 0, -0.5][i % 4]!);
    const measured = measuredSignal([plane], RATE);
    expect(figure(measured, '0.toneHz')).toBeCloseTo(2000, 3);
    expect(figure(measured, '0.thdPercent')).toEqual({ reason: 'no harmonic can be seen' });
    expect(figure(measured, '0.thdDb')).toEqual({ reason: 'no harmonic can be seen' });
  });

  it('what is a number is one: never NaN or infinite, of none and of 64 channels', () => {
    const odd = joined(noise(0.1), Float32Array.of(Infinity, -Infinity, NaN, 1e-40, 3.4e38), sine(0.5));
    for (const planes of [[odd], [odd, silence(0.600625)], Array.from({ length: 64 }, () => odd)]) {
      const measured = measuredSignal(planes, RATE);
      const all = [...measured.channels, measured.overall, measured.loudness, measured.stereo];
      for (const [name, value] of all.flatMap((figures) => Object.entries<Figure>(figures))) {
        expect(typeof value === 'number' ? Number.isFinite(value) : value.reason.length > 0, name).toBe(true);
      }
    }
  });
});

describe('positions', () => {
  const plane = joined(
    silence(1),
    noise(1, 0.25),
    silence(0.01),
    noise(2, 0.5),
    Float32Array.of(1, 1, 1, NaN),
    silence(1),
  );
  const whole = measuredSignal([plane, plane], RATE);
  const later = measuredSignal([plane, plane], RATE, { startFrame: 100_000 });

  it('are of the file, not of the selection', () => {
    const { channels, overall, loudness } = whole;
    const figures = [...channels, overall, loudness].flatMap((each) => Object.entries<Figure>(each));
    const moved = [...later.channels, later.overall, later.loudness].flatMap((each) => Object.entries<Figure>(each));
    let places = 0;
    figures.forEach(([name, value], i) => {
      const isPlace = name.endsWith('Frame') && typeof value === 'number';
      places += isPlace ? 1 : 0;
      expect(moved[i]![1], name).toEqual(isPlace ? value + 100_000 : value);
    });
    // Of two channels: peaks, clipped, dropout and non-finite; of all: peaks and loudness.
    expect(places).toBeGreaterThanOrEqual(2 * 5 + 2 + 2);
    expect(channels[0]).toMatchObject({ clippedRuns: 1, clippedSamples: 3, longestClippedFrames: 3, dropouts: 1 });
    expect(channels[0]).toMatchObject({ clippedFrame: 32_080, dropoutFrame: 16_000, nonFiniteFrame: 32_083 });
    const found = (measured: Measured) => ('reason' in measured.findings ? [] : measured.findings);
    expect(found(whole).length).toBeGreaterThan(0);
    expect(found(later).map(({ startFrame }) => startFrame)).toEqual(
      found(whole).map(({ startFrame }) => startFrame && startFrame + 100_000),
    );
  });

  it('of a true peak stand on quarters, and may be a little outside', () => {
    const edge = Float32Array.of(0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9, 0.9);
    const at = figure(measuredSignal([edge], RATE), 'overall.truePeakFrame') as number;
    expect(at * 4).toBe(Math.round(at * 4));
    expect(at).toBeGreaterThan(-16);
    expect(at).toBeLessThan(edge.length + 16);
  });

  it('counts of a mono file and figures of its pairs', () => {
    const pair = measuredSignal([noise(1), noise(1).map((x) => -x)], RATE);
    expect(figure(pair, 'stereo.invertedPairs')).toBe(1);
    expect(figure(pair, 'stereo.identicalPairs')).toBe(0);
    expect(figure(pair, 'stereo.correlation')).toBeCloseTo(-1, 12);
  });
});
