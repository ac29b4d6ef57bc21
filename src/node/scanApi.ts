import * as v from 'valibot';
import type { AudioStream } from '../core/formats/format.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const stream = v.custom<AudioStream>((value) => typeof value === 'object' && value !== null && 'kind' in value);

/** What the server asks of a scanning thread. One scan at a time. */
export const scanApi = {
  requests: {
    /** Reads the file once, in order. keepFd: where decoded PCM goes; the thread writes there and nothing else does. */
    scan: {
      params: v.object({
        path: v.string(),
        name: v.string(),
        stream,
        expectedFrames: v.nullable(count),
        keepFd: v.nullable(count),
        keepLimit: count,
      }),
      result: v.object({ frames: count, warnings: v.array(v.string()) }),
    },
    /** The running scan rejects with 'cancelled' as soon as it can. */
    stop: { params: v.object({}), result: v.object({}) },
  },
  events: {
    /**
     * The next blocks of the pyramid's base (as Pyramid.append takes them), which make `frames` frames; their decoded PCM
     * is written. Sent at least every second while there is progress, with no blocks if there are none.
     */
    blocks: v.object({ count, data: v.instance(Float32Array), frames: count }),
  },
} as const;

/** The server sends a thread nothing but requests. */
export const scanClientApi = { requests: {}, events: {} } as const;
