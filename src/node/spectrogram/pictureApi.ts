import * as v from 'valibot';
import {
  analysis,
  frequencyRows,
  pitchRequest,
  pitchResult,
  spectrumRequest,
  spectrumResult,
} from '../../core/protocol/spectrogram.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const { tracks, channels } = spectrumRequest.entries;

/** Whose samples a job reads. */
const source = {
  id: count,
  /** Descriptor of the file that the audio was decoded to, as interleaved Float32; null: the thread reads the file itself. */
  spill: v.nullable(count),
  /** From this frame on there is nothing: 0. */
  frames: count,
};
/** Columns start … start+count−1 of a level. */
const columns = { level: v.pipe(v.number(), v.integer()), start: count, count };

/** Jobs of pictures, in threads of their own lane. */
export const pictureRequests = {
  /** Of each channel the codes of all bins, bin after bin: tile[bin · count + column]. The method does not matter. */
  bins: {
    params: v.object({ ...source, analysis, tracks, channels, ...columns }),
    result: v.object({ tiles: v.array(v.instance(Uint16Array)) }),
  },
  /** Rows of an axis, as spectrogramResult has them. draftMs: a first look that may take so long. */
  rows: {
    params: v.object({
      ...source,
      analysis,
      axis: frequencyRows,
      tracks,
      channels,
      ...columns,
      draftMs: v.nullable(v.number()),
    }),
    result: v.object({ data: v.instance(Uint16Array) }),
  },
  spectrum: { params: v.object({ ...source, ...spectrumRequest.entries }), result: spectrumResult },
  pitch: { params: v.object({ ...source, ...pitchRequest.entries }), result: pitchResult },
  /** Windows `start` … start+count−1 of a channel as bytes of a file: dBFS of bins fromBin … endBin−1. */
  matrix: {
    params: v.object({
      ...source,
      analysis,
      tracks,
      channels,
      start: count,
      count,
      fromBin: count,
      endBin: count,
      format: v.picklist(['csv', 'npy']),
    }),
    result: v.object({ bytes: v.instance(Uint8Array) }),
  },
} as const;

export type PictureJob = keyof typeof pictureRequests;
export type PictureParams<K extends PictureJob> = v.InferOutput<(typeof pictureRequests)[K]['params']>;
export type PictureResult<K extends PictureJob> = v.InferOutput<(typeof pictureRequests)[K]['result']>;
/** What the file knows itself is left out. */
export type PictureAsk<K extends PictureJob> = Omit<PictureParams<K>, 'id' | 'spill'>;
