import * as v from 'valibot';
import { audioInfo, peaksRequest, peaksResult, pcmRequest, pcmResult, rawLayout, scanProgress } from './audio.ts';
import { fileDetails } from './details.ts';
import { errorInfo } from './errors.ts';
import { levelsRequest, levelsResult } from './levels.ts';
import { fileMeasures, loudnessRequest, loudnessResult, measuresRequest } from './measures.ts';
import {
  matrixRequest,
  pitchRequest,
  pitchResult,
  spectrogramRequest,
  spectrogramResult,
  spectrumRequest,
  spectrumResult,
} from './spectrogram.ts';
import { headerResult, walkedFile, walkRequest, walkResult } from './walk.ts';

const handle = v.pipe(v.number(), v.integer());

/** What the extension host and the command line ask of the audio server. */
export const serverApi = {
  requests: {
    /** name: how the user knows the file (its path may be a spilled copy). Opening starts the scan. */
    open: {
      params: v.object({ path: v.string(), name: v.string(), layout: v.optional(rawLayout) }),
      result: v.object({ handle, info: audioInfo, scan: scanProgress }),
    },
    /** Files that are seen are scanned before others; a paused scan waits. Samples are always served. */
    attend: {
      params: v.object({ handle, attention: v.picklist(['seen', 'unseen', 'paused']) }),
      result: v.object({}),
    },
    /**
     * After the file has changed on disk. 'grown': the same file has become longer, its handle goes on and the scan with
     * it; 'changed': it must be opened again.
     */
    refresh: {
      params: v.object({ handle }),
      result: v.object({ state: v.picklist(['same', 'grown', 'changed']), info: audioInfo }),
    },
    /** Tags, pictures, markers and the structure of the file; in brief: without pictures and structure. */
    details: { params: v.object({ handle, brief: v.optional(v.boolean()) }), result: fileDetails },
    /** Ends the scan and frees everything. Closing twice is no error. */
    close: { params: v.object({ handle }), result: v.object({}) },
    peaks: { params: v.object({ handle, ...peaksRequest.entries }), result: peaksResult },
    /** Waits until the scan has reached the range where the format cannot be sought. */
    pcm: { params: v.object({ handle, ...pcmRequest.entries }), result: pcmResult },
    /** Peak and RMS of a range; whole blocks from the pyramid, the rest from samples, so that any length is quick. */
    levels: { params: v.object({ handle, ...levelsRequest.entries }), result: levelsResult },
    /** All figures: of the file as far as it has been scanned, or of a range, which is measured now. */
    measures: { params: v.object({ handle, ...measuresRequest.entries }), result: fileMeasures },
    /** Loudness over time, as far as the scan is. */
    loudness: { params: v.object({ handle, ...loudnessRequest.entries }), result: loudnessResult },
    /** Writes frames startFrame … endFrame−1 as a WAV file in the file's own sample format. Cancelled: nothing is left. */
    exportWav: {
      params: v.object({ handle, ...levelsRequest.entries, path: v.string() }),
      result: v.object({ bytes: v.number(), warnings: v.array(v.string()) }),
    },
    /** A part of a spectrogram, computed in threads; the newest request of a page goes first. */
    spectrogram: { params: v.object({ handle, ...spectrogramRequest.entries }), result: spectrogramResult },
    spectrum: { params: v.object({ handle, ...spectrumRequest.entries }), result: spectrumResult },
    pitch: { params: v.object({ handle, ...pitchRequest.entries }), result: pitchResult },
    /** Writes a region's levels to `path`; 'npy': the axes in files beside it. Cancelled: nothing is left. */
    exportMatrix: {
      params: v.object({ handle, ...matrixRequest.entries, path: v.string(), format: v.picklist(['csv', 'npy']) }),
      result: v.object({ files: v.array(v.string()), columns: v.number(), rows: v.number() }),
    },
    /** Lists audio files by name, as events 'walked' with this id that end before the answer. */
    walk: { params: v.object({ id: v.number(), ...walkRequest.entries }), result: walkResult },
    /** What headers say, in the order of the paths; nothing is decoded. */
    headers: { params: v.object({ paths: v.array(v.string()) }), result: v.object({ headers: v.array(headerResult) }) },
    usage: { params: v.object({}), result: v.object({ pid: v.number(), rssBytes: v.number(), openFiles: v.number() }) },
  },
  events: {
    walked: v.object({ id: v.number(), files: v.array(walkedFile) }),
    /** At most every 100 ms for each handle, and once at the end. error only with state 'failed'. */
    progress: v.object({ handle, scan: scanProgress, error: v.optional(errorInfo) }),
  },
} as const;

/** The server asks nothing of its clients. */
export const serverClientApi = { requests: {}, events: {} } as const;
