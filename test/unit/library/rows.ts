import fc from 'fast-check';
import type { AudioRow, RowFacts, RowFigures } from '../../../src/core/protocol/audioRow.ts';

export const facts = (parts: Partial<RowFacts> = {}): RowFacts => ({
  container: 'WAV',
  codec: 'PCM 24-bit',
  sampleRate: 48000,
  channels: 2,
  bitsPerSample: 24,
  seconds: 12,
  ...parts,
});

export const figures = (parts: Partial<RowFigures> = {}): RowFigures => ({
  integratedLufs: -18.2,
  truePeakDbtp: -1,
  samplePeakDbfs: -1.3,
  findings: 0,
  worst: null,
  violations: 0,
  ...parts,
});

/** path: folder and name. */
export function row(path: string, parts: Partial<AudioRow> = {}): AudioRow {
  const slash = path.lastIndexOf('/');
  return {
    uri: `file:///root${parts.root ?? 0}/${path}`,
    name: path.slice(slash + 1),
    folder: path.slice(0, Math.max(0, slash)),
    root: 0,
    bytes: 1000,
    modified: 0,
    facts: facts(),
    figures: figures(),
    wave: null,
    failure: null,
    mark: null,
    note: '',
    ...parts,
  };
}

const level = fc.option(fc.integer({ min: -600, max: 60 }).map((tenths) => tenths / 10));

const anyFacts = fc
  .record({
    container: fc.constantFrom('WAV', 'FLAC', 'MP3'),
    sampleRate: fc.constantFrom(44100, 48000),
    channels: fc.constantFrom(1, 2),
    seconds: fc.option(fc.integer({ min: 0, max: 5000 }).map((ms) => ms / 1000)),
  })
  .map((parts) => facts(parts));

const anyFigures = fc
  .record({ integratedLufs: level, truePeakDbtp: level, samplePeakDbfs: level, findings: fc.nat(3) })
  .map((parts) => figures(parts));

/** Few names in few folders, so that there are equal ones, in any state of knowledge. */
export const anyRow: fc.Arbitrary<AudioRow> = fc
  .record({
    folder: fc.constantFrom('', 'a', 'a/b', 'a/b/c', 'a10', 'a2', 'z/y/x'),
    name: fc.constantFrom('kick.wav', 'Kick.wav', 'kick2.wav', 'kick10.wav', 'snare.flac', 'Ärger.mp3', 'x'),
    root: fc.nat(1),
    bytes: fc.option(fc.nat(5_000_000)),
    modified: fc.option(fc.integer({ min: 1.6e12, max: 1.7e12 })),
    facts: fc.option(anyFacts),
    figures: fc.option(anyFigures),
    failure: fc.option(fc.constant('It is damaged.'), { freq: 4 }),
    mark: fc.option(fc.constantFrom('keep' as const, 'reject' as const, 'review' as const)),
    note: fc.constantFrom('', 'too loud', 'b'),
  })
  .map(({ folder, name, ...parts }) => row(folder === '' ? name : `${folder}/${name}`, parts));
