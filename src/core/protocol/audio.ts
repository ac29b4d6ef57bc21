import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What the container says about a file, in the words shown to the user. */
export const audioInfo = v.object({
  /** 'WAV', 'FLAC', 'MP3', 'Ogg', 'M4A' … */
  container: v.string(),
  /** 'PCM 24-bit', 'MP3', 'Vorbis', 'AAC' … */
  codec: v.string(),
  sampleRate: v.pipe(v.number(), v.minValue(1)),
  channels: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Bits of a stored sample; null where the codec has no such thing. */
  bitsPerSample: v.nullable(count),
  /** Frames in the file; null while nobody knows, and an estimate unless framesExact. */
  frames: v.nullable(count),
  framesExact: v.boolean(),
  fileBytes: count,
  /** Names of the channels in file order (L, R, C, LFE, Ls, Rs …); absent where the file does not say. */
  layout: v.optional(v.array(v.string())),
  /** Frames that the encoder put before and after the audio, and that are left out here. */
  delayFrames: v.optional(count),
  paddingFrames: v.optional(count),
  /** Of the audio data, bits a second, and whether it is constant. */
  bitrate: v.optional(v.number()),
  bitrateMode: v.optional(v.picklist(['constant', 'variable', 'average'])),
  /** The header does not give the length, or less than there is: the file may still be being written. */
  growing: v.optional(v.boolean()),
  /** One sentence each: what is wrong with the file although it could be opened. */
  warnings: v.array(v.string()),
});
export type AudioInfo = v.InferOutput<typeof audioInfo>;

/** Kinds of samples that raw files may hold: bits, and byte order from 16 bits on. */
export const rawEncodings = [
  's8',
  'u8',
  's16le',
  's16be',
  's24le',
  's24be',
  's32le',
  's32be',
  'f32le',
  'f32be',
  'f64le',
  'f64be',
  'alaw',
  'ulaw',
] as const;

/** What the user says about a file whose header does not (NumPy: the rate only), or that has none (raw PCM: all). */
export const rawLayout = v.object({
  sampleRate: v.pipe(v.number(), v.minValue(1)),
  /** Absent: the file has a header for the rest. */
  raw: v.optional(
    v.object({
      encoding: v.picklist(rawEncodings),
      channels: v.pipe(v.number(), v.integer(), v.minValue(1)),
      /** Bytes before the first sample. */
      offset: count,
    }),
  ),
});
export type RawLayout = v.InferOutput<typeof rawLayout>;

/** How far the one ordered scan has come. */
export const scanProgress = v.object({
  state: v.picklist(['scanning', 'done', 'failed']),
  /** Frames scanned so far: peaks and PCM before this frame are there. */
  scannedFrames: count,
  /** Best knowledge of the whole; exact once state is 'done'. */
  totalFrames: v.nullable(count),
  /** Sentences found while scanning: a truncated tail, frames that would not decode. */
  warnings: v.array(v.string()),
  /** Integrated loudness of the whole (EBU R 128), LUFS; null before the end, for silence and for under 400 ms. */
  integratedLufs: v.optional(v.nullable(v.number())),
});
export type ScanProgress = v.InferOutput<typeof scanProgress>;

/** Frames per pyramid block at a level: 16, 64, 256, 1024 … The server stores level 2 upward and makes 0 and 1 on demand. */
export const blockFrames = (level: number): number => 16 * 4 ** level;
export const MAX_LEVEL = 12;

export const peaksRequest = v.object({
  level: v.pipe(count, v.maxValue(MAX_LEVEL)),
  /** Index of the first block. */
  start: count,
  count: v.pipe(count, v.maxValue(65536)),
  /** Of the channels (absent), or of mid (L+R)/2 and side (L−R)/2 of a file of two channels. */
  tracks: v.optional(v.picklist(['channels', 'midSide'])),
});

/**
 * Peaks of blocks start … start+count−1; count is smaller than asked where the scan has not come so far or the file ends.
 * data holds, for each channel, `count` minima, `count` maxima and `count` mean squares, in full scale.
 * The last block of a file may cover fewer frames than the others. Samples that are not finite: see PEAK_VALUES.
 */
export const peaksResult = v.object({ start: count, count, channels: count, data: v.instance(Float32Array) });
export type PeaksResult = v.InferOutput<typeof peaksResult>;

export const pcmRequest = v.object({ startFrame: count, frames: v.pipe(count, v.maxValue(1 << 20)) });

/** Planar: data[channel * frames + i]. Fewer frames than asked only at the end of the file. */
export const pcmResult = v.object({
  startFrame: count,
  frames: count,
  channels: count,
  data: v.instance(Float32Array),
});
export type PcmResult = v.InferOutput<typeof pcmResult>;
