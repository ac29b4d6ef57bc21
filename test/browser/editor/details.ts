import type { FileDetails, StructureNode } from '../../../src/core/protocol/details.ts';

/** A red square of 8 × 8, PNG. */
const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAE0lEQVR4nGP4z8CAFTEMLQmcEgAFfT/Bb9wGVQAAAABJRU5ErkJggg=='),
  (letter) => letter.charCodeAt(0),
);

/** Details of the fake host's 20 s at 48 kHz: chapters, a cue point near the next, a loop, a long tree with one fault. */
export function sampleDetails(): FileDetails {
  const second = 48000;
  const chunk = (index: number): StructureNode => ({
    name: `ch${String(index).padStart(2, '0')}`,
    title: 'Filler',
    offset: 1000 + index * 100,
    size: 100,
    fields: [{ name: 'Index', value: String(index), offset: 1008 + index * 100 }],
  });
  return {
    tags: [
      { name: 'Title', value: 'A title' },
      { name: 'Artist', value: 'Someone' },
      { name: 'Artist', value: 'Someone else' },
      { name: 'ReplayGain track gain', value: '\u22126.20 dB' },
      {
        name: 'Comment',
        value: 'A long comment that goes on for more than one line of the narrow column it stands in, as they do',
      },
    ],
    pictures: [{ type: 'Cover (front)', mime: 'image/png', data: PNG }],
    markers: [
      { kind: 'chapter', frame: 0, endFrame: 5 * second, label: 'Intro' },
      {
        kind: 'chapter',
        frame: 5 * second,
        endFrame: 12 * second,
        label: 'Verse with a name that is longer than its room',
      },
      { kind: 'loop', frame: 6 * second, endFrame: 9 * second, label: 'Loop 1' },
      { kind: 'cue', frame: 12 * second, endFrame: null, label: 'Hit' },
      { kind: 'cue', frame: 12 * second + 100, endFrame: null, label: 'Second hit' },
      { kind: 'chapter', frame: 15 * second, endFrame: null, label: 'End' },
    ],
    structure: [
      {
        name: 'RIFF',
        title: 'Resource Interchange File Format',
        offset: 0,
        size: 5_760_044,
        fields: [{ name: 'Form', value: 'WAVE', offset: 8 }],
        children: [
          {
            name: 'fmt ',
            title: 'Format',
            offset: 12,
            size: 24,
            fields: [
              { name: 'Format', value: 'PCM (0x0001)', offset: 20 },
              { name: 'Channels', value: '2', offset: 22 },
            ],
          },
          {
            name: 'LIST',
            title: 'Tags',
            offset: 36,
            size: 500,
            problem: 'Says it has 900 bytes, but the file ends after 500.',
          },
          ...Array.from({ length: 1500 }, (_, index) => chunk(index)),
          { name: 'data', title: 'Audio data', offset: 200_000, size: 5_760_000 },
        ],
      },
    ],
    warnings: ['A picture of 5.1 MB is not shown: pictures of up to 4 MB are.'],
  };
}
