import type { SampleName } from '../support/sampleFiles.ts';

/** How any frame is reached. */
export const seeking = {
  arithmetic: 'at once',
  index: 'once indexed',
  spill: 'once decoded',
} as const;
export type Seeking = keyof typeof seeking;

/** How near to the reference the samples are: the largest difference that the tests allow, full scale being 1. */
export const exactness = {
  exact: { limit: 0, words: 'every sample' },
  close: { limit: 1e-4, words: 'within 0.0001' },
  filtered: { limit: 2e-3, words: 'within 0.002' },
  /** Noise that the decoder makes up, or another implementation: length and spectrum. */
  alike: { limit: Infinity, words: 'length and spectrum' },
} as const;
export type Exactness = keyof typeof exactness;

/** One row of the table in the README. formats.test.ts opens each of its samples and holds it to what the row says. */
export interface FormatRow {
  name: string;
  /** Of the registry of formats: all its members are in some row. */
  formats: readonly string[];
  /** Where several rows share a format, those of its extensions that are meant. */
  extensions?: readonly string[];
  read: string;
  /** All that occur among the samples. */
  seek: readonly Seeking[];
  exact: Exactness;
  /** What must be said about it. */
  note?: string;
  samples: readonly SampleName[];
  /** Samples that are held to more than the row as a whole. */
  stricter?: Partial<Record<SampleName, Exactness>>;
  /** The test that compares it with other decoders in more depth. */
  proof: string;
}

export const formatTable: readonly FormatRow[] = [
  {
    name: 'WAV (RIFF, RF64, BW64)',
    formats: ['wav'],
    read: 'PCM 8 to 32-bit, float 32 and 64-bit, A-law, µ-law, IMA and Microsoft ADPCM',
    seek: ['arithmetic'],
    exact: 'exact',
    samples: [
      ...(['wav-u8', 'wav-s16', 'wav-s24', 'wav-s32', 'wav-f32', 'wav-f64', 'wav-6ch'] as const),
      ...(['wav-alaw', 'wav-mulaw', 'wav-ima', 'wav-ms', 'rf64'] as const),
    ],
    proof: 'pcm.test.ts',
  },
  {
    name: 'Wave64',
    formats: ['w64'],
    read: 'as WAV',
    seek: ['arithmetic'],
    exact: 'exact',
    samples: ['w64'],
    proof: 'pcm.test.ts',
  },
  {
    name: 'AIFF, AIFF-C',
    formats: ['aiff'],
    read: 'PCM of either byte order, float',
    seek: ['arithmetic'],
    exact: 'exact',
    samples: ['aiff', 'aifc-sowt', 'aifc-f32'],
    proof: 'pcm.test.ts',
  },
  {
    name: 'Core Audio (CAF)',
    formats: ['caf'],
    read: 'PCM, ALAC, IMA ADPCM, AAC',
    seek: ['arithmetic', 'index'],
    exact: 'exact',
    samples: ['caf-s16', 'caf-alac', 'caf-ima'],
    proof: 'pcm.test.ts',
  },
  {
    name: 'AU, SND',
    formats: ['au'],
    read: 'PCM, float, A-law, µ-law',
    seek: ['arithmetic'],
    exact: 'exact',
    samples: ['au', 'au-mulaw'],
    proof: 'pcm.test.ts',
  },
  {
    name: 'NIST SPHERE',
    formats: ['sphere'],
    read: 'PCM, µ-law',
    seek: ['arithmetic'],
    exact: 'exact',
    samples: ['sphere'],
    proof: 'pcm.test.ts',
  },
  {
    name: 'NumPy',
    formats: ['npy', 'npz'],
    read: 'arrays of integers and floats, compressed too; the sample rate is asked for',
    seek: ['arithmetic', 'spill'],
    exact: 'exact',
    samples: ['npy', 'npz'],
    proof: 'pcm.test.ts',
  },
  {
    name: 'Raw PCM',
    formats: ['raw'],
    read: 'integers, floats, A-law and µ-law; rate, channels and encoding are asked for',
    seek: ['arithmetic'],
    exact: 'exact',
    samples: ['raw'],
    proof: 'pcm.test.ts',
  },
  {
    name: 'FLAC',
    formats: ['flac'],
    read: '4 to 32-bit',
    seek: ['arithmetic'],
    exact: 'exact',
    samples: ['flac', 'flac-24'],
    proof: 'flac.test.ts',
  },
  {
    name: 'Ogg',
    formats: ['ogg'],
    read: 'Vorbis, Opus, FLAC; chained',
    seek: ['arithmetic'],
    exact: 'close',
    note: 'FLAC every sample',
    samples: ['vorbis', 'opus', 'flac-ogg'],
    stricter: { 'flac-ogg': 'exact' },
    proof: 'ogg.test.ts',
  },
  {
    name: 'MP3, MP2',
    formats: ['mp3'],
    read: 'MPEG-1, 2 and 2.5, constant and variable rate, gapless',
    seek: ['index'],
    exact: 'close',
    samples: ['mp3-cbr', 'mp3-vbr', 'mp2'],
    proof: 'mp3.test.ts',
  },
  {
    name: 'AAC (ADTS)',
    formats: ['aac'],
    read: 'AAC-LC',
    seek: ['index'],
    exact: 'alike',
    note: 'within 0.0001 where the file has no noise substitution',
    samples: ['adts'],
    proof: 'aac.test.ts',
  },
  {
    name: 'MP4, M4A, QuickTime',
    formats: ['mp4'],
    read: 'AAC-LC, ALAC, AC-3, E-AC-3, PCM; edit lists, fragments, the sound of videos',
    seek: ['arithmetic', 'index'],
    exact: 'alike',
    note: 'AAC as above; ALAC and PCM every sample',
    samples: ['m4a', 'm4a-front', 'm4a-fragments', 'm4a-alac', 'mov', 'mp4-ac3', 'mp4-eac3'],
    stricter: { 'm4a-alac': 'exact', mov: 'exact', 'mp4-ac3': 'close', 'mp4-eac3': 'close' },
    proof: 'mp4.test.ts',
  },
  {
    name: 'WebM, Matroska',
    formats: ['matroska'],
    read: 'Opus, Vorbis, FLAC, AAC-LC, AC-3, E-AC-3, DTS',
    seek: ['index'],
    exact: 'alike',
    note: 'AAC as above; Opus and Vorbis within 0.0001; FLAC every sample',
    samples: ['webm', 'webm-vorbis', 'mka-flac', 'mka-aac', 'mka-ac3', 'mka-eac3', 'mka-dts'],
    stricter: {
      ...{ webm: 'close', 'webm-vorbis': 'close', 'mka-flac': 'exact' },
      ...{ 'mka-ac3': 'close', 'mka-eac3': 'close', 'mka-dts': 'filtered' },
    },
    proof: 'matroska.test.ts',
  },
  {
    name: 'WavPack',
    formats: ['wavpack'],
    read: '8 to 32-bit, float, multichannel, hybrid (without its correction file)',
    seek: ['index'],
    exact: 'exact',
    samples: [
      ...(['wavpack-8', 'wavpack-16', 'wavpack-24', 'wavpack-32', 'wavpack-float'] as const),
      ...(['wavpack-hybrid', 'wavpack-6ch'] as const),
    ],
    proof: 'tail.test.ts',
  },
  {
    name: 'True Audio (TTA)',
    formats: ['tta'],
    read: '8, 16 and 24-bit',
    seek: ['arithmetic'],
    exact: 'exact',
    samples: ['tta-8', 'tta-16', 'tta-24'],
    proof: 'tail.test.ts',
  },
  {
    name: 'QOA',
    formats: ['qoa'],
    read: 'all of it',
    seek: ['arithmetic'],
    exact: 'exact',
    note: 'as another decoder has it',
    samples: ['qoa'],
    proof: 'tail.test.ts',
  },
  {
    name: 'AC-3, E-AC-3',
    formats: ['ac3'],
    read: 'the first programme; without the extra channels of dependent substreams',
    seek: ['index'],
    exact: 'close',
    note: 'but for the noise in place of what was not coded',
    samples: ['ac3', 'ac3-6ch', 'eac3'],
    proof: 'tail.test.ts',
  },
  {
    name: 'DTS',
    formats: ['dts'],
    read: 'the core',
    seek: ['index'],
    exact: 'filtered',
    samples: ['dts', 'dts-6ch'],
    proof: 'tail.test.ts',
  },
  {
    name: 'AMR',
    formats: ['amr'],
    read: 'narrow band, wide band',
    seek: ['index'],
    exact: 'alike',
    note: 'of another implementation than the reference',
    samples: ['amr-nb', 'amr-wb'],
    proof: 'tail.test.ts',
  },
  {
    name: 'Windows Media Audio',
    formats: ['wma'],
    read: 'WMA 1 and 2 without DRM',
    seek: ['spill'],
    exact: 'close',
    samples: ['wma1', 'wma2'],
    proof: 'tail.test.ts',
  },
  {
    name: 'Musepack',
    formats: ['musepack'],
    read: 'stream version 8',
    seek: ['spill'],
    exact: 'close',
    samples: ['musepack'],
    proof: 'tail.test.ts',
  },
  {
    name: 'Tracker modules',
    formats: ['module'],
    read: 'MOD, XM and their kin, as libopenmpt plays them once, at 48 kHz',
    seek: ['spill'],
    exact: 'close',
    samples: ['mod', 'xm'],
    proof: 'tail.test.ts',
  },
  {
    name: 'DSD (DSF, DSDIFF)',
    formats: ['dsd'],
    read: 'without DST; shown as PCM at 88.2 or 96 kHz',
    seek: ['arithmetic'],
    exact: 'alike',
    note: 'test tones within 0.004 dB and 1 µs',
    samples: ['dsf', 'dff'],
    proof: 'tail.test.ts',
  },
];
