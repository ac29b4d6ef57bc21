import { formats } from '../core/formats/registry.ts';

/** As a user knows them, by the ids of the registry. */
export const formatNames: Readonly<Record<string, string>> = {
  wav: 'WAV (RIFF, RF64, BW64)',
  w64: 'Wave64',
  aiff: 'AIFF, AIFF-C',
  caf: 'Core Audio (CAF)',
  au: 'AU, SND',
  sphere: 'NIST SPHERE',
  npy: 'NumPy array (its rate by --rate)',
  npz: 'NumPy archive (its rate by --rate)',
  flac: 'FLAC',
  ogg: 'Ogg: Vorbis, Opus, FLAC',
  matroska: 'WebM, Matroska',
  mp4: 'MP4, M4A, QuickTime',
  aac: 'AAC (ADTS)',
  mp3: 'MP3, MP2',
  raw: 'Raw PCM (by --raw and --rate)',
  wavpack: 'WavPack',
  tta: 'True Audio (TTA)',
  qoa: 'QOA',
  ac3: 'AC-3, E-AC-3',
  dts: 'DTS',
  amr: 'AMR',
  wma: 'Windows Media Audio',
  musepack: 'Musepack',
  module: 'Tracker modules',
  dsd: 'DSD (DSF, DSDIFF)',
};

export interface FormatFacts {
  id: string;
  name: string;
  /** Of files that count when a folder is read. What a file is, its content says. */
  extensions: readonly string[];
  /** Mostly of other files: taken when they are named, not when a folder is read. */
  otherExtensions: readonly string[];
}

export const listFormats = (): FormatFacts[] =>
  formats.map(({ id, extensions, optionalExtensions = [] }) => ({
    id,
    name: formatNames[id] ?? id,
    extensions,
    otherExtensions: optionalExtensions,
  }));

export function formatsText(): string {
  const rows = listFormats().map(({ id, name, extensions, otherExtensions }) => {
    const others = otherExtensions.length > 0 ? `(${otherExtensions.join(' ')})` : '';
    return `${id.padEnd(9)}  ${name.padEnd(34)}  ${[...extensions, others].join(' ').trim()}\n`;
  });
  const note = 'Files are known by their content. Those whose names end as in parentheses are left out of folders.\n';
  return `${rows.join('')}\n${note}`;
}
