import {
  changed,
  coded,
  db,
  edited,
  faded,
  type Fixture,
  floats,
  joined,
  lowPassed,
  noise,
  RATE,
  tone,
  wav,
  zeros,
} from './fixture.ts';

/** Loudness of a 1 kHz tone in one channel, LUFS (EBU Tech 3341 has −23 for two channels of −23 dBFS peak). */
const ofLufs = (lufs: number, seconds: number, rate = RATE): Float32Array =>
  tone(seconds, db(lufs + 3.0103 - K), 1000, rate);
/** dB that the K-weighting and the constant of BS.1770 give 1 kHz. */
const K = 0.0041;
const silence = wav([zeros(RATE)]);
const ofPeak = (dbfs: number): Float32Array => faded(tone(1, db(dbfs), 100));
/** RMS of whole periods. */
const ofRms = (dbfs: number): Float32Array => tone(1, Math.SQRT2 * db(dbfs));
const burst = (lufs: number, seconds: number): Float32Array =>
  joined(ofLufs(-40, 4), ofLufs(lufs, seconds), ofLufs(-40, 4));
const pauses = (floor: number): Float32Array =>
  joined(...Array.from({ length: 3 }, () => [tone(0.5), tone(0.5, Math.SQRT2 * db(floor))]).flat());
const steps = (low: number, high: number) => floats([joined(ofLufs(low, 20, 8000), ofLufs(high, 20, 8000))], 8000);
const offset = (dbfs: number) => floats([tone(1, 0.2).map((x) => x + db(dbfs)), tone(1, 0.2)]);
const most = 32767 / 32768;
const clipped = (...runs: (readonly [number, number])[]) =>
  wav([tone(1), edited(tone(1), (plane) => runs.forEach(([at, frames]) => plane.fill(most, at, at + frames)))]);
const slow = tone(1, 0.4, 100);
const spiked = (height: number, ...frames: number[]) =>
  floats([edited(slow, (plane) => frames.forEach((at) => (plane[at]! += height)))]);
const holed = (frames: number) => wav([edited(tone(1), (plane) => plane.fill(0, 24_000, 24_000 + frames))]);

/** Of rules on levels and defects, by rule. */
export const soundFixtures: Readonly<Record<string, readonly Fixture[]>> = {
  loudness: [
    {
      ...{ kind: 'bad', file: floats([ofLufs(-18.3, 2)]), options: { targetLufs: -23 } },
      says: ['Integrated loudness −18.3 LUFS, wanted −23 ± 0.5 LUFS.'],
    },
    { kind: 'bad', file: silence, options: { minLufs: -30 }, says: ['The file is silent: it has no loudness.'] },
    {
      ...{ kind: 'bad', file: floats([ofLufs(-80, 2)]), options: { targetLufs: -23 } },
      says: ['Never above −70 LUFS: too quiet to have a loudness.'],
    },
    { kind: 'good', file: floats([ofLufs(-23, 2)]), options: { targetLufs: -23 } },
    { kind: 'good', file: silence, options: { maxLufs: -10 } },
    { kind: 'good', file: floats([ofLufs(-10, 0.3)]), options: { targetLufs: -23 } },
    { kind: 'inside', file: floats([ofLufs(-23.19, 2)]), options: { targetLufs: -23, toleranceLu: 0.2 } },
    {
      ...{ kind: 'outside', file: floats([ofLufs(-23.21, 2)]), options: { targetLufs: -23, toleranceLu: 0.2 } },
      says: [/^Integrated loudness −23\.2\d* LUFS, wanted −23 ± 0\.2 LUFS\.$/],
    },
    { kind: 'inside', file: floats([ofLufs(-14.01, 2)]), options: { minLufs: -16, maxLufs: -14 } },
    {
      ...{ kind: 'outside', file: floats([ofLufs(-13.99, 2)]), options: { minLufs: -16, maxLufs: -14 } },
      says: [/^Integrated loudness −13\.9\d LUFS, wanted −16 to −14 LUFS\.$/],
    },
  ],
  'short-term-loudness': [
    {
      ...{ kind: 'bad', file: floats([burst(-12, 3)]), options: { maxLufs: -18 } },
      says: [/^Short-term loudness −1[12]\.\d LUFS, at most −18 LUFS\.$/],
      places: [[4 * RATE, 7 * RATE, null]],
    },
    { kind: 'good', file: floats([burst(-12, 1)]), options: { maxLufs: -16 } },
    { kind: 'good', file: floats([ofLufs(-10, 2.9)]), options: { maxLufs: -18 } },
    { kind: 'inside', file: floats([ofLufs(-18.01, 4)]), options: { maxLufs: -18 } },
    {
      kind: 'outside',
      file: floats([ofLufs(-17.98, 4)]),
      options: { maxLufs: -18 },
      says: [/^Short-term loudness −17\.9\d* LUFS/],
    },
  ],
  'momentary-loudness': [
    {
      ...{ kind: 'bad', file: floats([burst(-10, 0.4)]), options: { maxLufs: -15 } },
      says: [/^Momentary loudness −\d+\.\d LUFS, at most −15 LUFS\.$/],
      places: [[4 * RATE, 211_200, null]],
    },
    { kind: 'good', file: floats([burst(-10, 0.05)]), options: { maxLufs: -15 } },
    { kind: 'good', file: floats([ofLufs(-10, 0.39)]), options: { maxLufs: -15 } },
    { kind: 'inside', file: floats([ofLufs(-15.01, 1)]), options: { maxLufs: -15 } },
    {
      kind: 'outside',
      file: floats([ofLufs(-14.95, 1)]),
      options: { maxLufs: -15 },
      says: [/^Momentary loudness −14\.9\d* LUFS/],
    },
  ],
  'loudness-range': [
    { kind: 'bad', file: steps(-35, -20), options: { maxLu: 10 }, says: ['Loudness range 15.0 LU, at most 10 LU.'] },
    {
      kind: 'bad',
      file: steps(-21, -20),
      options: { minLu: 5, maxLu: 20 },
      says: ['Loudness range 1.0 LU, wanted 5 to 20 LU.'],
    },
    { kind: 'good', file: floats([tone(1)]), options: { minLu: 5 } },
    { kind: 'good', file: steps(-28, -20), options: { minLu: 5, maxLu: 10 } },
    { kind: 'inside', file: steps(-29.98, -20), options: { maxLu: 10 } },
    {
      kind: 'outside',
      file: steps(-30.02, -20),
      options: { maxLu: 10 },
      says: [/^Loudness range 10\.0\d* LU, at most 10 LU\.$/],
    },
  ],
  'true-peak': [
    {
      // Between the samples: they are at 0.7 of the peak.
      kind: 'bad',
      file: floats([
        faded(tone(1, 0.5)),
        faded(Float32Array.from({ length: RATE }, (_, i) => Math.sin((Math.PI / 2) * (i + 0.5)))),
      ]),
      says: [/^True peak (−0\.0\d|0\.\d\d) dBTP, at most −1 dBTP\.$/],
    },
    { kind: 'good', file: floats([ofPeak(-3), ofPeak(-6)]) },
    { kind: 'good', file: silence },
    { kind: 'inside', file: floats([ofPeak(-1.01)]) },
    { kind: 'outside', file: floats([ofPeak(-0.99)]), says: [/^True peak −0\.9\d dBTP, at most −1 dBTP\.$/] },
    {
      kind: 'outside',
      file: floats([ofPeak(-2.99), ofPeak(-3.01)]),
      options: { maxDbtp: -3 },
      says: [/^True peak −2\.9\d dBTP, at most −3 dBTP\.$/],
    },
  ],
  'sample-peak': [
    {
      ...{
        kind: 'bad',
        file: floats([tone(1, 0.5), edited(tone(1, 0.5), (x) => (x[777] = 0.9))]),
        options: { maxDbfs: -3 },
      },
      says: ['Sample peak −0.92 dBFS, at most −3 dBFS.'],
      places: [[777, 778, 1]],
    },
    { kind: 'bad', file: silence, options: { minDbfs: -40 }, says: ['The file is silent: it has no peak.'] },
    { kind: 'good', file: floats([tone(1, 0.5)]), options: { minDbfs: -12, maxDbfs: -3 } },
    { kind: 'good', file: silence, options: { maxDbfs: -3 } },
    { kind: 'inside', file: floats([tone(1, db(-3))]), options: { maxDbfs: -2.9999 } },
    {
      kind: 'outside',
      file: floats([tone(1, db(-2.999))]),
      options: { maxDbfs: -3 },
      says: ['Sample peak −2.999 dBFS, at most −3 dBFS.'],
    },
    { kind: 'inside', file: floats([tone(1, db(-11.99)), tone(1, db(-20))]), options: { minDbfs: -12 } },
    {
      kind: 'outside',
      file: floats([tone(1, db(-12.01))]),
      options: { minDbfs: -12 },
      says: ['Sample peak −12.01 dBFS, at least −12 dBFS.'],
    },
  ],
  'rms-level': [
    {
      kind: 'bad',
      file: floats([ofRms(-30)]),
      options: { minDbfs: -23, maxDbfs: -18 },
      says: ['RMS −30.0 dBFS, wanted −23 to −18 dBFS.'],
    },
    { kind: 'bad', file: silence, options: { minDbfs: -23 }, says: ['The file is silent: it has no level.'] },
    { kind: 'good', file: floats([ofRms(-20), ofRms(-21)]), options: { minDbfs: -23, maxDbfs: -18 } },
    { kind: 'inside', file: floats([ofRms(-22.999)]), options: { minDbfs: -23 } },
    {
      kind: 'outside',
      file: floats([ofRms(-23.001)]),
      options: { minDbfs: -23 },
      says: ['RMS −23.001 dBFS, at least −23 dBFS.'],
    },
    { kind: 'inside', file: floats([ofRms(-18.001)]), options: { maxDbfs: -18 } },
    {
      kind: 'outside',
      file: floats([ofRms(-17.999)]),
      options: { maxDbfs: -18 },
      says: ['RMS −17.999 dBFS, at most −18 dBFS.'],
    },
  ],
  'noise-floor': [
    {
      ...{ kind: 'bad', file: floats([pauses(-70), pauses(-45)]), options: { maxDbfs: -60 } },
      says: [/^Noise floor −45\.\d dBFS, at most −60 dBFS\.$/],
      places: [[null, null, 1]],
    },
    { kind: 'good', file: floats([pauses(-75)]), options: { maxDbfs: -60 } },
    // Without pauses there is none.
    { kind: 'good', file: floats([tone(3)]), options: { maxDbfs: -60 } },
    { kind: 'inside', file: floats([pauses(-60.05)]), options: { maxDbfs: -60 } },
    {
      kind: 'outside',
      file: floats([pauses(-59.95)]),
      options: { maxDbfs: -60 },
      says: [/^Noise floor −59\.9\d* dBFS/],
    },
  ],
  'dc-offset': [
    {
      ...{ kind: 'bad', file: offset(-30) },
      says: ['DC offset of +3.16 % of full scale: −30.0 dBFS, at most −50 dBFS.'],
      places: [[null, null, 0]],
    },
    { kind: 'good', file: floats([tone(1)]) },
    { kind: 'good', file: silence },
    { kind: 'inside', file: offset(-50.01) },
    {
      kind: 'outside',
      file: offset(-49.99),
      says: ['DC offset of +0.317 % of full scale: −49.99 dBFS, at most −50 dBFS.'],
    },
  ],
  clipping: [
    {
      ...{ kind: 'bad', file: clipped([1000, 10], [5000, 4]) },
      says: ['Clipped for 10 samples (0.208 ms).', 'Clipped for 4 samples (0.0833 ms).'],
      places: [
        [1000, 1010, 1],
        [5000, 5004, 1],
      ],
    },
    { kind: 'good', file: wav([tone(1, 0.9)]) },
    { kind: 'inside', file: clipped([1000, 2]) },
    {
      kind: 'outside',
      file: clipped([1000, 3]),
      says: ['Clipped for 3 samples (0.0625 ms).'],
      places: [[1000, 1003, 1]],
    },
    { kind: 'inside', file: clipped([1000, 9], [3000, 3]), options: { runFrames: 10 } },
    {
      kind: 'outside',
      file: clipped([1000, 10], [3000, 3]),
      options: { runFrames: 10 },
      says: ['Clipped for 10 samples (0.208 ms).'],
    },
    {
      // The longest of many is none of those that have a place.
      kind: 'outside',
      file: clipped(...Array.from({ length: 30 }, (_, i) => [1000 + 100 * i, i === 29 ? 40 : 3] as const)),
      options: { runFrames: 30 },
      says: ['Clipped: the longest run of samples at full scale has 40, the first run begins here.'],
      places: [[1000, 1001, 1]],
    },
    {
      kind: 'inside',
      file: clipped(...Array.from({ length: 30 }, (_, i) => [1000 + 100 * i, 3] as const)),
      options: { runFrames: 4 },
    },
  ],
  click: [
    {
      kind: 'bad',
      file: spiked(0.3, 9000),
      says: [/^Click or discontinuity at 187\.?5? ms|^Click or discontinuity at 188 ms/],
      places: [[9000, 9001, 0]],
    },
    { kind: 'good', file: floats([slow]) },
    // A square wave is meant.
    {
      kind: 'good',
      file: floats([Float32Array.from({ length: RATE }, (_, i) => (Math.floor(i / 240) % 2 ? 0.3 : -0.3))]),
    },
    { kind: 'inside', file: spiked(0.0099, 9000) },
    { kind: 'outside', file: spiked(0.0102, 9000), says: [/^Click/] },
    { kind: 'inside', file: spiked(0.3, 9000, 20_000), options: { maxCount: 2 } },
    {
      kind: 'outside',
      file: spiked(0.3, 9000, 20_000, 30_000),
      options: { maxCount: 2 },
      says: [/^Click/, /^Click/, /^Click/],
    },
  ],
  dropout: [
    { kind: 'bad', file: holed(480), says: ['Dropout: 10 ms of zeros within sound.'], places: [[24_000, 24_480, 0]] },
    { kind: 'good', file: wav([tone(1)]) },
    { kind: 'inside', file: holed(47) },
    { kind: 'outside', file: holed(48), says: ['Dropout: 1 ms of zeros within sound.'] },
    {
      kind: 'outside',
      file: wav([joined(tone(1), zeros(RATE), tone(1))]),
      says: ['Dropout: 1 s of zeros within sound.'],
    },
    { kind: 'inside', file: wav([joined(tone(1), zeros(RATE + 1), tone(1))]) },
  ],
  'not-a-number': [
    {
      ...{ kind: 'bad', file: floats([tone(1), edited(tone(1), (x) => (x[5] = NaN))]) },
      says: ['1 NaN sample; measures leave them out.'],
      places: [[5, 6, 1]],
    },
    { kind: 'good', file: floats([tone(1)]) },
    { kind: 'inside', file: floats([edited(tone(1), (x) => (x[5] = 3e38))]) },
    {
      kind: 'outside',
      file: floats([edited(tone(1), (x) => (x[5] = -Infinity))]),
      says: ['1 infinite sample; measures leave them out.'],
    },
  ],
  'leading-silence': [
    {
      ...{ kind: 'bad', file: wav([joined(zeros(96_000), tone(1))]), options: { maxSeconds: 1 } },
      says: ['Leading silence 2.000 s, at most 1 s.'],
      places: [[0, 96_000, null]],
    },
    {
      kind: 'bad',
      file: wav([tone(1)]),
      options: { minSeconds: 0.5 },
      says: ['Leading silence 0.000 s, at least 0.5 s.'],
      places: [[null, null, null]],
    },
    { kind: 'good', file: wav([joined(zeros(36_000), tone(1))]), options: { minSeconds: 0.5, maxSeconds: 1 } },
    { kind: 'good', file: silence, options: { maxSeconds: 0.1 } },
    // Of the channel that begins first, and below −60 dBFS is silence.
    {
      kind: 'inside',
      file: floats([joined(zeros(48_000), tone(1)), joined(tone(0.5, 0.00099), tone(1.5))]),
      options: { minSeconds: 0.5, maxSeconds: 0.5 },
    },
    {
      ...{ kind: 'outside', file: wav([joined(zeros(23_999), tone(1))]), options: { minSeconds: 0.5, maxSeconds: 1 } },
      says: ['Leading silence 0.49998 s, wanted 0.5 to 1 s.'],
    },
    {
      ...{ kind: 'outside', file: wav([joined(zeros(48_001), tone(1))]), options: { minSeconds: 0.5, maxSeconds: 1 } },
      says: ['Leading silence 1.00002 s, wanted 0.5 to 1 s.'],
    },
  ],
  'trailing-silence': [
    {
      ...{ kind: 'bad', file: wav([joined(tone(1), zeros(96_000))]), options: { maxSeconds: 1 } },
      says: ['Trailing silence 2.000 s, at most 1 s.'],
      places: [[48_000, 144_000, null]],
    },
    { kind: 'good', file: wav([joined(tone(1), zeros(96_000))]), options: { minSeconds: 1, maxSeconds: 5 } },
    { kind: 'good', file: silence, options: { minSeconds: 3 } },
    { kind: 'inside', file: wav([joined(tone(1), zeros(48_000))]), options: { minSeconds: 1, maxSeconds: 1 } },
    {
      kind: 'outside',
      file: wav([joined(tone(1), zeros(47_999))]),
      options: { minSeconds: 1 },
      says: ['Trailing silence 0.99998 s, at least 1 s.'],
    },
  ],
  'inner-silence': [
    {
      ...{ kind: 'bad', file: wav([joined(tone(1), zeros(96_000), tone(1))]) },
      says: ['Digital silence of 2.000 s, at most 1 s.'],
      places: [[48_000, 144_000, null]],
    },
    // Both channels together for half a second only; silence at the ends is another matter.
    {
      kind: 'good',
      file: wav([
        joined(zeros(96_000), tone(1), zeros(96_000), tone(1.5), zeros(96_000)),
        joined(zeros(96_000), tone(2.5), zeros(96_000), tone(1), zeros(96_000 - 24_000)),
      ]),
    },
    {
      ...{
        kind: 'bad',
        file: wav([joined(tone(1), zeros(96_000), tone(1)), joined(zeros(144_000), tone(1))]),
        options: { maxSeconds: 1.5 },
      },
      says: ['Digital silence of 2.000 s, at most 1.5 s.'],
    },
    { kind: 'inside', file: wav([joined(tone(1), zeros(48_000), tone(1))]) },
    {
      kind: 'outside',
      file: wav([joined(tone(1), zeros(48_001), tone(1))]),
      says: ['Digital silence of 1.00002 s, at most 1 s.'],
    },
    { kind: 'inside', file: wav([joined(tone(1), zeros(4799), tone(1))]), options: { maxSeconds: 0 } },
    {
      kind: 'outside',
      file: wav([joined(tone(1), zeros(4800), tone(1))]),
      options: { maxSeconds: 0 },
      says: ['Digital silence of 0.100 s, at most 0 s.'],
    },
    {
      // The longest of many comes last.
      kind: 'bad',
      file: wav([
        joined(
          ...Array.from({ length: 25 }, () => [tone(0.05), zeros(5000)]).flat(),
          tone(0.05),
          zeros(60_000),
          tone(0.05),
        ),
      ]),
      says: ['Digital silence of 1.250 s, at most 1 s.'],
    },
  ],
  silent: [
    { kind: 'bad', file: silence, says: ['Digital silence: every sample is zero.'] },
    {
      kind: 'bad',
      file: wav([tone(1), zeros(RATE)]),
      says: ['This channel is digital silence.'],
      places: [[null, null, 1]],
    },
    { kind: 'good', file: wav([tone(1)]) },
    { kind: 'good', file: wav([tone(1), zeros(RATE)]), options: { channels: false } },
    { kind: 'inside', file: wav([edited(zeros(RATE), (x) => (x[100] = 1 / 32768))]) },
    { kind: 'outside', file: wav([edited(zeros(RATE), (x) => (x[100] = 0.4 / 32768))]), says: [/^Digital silence/] },
  ],
  'identical-channels': [
    { kind: 'bad', file: wav([tone(1), tone(1)]), says: ['Channels 1 and 2 are the same, sample for sample.'] },
    { kind: 'good', file: wav([tone(1), noise(1)]) },
    { kind: 'good', file: wav([tone(1)]) },
    { kind: 'inside', file: wav([tone(1), edited(tone(1), (x) => (x[40_000]! += 1 / 32768))]) },
    {
      kind: 'outside',
      file: wav([tone(1), edited(tone(1), (x) => (x[40_000]! += 0.1 / 32768))]),
      says: [/the same, sample for sample/],
    },
  ],
  'inverted-channels': [
    {
      ...{ kind: 'bad', file: wav([tone(1), tone(1, -0.5)]) },
      says: ['Channels 1 and 2 are the same with opposite sign: in mono nothing is left.'],
    },
    { kind: 'good', file: wav([tone(1), tone(1)]) },
    { kind: 'inside', file: floats([tone(1), edited(tone(1, -0.5), (x) => (x[40_000]! += 1 / 32768))]) },
    {
      kind: 'outside',
      file: floats([tone(1), edited(tone(1, -0.5), (x) => (x[40_000]! += 1e-12))]),
      says: [/opposite sign/],
    },
  ],
  'mono-compatibility': [
    { kind: 'bad', file: correlated(-0.8), says: ['Correlation of left and right −0.80, at least 0.'] },
    { kind: 'good', file: correlated(0.7) },
    { kind: 'good', file: wav([tone(1)]), options: { minCorrelation: 0.5 } },
    { kind: 'inside', file: correlated(0.001) },
    { kind: 'outside', file: correlated(-0.001), says: ['Correlation of left and right −0.001, at least 0.'] },
    {
      kind: 'outside',
      file: correlated(0.499),
      options: { minCorrelation: 0.5 },
      says: ['Correlation of left and right 0.499, at least 0.5.'],
    },
  ],
  bandwidth: [
    {
      kind: 'bad',
      file: upTo(4000),
      says: [/^Nothing above [34]\.\d kHz, though the sample rate allows for 8\.0 kHz/],
    },
    {
      kind: 'bad',
      file: upTo(4000),
      options: { minHz: 7000 },
      says: [/^Bandwidth [34],\d{3} Hz, at least 7,000 Hz\.$/],
    },
    { kind: 'good', file: wav([noise(3, 0.3, 16000)], { rate: 16000 }), options: { minHz: 7000 } },
    { kind: 'good', file: coded(wav([noise(3, 0.3, 44100)], { rate: 44100 }), 'mp3', '-b:a', '64k') },
    { kind: 'good', file: upTo(4000), options: { suspicion: false } },
    { kind: 'inside', file: upTo(7050), options: { minHz: 7000, suspicion: false } },
    {
      kind: 'outside',
      file: upTo(6900),
      options: { minHz: 7000, suspicion: false },
      says: [/^Bandwidth 6,\d{3} Hz, at least 7,000 Hz\.$/],
    },
    { kind: 'inside', file: upTo(7600) },
    { kind: 'outside', file: upTo(7200), says: [/^Nothing above 7\.\d kHz/] },
  ],
  'unused-bits': [
    { kind: 'bad', file: ofBits(16), says: ['Stored with 24 bits, of which 16 are in use: 8 are not, at most 3 may.'] },
    { kind: 'good', file: ofBits(24) },
    { kind: 'good', file: floats([tone(1, 0.5).map((x) => Math.round(x * 128) / 128)]) },
    { kind: 'good', file: wav([zeros(RATE)], { format: 'pcm24' }) },
    { kind: 'inside', file: ofBits(21) },
    {
      kind: 'outside',
      file: ofBits(20),
      says: ['Stored with 24 bits, of which 20 are in use: 4 are not, at most 3 may.'],
    },
    {
      kind: 'outside',
      file: changed([tone(1).map((x) => Math.round(x * 16384) / 16384)], (x) => x),
      options: { maxBits: 0 },
      says: [/^Stored with 16 bits, of which 15/],
    },
  ],
};

/** Sine and cosine have none, so their mix is exact. */
function correlated(value: number) {
  const [left, other] = [tone(1), tone(1).map((_, i) => 0.5 * Math.sin((2 * Math.PI * i) / 48))];
  return floats([left, left.map((x, i) => value * x + Math.sqrt(1 - value * value) * other[i]!)]);
}

function upTo(hertz: number) {
  return floats([lowPassed(noise(3, 0.3, 16000), hertz, 16000)], 16000);
}

function ofBits(bits: number) {
  const scale = 2 ** (bits - 1);
  return wav([noise(1).map((x) => Math.round(x * scale) / scale)], { format: 'pcm24' });
}
