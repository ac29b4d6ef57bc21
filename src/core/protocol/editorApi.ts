import * as v from 'valibot';
import { audioInfo, peaksRequest, peaksResult, pcmRequest, pcmResult, scanProgress } from './audio.ts';
import { fileDetails } from './details.ts';
import { errorInfo } from './errors.ts';
import { labelsState, trackEdit } from './labels.ts';
import { levelsRequest, levelsResult } from './levels.ts';
import { loudnessRequest, loudnessResult, measuresRequest, shownMeasures } from './measures.ts';
import { remembered, taste } from './remembered.ts';
import {
  matrixRequest,
  pitchRequest,
  pitchResult,
  spectrogramRequest,
  spectrogramResult,
  spectrumRequest,
  spectrumResult,
} from './spectrogram.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Raised with any change that an older page could not read. */
export const PROTOCOL_VERSION = 5;

const action = v.picklist([
  'retry',
  'openAsBinary',
  'openAsText',
  /** Asks for what the file does not say: all of it, or the rate only. */
  'openRaw',
  'setRate',
  'pullLfs',
  'openSettings',
  /** Of an opening that is under way. */
  'cancel',
  'resumeScan',
  'openLabels',
  'saveLabelsAs',
]);
export type DocumentAction = v.InferOutput<typeof action>;

/**
 * What a page shows of its file. revision changes when the file on disk did, but for a file that only grew: it comes again
 * with more in info.
 */
export const documentState = v.variant('kind', [
  v.object({
    kind: v.literal('loading'),
    fileName: v.string(),
    /** What takes so long; it can be cancelled then. */
    detail: v.optional(v.string()),
  }),
  v.object({
    kind: v.literal('ready'),
    fileName: v.string(),
    revision: v.string(),
    info: audioInfo,
    scan: scanProgress,
    /** Why the scan ended early, if it did: what was decoded stays on screen. */
    error: v.nullable(errorInfo),
  }),
  v.object({ kind: v.literal('failed'), fileName: v.string(), error: errorInfo, actions: v.array(action) }),
]);
export type DocumentState = v.InferOutput<typeof documentState>;

/** A bar under the toolbar: one sentence and at most one action. */
export const notice = v.object({
  severity: v.picklist(['info', 'warning', 'error']),
  text: v.string(),
  action: v.optional(action),
});
export type Notice = v.InferOutput<typeof notice>;

export const editorCommands = [
  'playPause',
  'stop',
  'seekStart',
  'seekEnd',
  'seekBack',
  'seekForward',
  'zoomIn',
  'zoomOut',
  'zoomFit',
  'panLeft',
  'panRight',
  'volumeUp',
  'volumeDown',
  'toggleDrawer',
  'playSelection',
  'playFromCursor',
  'toggleLoop',
  'toggleReturnOnStop',
  'toggleReverse',
  'speedUp',
  'speedDown',
  'speedReset',
  'toggleKeepPitch',
  'toggleMute',
  'monitorNext',
  'frameBack',
  'frameForward',
  'millisecondBack',
  'millisecondForward',
  'selectAll',
  'selectNone',
  'selectionStartHere',
  'selectionEndHere',
  'toggleEq',
  'showEq',
  'clearBand',
  'showPerformance',
  'logPerformance',
  'diagnoseSound',
  'measureLatency',
  'zoomSelection',
  'zoomFrames',
  'viewBack',
  'viewForward',
  'followNext',
  'toggleSnap',
  'amplitudeIn',
  'amplitudeOut',
  'amplitudeReset',
  'toggleNormalised',
  'toggleDecibels',
  'toggleCurve',
  'timeUnitNext',
  'lanesNext',
  'soloLane',
  'lanesHigher',
  'lanesLower',
  'setCursorA',
  'setCursorB',
  'clearCursors',
  'selectBetweenCursors',
  'addLabel',
  'renameLabel',
  'deleteLabel',
  'splitLabel',
  'mergeLabels',
  'nextLabel',
  'previousLabel',
  'exportImage',
  'copyImage',
  'exportSelection',
  'picturesNext',
  'methodNext',
  'windowNext',
  'windowPrevious',
  'windowLonger',
  'windowShorter',
  'overlapMore',
  'overlapLess',
  'paddingNext',
  'combineNext',
  'frequencyScaleNext',
  'frequencyIn',
  'frequencyOut',
  'frequencyUp',
  'frequencyDown',
  'frequencyReset',
  'paletteNext',
  'palettePrevious',
  'floorUp',
  'floorDown',
  'ceilingUp',
  'ceilingDown',
  'gammaUp',
  'gammaDown',
  'coloursReset',
  'presetNext',
  'toggleNoteNames',
  'toggleHarmonics',
  'toggleAveraged',
  'togglePitch',
  'hearBox',
  'showStatistics',
  'showLoudness',
  'showFindings',
  'nextFinding',
  'previousFinding',
  'goToPeak',
  'toggleLoudness',
  'copyReport',
  'exportReport',
  'exportMatrix',
] as const;
const editorCommand = v.picklist(editorCommands);
export type EditorCommand = v.InferOutput<typeof editorCommand>;

/** In seconds, for editors of files of other rates. Absent parts are not changed. */
const linkedView = v.object({
  view: v.optional(v.nullable(v.object({ startSeconds: v.number(), secondsPerPixel: v.number() }))),
  cursors: v.optional(v.object({ a: v.nullable(v.number()), b: v.nullable(v.number()) })),
  selection: v.optional(v.nullable(v.object({ startSeconds: v.number(), endSeconds: v.number() }))),
  /** Where the playhead has been put. */
  positionSeconds: v.optional(v.number()),
});
export type LinkedView = v.InferOutput<typeof linkedView>;

/** What can be done about what a rule of a configuration has found. */
export const ruleActions = ['showRule', 'ignoreForFile', 'overrideForFolder'] as const;
export type RuleAction = (typeof ruleActions)[number];

/** The host's side: requests it answers for the page, events it sends to the page. */
export const hostApi = {
  requests: {
    /** The page's first message. */
    ready: {
      params: v.object({ protocolVersion: v.number() }),
      result: v.object({ document: documentState, notice: v.nullable(notice), visible: v.boolean() }),
    },
    /** Rejected with 'changed' when revision is no longer the file on disk, 'server-lost' while the server restarts. */
    peaks: { params: v.object({ revision: v.string(), ...peaksRequest.entries }), result: peaksResult },
    pcm: { params: v.object({ revision: v.string(), ...pcmRequest.entries }), result: pcmResult },
    /** Rejected as peaks are. */
    details: { params: v.object({ revision: v.string() }), result: fileDetails },
    /** Shows these bytes of the file in the Hex Editor; length 0 where it is not known. */
    reveal: { params: v.object({ offset: count, length: count }), result: v.object({}) },
    act: { params: v.object({ action }), result: v.object({}) },
    /** Peak and RMS of a range of frames, exact. Rejected as peaks are, and with 'cancelled'. */
    levels: { params: v.object({ revision: v.string(), ...levelsRequest.entries }), result: levelsResult },
    /** Asks where to, and writes the range there as a WAV file. saved: its name, null where the user thought better of it. */
    exportSelection: {
      params: v.object({ revision: v.string(), ...levelsRequest.entries }),
      result: v.object({ saved: v.nullable(v.string()) }),
    },
    /** As in serverApi; rejected as peaks are. */
    measures: { params: v.object({ revision: v.string(), ...measuresRequest.entries }), result: shownMeasures },
    loudness: { params: v.object({ revision: v.string(), ...loudnessRequest.entries }), result: loudnessResult },
    /**
     * Waits until the file, or the range of it, is measured; then asks where to and writes the report there, as the command
     * line does, or puts it into the clipboard. saved: its name; null where the user thought better of it, and for 'copy'.
     */
    report: {
      params: v.object({
        revision: v.string(),
        range: measuresRequest.entries.range,
        to: v.picklist(['file', 'clipboard']),
      }),
      result: v.object({ saved: v.nullable(v.string()) }),
    },
    spectrogram: {
      params: v.object({ revision: v.string(), ...spectrogramRequest.entries }),
      result: spectrogramResult,
    },
    spectrum: { params: v.object({ revision: v.string(), ...spectrumRequest.entries }), result: spectrumResult },
    pitch: { params: v.object({ revision: v.string(), ...pitchRequest.entries }), result: pitchResult },
    /** Asks where to, and writes the levels of a region there, as CSV or NumPy array. */
    exportMatrix: {
      params: v.object({ revision: v.string(), ...matrixRequest.entries }),
      result: v.object({ saved: v.nullable(v.string()) }),
    },
    /** Asks where to, and writes a picture there. */
    saveImage: {
      params: v.object({ name: v.string(), kind: v.picklist(['png', 'svg']), bytes: v.instance(Uint8Array) }),
      result: v.object({ saved: v.nullable(v.string()) }),
    },
    /** Shows or changes what the configuration says of a rule; what there is to choose is asked for. */
    actOnRule: {
      params: v.object({ rule: v.string(), action: v.picklist(ruleActions) }),
      result: v.object({}),
    },
    /** One step of undo, of the state with that number. The answer is the next 'labels' event. */
    editLabels: {
      params: v.object({ state: count, track: count, edit: trackEdit }),
      result: v.object({}),
    },
  },
  events: {
    document: documentState,
    /** Since the last 'document' of kind ready. */
    progress: v.object({ revision: v.string(), scan: scanProgress, error: v.nullable(errorInfo) }),
    /** Once for each revision, unasked: the first picture need not wait for a request to cross. Blocks 0 … count−1. */
    overview: v.object({ revision: v.string(), level: v.number(), peaks: peaksResult }),
    notice: v.nullable(notice),
    /** Goes there once the file is shown, and marks it. */
    goTo: v.object({ startFrame: count, endFrame: count, channel: v.nullable(count), title: v.string() }),
    /** What was answered to 'measures' may be another now: a configuration has changed. */
    measuresChanged: v.object({}),
    /** A hidden page draws nothing; sound goes on. */
    visibility: v.object({ visible: v.boolean() }),
    command: v.object({ command: editorCommand }),
    /** After each edit, undo, redo, and change on disk of the file of labels; and once after 'ready'. */
    labels: labelsState,
    /** What an editor linked with this one shows now. */
    linked: linkedView,
    /** Whether this editor is linked with others. */
    links: v.object({
      on: v.boolean(),
      /** It is the first: the others will go where it is. */
      first: v.optional(v.boolean()),
    }),
    /** Another editor has started to play. */
    pause: v.object({}),
  },
} as const;

/** The page's side: it answers nothing, and tells the host what it does. */
export const pageApi = {
  requests: {},
  events: {
    playing: v.object({ playing: v.boolean() }),
    /** What the user has made of the view; for linked editors. */
    viewed: linkedView,
    /** The user leaves the linked editors, or joins them. */
    link: v.object({ on: v.boolean() }),
    /** How the file is looked at and played now; and what the user has changed of what goes for all files. */
    remember: v.object({ state: remembered, taste: v.nullable(taste) }),
    /** For the log: what the page could not handle, and milestones the benches read. */
    log: v.object({ level: v.picklist(['info', 'warn', 'error']), message: v.string() }),
  },
} as const;
