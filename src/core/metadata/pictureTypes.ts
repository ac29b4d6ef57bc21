/** Kinds of pictures of ID3v2 APIC and FLAC, by number. */
const types = [
  'Other',
  'File icon',
  'Other file icon',
  'Cover (front)',
  'Cover (back)',
  'Leaflet page',
  'Media label',
  'Lead artist',
  'Artist',
  'Conductor',
  'Band',
  'Composer',
  'Lyricist',
  'Recording location',
  'During recording',
  'During performance',
  'Screen capture',
  'A bright coloured fish',
  'Illustration',
  'Band logo',
  'Publisher logo',
] as const;

export const pictureType = (type: number): string => types[type] ?? 'Picture';
