import { changed, coded, type Fixture, noise, smpl, tone, wav, withChunk } from './fixture.ts';

const short = tone(0.5);
const mono = wav([short]);
const stereo = wav([short, noise(0.5)]);
const flac = coded(stereo, 'flac');
const aiff = coded(stereo, 'aiff');
const mp3 = (...args: string[]) =>
  coded(wav([tone(2), noise(2)], { rate: 44100 }), 'mp3', '-c:a', 'libmp3lame', ...args);
const opus = coded(stereo, 'opus', '-c:a', 'libopus');
const rf64 = coded(stereo, 'wav', '-rf64', 'always');
const tracks = coded(stereo, 'mp4', '-map', '0', '-map', '0', '-c:a', 'flac', '-strict', '-2');
const tagged = (...pairs: string[]) => coded(stereo, 'flac', ...pairs.flatMap((pair) => ['-metadata', pair]));
const looped = (...loops: (readonly [number, number])[]) =>
  changed([short], (bytes) => withChunk(bytes, 'smpl', smpl(...loops)));
/** Sample 1000 is 0, sample 2999 is `last` of full scale. */
const seam = (last: number) =>
  changed([short.map((x, i) => (i === 1000 ? 0 : i === 2999 ? last : x))], (bytes) =>
    withChunk(bytes, 'smpl', smpl([1000, 2999])),
  );

/** Of rules on the file itself, by rule. */
export const fileFixtures: Readonly<Record<string, readonly Fixture[]>> = {
  container: [
    { kind: 'bad', file: flac, options: { allowed: 'WAV' }, says: ['Container FLAC, wanted WAV.'] },
    { kind: 'good', file: mono, options: { allowed: ['FLAC', 'wav'] } },
    { kind: 'inside', file: rf64, options: { allowed: 'WAV' } },
    { kind: 'outside', file: aiff, options: { allowed: ['WAV', 'AIF'] }, says: ['Container AIFF, wanted WAV or AIF.'] },
  ],
  codec: [
    { kind: 'bad', file: opus, options: { allowed: ['PCM', 'FLAC'] }, says: ['Codec Opus, wanted PCM or FLAC.'] },
    { kind: 'bad', file: opus, options: { lossless: true }, says: ['Codec Opus is lossy, wanted a lossless one.'] },
    { kind: 'good', file: flac, options: { allowed: 'FLAC', lossless: true } },
    { kind: 'inside', file: mono, options: { allowed: 'pcm 16-bit' } },
    { kind: 'inside', file: coded(stereo, 'wav', '-c:a', 'pcm_f32le'), options: { lossless: true } },
    {
      ...{
        kind: 'outside',
        file: coded(stereo, 'wav', '-c:a', 'pcm_alaw'),
        options: { allowed: 'PC', lossless: true },
      },
      says: ['Codec A-law, wanted PC.', 'Codec A-law is lossy, wanted a lossless one.'],
    },
  ],
  'sample-rate': [
    {
      ...{ kind: 'bad', file: mono, options: { allowedHz: [16000, 44100] } },
      says: ['Sample rate 48,000 Hz, wanted 16,000 or 44,100 Hz.'],
    },
    { kind: 'good', file: mono, options: { allowedHz: 48000 } },
    { kind: 'inside', file: mono, options: { minHz: 48000, maxHz: 48000 } },
    { kind: 'outside', file: mono, options: { maxHz: 47999 }, says: ['Sample rate 48,000 Hz, at most 47,999 Hz.'] },
    {
      ...{ kind: 'outside', file: mono, options: { minHz: 48001, maxHz: 96000 } },
      says: ['Sample rate 48,000 Hz, wanted 48,001 to 96,000 Hz.'],
    },
  ],
  'channel-count': [
    { kind: 'bad', file: stereo, options: { allowed: 1 }, says: ['2 channels, wanted 1.'] },
    { kind: 'bad', file: mono, options: { allowed: [2, 6] }, says: ['1 channel, wanted 2 or 6.'] },
    { kind: 'good', file: stereo, options: { allowed: [1, 2] } },
    { kind: 'inside', file: stereo, options: { min: 2, max: 2 } },
    { kind: 'outside', file: stereo, options: { max: 1 }, says: ['Channels: 2, at most 1.'] },
  ],
  'bit-depth': [
    { kind: 'bad', file: mono, options: { allowedBits: 24 }, says: ['Bit depth 16 bits, wanted 24 bits.'] },
    { kind: 'good', file: wav([short], { format: 'pcm24' }), options: { allowedBits: [16, 24] } },
    { kind: 'good', file: opus, options: { minBits: 16 } },
    { kind: 'inside', file: mono, options: { minBits: 16 } },
    { kind: 'outside', file: mono, options: { minBits: 17 }, says: ['Bit depth 16 bits, at least 17 bits.'] },
  ],
  duration: [
    { kind: 'bad', file: mono, options: { minSeconds: 1 }, says: ['Duration 0.500 s, at least 1 s.'] },
    { kind: 'good', file: mono, options: { minSeconds: 0.1, maxSeconds: 3 } },
    { kind: 'inside', file: wav([tone(1)]), options: { minSeconds: 1, maxSeconds: 1 } },
    {
      ...{ kind: 'outside', file: wav([tone(1).subarray(1)]), options: { minSeconds: 1, maxSeconds: 2 } },
      says: ['Duration 0.99998 s, wanted 1 to 2 s.'],
    },
    {
      ...{ kind: 'outside', file: wav([tone(1.5).subarray(0, 48001)]), options: { maxSeconds: 1 } },
      says: ['Duration 1.00002 s, at most 1 s.'],
    },
  ],
  'bit-rate': [
    {
      kind: 'bad',
      file: mp3('-b:a', '128k'),
      options: { minKbps: 192 },
      says: ['Bit rate 128 kbit/s, at least 192 kbit/s.'],
    },
    {
      kind: 'bad',
      file: mp3('-q:a', '4'),
      options: { constant: true },
      says: ['Bit rate is variable, wanted constant.'],
    },
    { kind: 'good', file: mp3('-b:a', '256k'), options: { minKbps: 192, constant: true } },
    { kind: 'inside', file: mp3('-b:a', '192k'), options: { minKbps: 192, maxKbps: 192, constant: true } },
    { kind: 'inside', file: mono, options: { maxKbps: 768 } },
    {
      kind: 'outside',
      file: mp3('-b:a', '192k'),
      options: { minKbps: 192.001 },
      says: ['Bit rate 192 kbit/s, at least 192.001 kbit/s.'],
    },
    { kind: 'outside', file: mono, options: { maxKbps: 767 }, says: ['Bit rate 768 kbit/s, at most 767 kbit/s.'] },
  ],
  'decode-errors': [
    {
      ...{ kind: 'bad', file: changed([tone(1)], (bytes) => bytes.subarray(0, 44 + 48000)) },
      says: [/\S/],
    },
    { kind: 'good', file: flac },
    // What is not read is another track.
    { kind: 'inside', file: tracks },
    // One frame less than the header says.
    { kind: 'outside', file: changed([short], (bytes) => bytes.subarray(0, -2)), says: [/\S/] },
    {
      ...{ kind: 'outside', file: tracks, options: { harmless: true } },
      says: [/audio tracks; one is shown\.$/],
    },
  ],
  'loop-points': [
    { kind: 'bad', file: mono, options: { required: true }, says: ['The file has no loop points.'] },
    {
      ...{ kind: 'bad', file: looped([100, 30_000]) },
      says: ['Loop “Loop 1” ends at frame 30,001, but the file has 24,000 frames.'],
      places: [[100, 24_000, null]],
    },
    { kind: 'good', file: mono },
    { kind: 'good', file: looped([0, 479], [100, 2000]), options: { required: true } },
    { kind: 'inside', file: looped([0, 23_999]), options: { required: true } },
    { kind: 'outside', file: looped([0, 24_000]), says: [/ends at frame 24,001, but the file has 24,000 frames\.$/] },
    { kind: 'inside', file: looped([100, 100]) },
    { kind: 'outside', file: looped([100, 99]), says: ['Loop “Loop 1” is empty.'], places: [[100, 101, null]] },
    { kind: 'inside', file: seam(1638 / 32768), options: { maxSeamPercent: 5 } },
    {
      ...{ kind: 'outside', file: seam(1639 / 32768), options: { maxSeamPercent: 5 } },
      says: ['Loop “Loop 1” comes round with a step of 5.002 %, at most 5 %.'],
      places: [[2999, 3000, null]],
    },
  ],
  'file-name': [
    {
      kind: 'bad',
      file: mono,
      name: 'sfx/Door Slam.wav',
      options: { style: 'kebab-case' },
      says: ['The name “Door Slam” is not kebab-case.'],
    },
    {
      ...{ kind: 'bad', file: mono, name: 'sfx/door.mp3' },
      says: ['The file has the extension .mp3, but holds WAV, which is .wav, .wave, .bwf or .rf64.'],
    },
    { kind: 'good', file: mono, name: 'Any Folder/door-slam-02.WAV', options: { style: 'kebab-case' } },
    { kind: 'good', file: opus, name: 'voice.opus' },
    { kind: 'good', file: mono, name: 'doorSlam.wav', options: { style: 'camelCase' } },
    { kind: 'good', file: mono, name: 'DoorSlam.wav', options: { style: 'PascalCase' } },
    { kind: 'good', file: mono, name: 'door_slam_2.wav', options: { style: 'snake_case', extension: false } },
    { kind: 'inside', file: mono, name: 'a/sfx-1.wav', options: { pattern: '^sfx-\\d$' } },
    {
      kind: 'outside',
      file: mono,
      name: 'sfx-/x-1.wav',
      options: { pattern: '^sfx-' },
      says: ['The name “x-1” does not match ^sfx-'],
    },
    { kind: 'outside', file: mono, name: 'door--slam.wav', options: { style: 'kebab-case' }, says: [/not kebab-case/] },
    { kind: 'outside', file: mono, name: 'door', says: [/^The file has no extension, but holds WAV/] },
    { kind: 'inside', file: mono, name: 'door', options: { extension: false } },
  ],
  tags: [
    {
      kind: 'bad',
      file: tagged('title=Rain'),
      options: { required: ['title', 'Artist'] },
      says: ['The tag Artist is missing.'],
    },
    {
      kind: 'bad',
      file: tagged('title=Rain'),
      options: { forbidden: 'Title' },
      says: ['The tag Title must not be there.'],
    },
    {
      kind: 'good',
      file: tagged('title=Rain', 'artist=Nobody'),
      options: { required: ['Title', 'Artist'], forbidden: 'Album' },
    },
    { kind: 'good', file: mono, options: { forbidden: ['Artist'], patterns: { Date: '^\\d{4}' } } },
    { kind: 'inside', file: tagged('date=2024'), options: { patterns: { DATE: '^\\d{4}$' } } },
    {
      ...{ kind: 'outside', file: tagged('date=2024-'), options: { patterns: { Date: '^\\d{4}$' } } },
      says: ['The tag Date is “2024-”, which does not match ^\\d{4}$'],
    },
  ],
};
