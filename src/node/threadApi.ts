import * as v from 'valibot';
import type { SeekIndex } from '../core/demux/demuxer.ts';
import type { AudioStream } from '../core/formats/format.ts';
import { excerptPlace, measureRequests, pcmLayout, stretch } from './measures/measureApi.ts';
import { pictureRequests } from './spectrogram/pictureApi.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const stream = v.custom<AudioStream>((value) => typeof value === 'object' && value !== null && 'kind' in value);
const seekIndex = v.custom<SeekIndex>(
  (value) => typeof value === 'object' && value !== null && 'frames' in value && 'offsets' in value,
);
const id = count;
/** md5: of the PCM, if it was taken and nothing failed. */
const scanResult = v.object({ frames: count, warnings: v.array(v.string()), md5: v.nullable(v.string()) });

/** What the server asks of a decoding thread. One job at a time. A running job rejects with 'cancelled' after 'stop'. */
export const threadApi = {
  requests: {
    /** Makes a file known, once; nothing is opened before it is needed. */
    open: {
      params: v.object({
        id,
        path: v.string(),
        name: v.string(),
        stream,
        sampleRate: v.number(),
        /** Of each channel in the loudness of all. */
        weights: v.array(v.number()),
        /** Of stored integers; null of floats and lossy codecs. */
        bits: v.nullable(count),
        /** What an MD5 is taken of; null where there is no exact PCM. */
        pcm: v.nullable(pcmLayout),
      }),
      result: v.object({}),
    },
    /** New knowledge of an open file: its seek indices by part, or a new length of its PCM. */
    update: {
      params: v.object({
        id,
        indices: v.optional(v.array(v.tuple([count, seekIndex]))),
        stream: v.optional(stream),
      }),
      result: v.object({}),
    },
    close: { params: v.object({ id }), result: v.object({}) },
    /**
     * Scans frames from … to−1 in order (from: a multiple of the pyramid's base blocks). Fewer frames: the audio ends.
     * Loudness is measured from loudFrom on, all else from measureFrom on (≥ from). hash: they are the whole file; then
     * their MD5 is taken as well.
     */
    scan: {
      params: v.object({
        id,
        from: count,
        to: count,
        loudFrom: count,
        measureFrom: count,
        excerpt: excerptPlace,
        hash: v.boolean(),
      }),
      result: scanResult,
    },
    /** Decodes a file that cannot be sought from start to end, into a file of its own; scans it on the way. */
    spill: {
      params: v.object({ id, fd: count, limitBytes: count, excerpt: excerptPlace }),
      result: scanResult,
    },
    /** Walks the headers of part `part`; null if its packets are found without an index. */
    index: {
      params: v.object({ id, part: count }),
      result: v.object({ index: v.nullable(seekIndex), warnings: v.array(v.string()) }),
    },
    /** Planes, one after the other. Fewer frames only where the audio ends. */
    read: {
      params: v.object({ id, from: count, frames: count }),
      result: v.object({ frames: count, data: v.instance(Float32Array) }),
    },
    ...pictureRequests,
    ...measureRequests,
    stop: { params: v.object({}), result: v.object({}) },
  },
  events: {
    /** The running picture takes long, but does not hang. */
    alive: v.object({}),
    /**
     * What the running scan has found: the next base blocks as records, which make `frames` frames, and the energies of
     * slices from `slice` on, to be added to what is there; at the end of a stretch, what was measured of it. Sent at
     * least every second while there is progress.
     */
    scanned: v.object({
      count,
      records: v.instance(Float32Array),
      frames: count,
      slice: count,
      energies: v.instance(Float64Array),
      stretch: v.nullable(stretch),
    }),
  },
} as const;

export type Scanned = v.InferOutput<(typeof threadApi)['events']['scanned']>;
export type ScanResult = v.InferOutput<typeof scanResult>;
/** What a job is asked; the thread's own number of the file is left out. */
export type Job<K extends keyof (typeof threadApi)['requests']> = Omit<
  v.InferOutput<(typeof threadApi)['requests'][K]['params']>,
  'id'
>;
export type ThreadFile = v.InferOutput<(typeof threadApi)['requests']['open']['params']>;

/** The server sends a thread nothing but requests. */
export const threadClientApi = { requests: {}, events: {} } as const;
