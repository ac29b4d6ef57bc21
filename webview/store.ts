import { type BandRange, type ChannelMix, type EqSettings, plainMix } from '../src/core/engine/lens.ts';
import type { AudioInfo, ScanProgress } from '../src/core/protocol/audio.ts';
import type { DocumentState, Notice } from '../src/core/protocol/editorApi.ts';
import type { LabelsState } from '../src/core/protocol/labels.ts';
import type { LevelsResult } from '../src/core/protocol/levels.ts';
import type { FileDetails } from '../src/core/protocol/details.ts';
import type { ErrorInfo } from '../src/core/protocol/errors.ts';
import type { Measured } from '../src/core/report/measured.ts';
import {
  type Analysis,
  type ColourView,
  type FrequencyView,
  type LanePictures,
  plainAnalysis,
  plainColours,
  plainExtras,
  plainFrequencies,
  plainPictures,
  type SpectrogramExtras,
} from '../src/core/protocol/spectrogram.ts';
import { axisOf, type FrequencyAxis } from '../src/core/spectrogram/frequencyScale.ts';
import { Emitter } from '../src/core/util/emitter.ts';
import { type EngineInfo, type FrameRange, idleEngine, type SpeedMode } from './engine/types.ts';
import type { LoudnessTarget } from './panels/loudnessTargets.ts';
import { type AmplitudeView, plainAmplitude } from '../src/core/picture/lane/amplitude.ts';
import type { Theme } from '../src/core/picture/theme.ts';
import { clampView, fitView, type Screen, snapView, type View } from '../src/core/picture/viewport.ts';
import { Signal } from './render/signal.ts';
import type { LoudnessScale } from './ui/loudnessScale.ts';
import { plainTime, type TimeFormat } from '../src/core/picture/axes/timeFormat.ts';

/** Where the pointer is over the lanes. */
export interface Pointer {
  /** CSS pixels from the left of the time axis. */
  readonly x: number;
  readonly channel: number | null;
  /** Key of the lane, and Hz where its spectrogram is under the pointer. */
  readonly lane?: string | null;
  readonly frequency?: number | null;
}

export interface Scan {
  readonly revision: string;
  readonly progress: ScanProgress;
  readonly error: ErrorInfo | null;
}

/** A file that could be opened. */
export interface LoadedFile {
  readonly fileName: string;
  readonly revision: string;
  readonly info: AudioInfo;
}

/** What the file says besides its samples, or why that cannot be read. */
export interface LoadedDetails {
  readonly revision: string;
  readonly details: FileDetails | null;
  readonly error: string | null;
}

export interface DrawerState {
  readonly open: boolean;
  readonly tab: 'info' | 'statistics' | 'loudness' | 'findings' | 'header' | 'labels' | 'eq' | 'performance';
  /** CSS pixels. */
  readonly height: number;
}

export const laneSets = ['channels', 'midSide', 'sumDifference', 'all'] as const;
export type LaneSetName = (typeof laneSets)[number];

/** Which lanes there are, and how high. 'all': channels, then mid and side. Files of other than two channels have channels only. */
export interface LaneView {
  readonly set: LaneSetName;
  /** Key of the one lane that is shown, if only one is: 'channel 0', 'mid', 'side', 'sum', 'difference'. */
  readonly solo: string | null;
  /** CSS pixels by key; a lane without one shares what room is left. */
  readonly heights: Readonly<Record<string, number>>;
}
export const plainLanes: LaneView = { set: 'channels', solo: null, heights: {} };

/** Frequencies of a selection. */
export interface Box extends BandRange {
  /** Key of the lane they were drawn in. */
  readonly lane: string;
}

/** Figures of the file or of a selection. */
export interface Measures {
  readonly revision: string;
  /** Nothing of it will change. */
  readonly final: boolean;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly measured: Measured;
  readonly pcmMd5: string | null;
  readonly storedMd5: string | null;
}

/** LUFS at the end of each 100 ms; NaN where a window is not full, −∞ in silence. */
export interface LoudnessCurves {
  readonly revision: string;
  readonly final: boolean;
  readonly momentary: Float32Array;
  readonly shortTerm: Float32Array;
}

/** Frames startFrame … endFrame−1 of one channel, or of all. */
export interface Place extends FrameRange {
  readonly channel: number | null;
  /** What is there, in a word or two: True peak, Clipping … */
  readonly title: string;
}

/** Frames; null where there is none. */
export interface Cursors {
  readonly a: number | null;
  readonly b: number | null;
}
export const noCursors: Cursors = { a: null, b: null };

export const follows = ['page', 'centre', 'off'] as const;
export type Follow = (typeof follows)[number];

/** Sums of the channels over frames startFrame … endFrame−1; fewer at the end of the file. */
export interface SumReader {
  read(startFrame: number, endFrame: number): Promise<Float32Array>;
}

export interface LabelPlace {
  readonly track: number;
  readonly index: number;
}

/** A file that has not grown for this long no longer counts as growing, ms. */
const GROWING_MS = 4000;

/** All state of the page, in one direction: messages, gestures and the engine set it; layers and panels read it. */
export class Store {
  readonly document = new Signal<DocumentState>({ kind: 'loading', fileName: '' });
  /** Of the document while it is ready. */
  readonly file = new Signal<LoadedFile | null>(null);
  readonly scan = new Signal<Scan | null>(null);
  readonly totalFrames = new Signal(0);
  /** The file is getting longer just now. */
  readonly growing = new Signal(false);
  /** From this frame on nothing could be decoded; null if all could, or may yet. */
  readonly undecodedFrom = new Signal<number | null>(null);
  /** null: the whole file, whatever its length and the width. */
  readonly view = new Signal<View | null>(null);
  readonly screen = new Signal<Screen>({ width: 0, dpr: 1 });
  /** The frame heard, or where playing would start. */
  readonly position = new Signal(0);
  readonly engine = new Signal<EngineInfo>(idleEngine);
  readonly gainDb = new Signal(0);
  /** In what times are read and ruled. */
  readonly timeFormat = new Signal<TimeFormat>(plainTime);
  readonly amplitude = new Signal<AmplitudeView>(plainAmplitude);
  /** Single samples are joined by the band-limited curve, not by straight lines. */
  readonly curved = new Signal(true);
  /** The amplitude zoom that would bring the loudest peak to full scale is on: marked in the picture. */
  readonly normalised = new Signal(false);
  readonly lanes = new Signal<LaneView>(plainLanes);
  /** What of waveform and spectrogram the lanes show, and where. */
  readonly pictures = new Signal<LanePictures>(plainPictures);
  readonly analysis = new Signal<Analysis>(plainAnalysis);
  readonly frequencies = new Signal<FrequencyView>(plainFrequencies);
  readonly colours = new Signal<ColourView>(plainColours);
  readonly extras = new Signal<SpectrogramExtras>(plainExtras);
  /** Frequencies of a selection that has been drawn in a spectrogram; null: all. */
  readonly box = new Signal<Box | null>(null);
  /** Nothing but the box is heard. */
  readonly boxHeard = new Signal(false);
  /** Parts of spectrograms have arrived. */
  readonly spectra = new Emitter<void>();
  readonly cursors = new Signal<Cursors>(noCursors);
  readonly follow = new Signal<Follow>('page');
  /** Edges of a selection and cursors go to the nearest zero crossing. */
  readonly snap = new Signal(false);
  /** Sums of the channels' samples, for that; null while no file is open. */
  readonly sums = new Signal<SumReader | null>(null);
  /** This editor shows what others show. */
  readonly linked = new Signal(false);
  readonly labels = new Signal<LabelsState | null>(null);
  readonly chosenLabel = new Signal<LabelPlace | null>(null);
  /** Of the selection; null while they are not known. */
  readonly selectionLevels = new Signal<LevelsResult | null>(null);
  readonly selection = new Signal<FrameRange | null>(null);
  /** The selection repeats; the whole file where there is none. */
  readonly loop = new Signal(false);
  readonly speed = new Signal(1);
  readonly speedMode = new Signal<SpeedMode>('pitch');
  readonly reverse = new Signal(false);
  /** Stopping goes back to where playing began. */
  readonly returnOnStop = new Signal(false);
  readonly mix = new Signal<ChannelMix>(plainMix);
  readonly eq = new Signal<EqSettings>({ on: false, bands: [], matchLoudness: true });
  readonly band = new Signal<BandRange | null>(null);
  /** Of the file, while it is scanned and after; null while nothing is known. */
  readonly measures = new Signal<Measures | null>(null);
  /** Of the selection; null where there is none, and while it is being measured. */
  readonly selectionMeasures = new Signal<Measures | null>(null);
  /** Curves of the file, as far as it is scanned. */
  readonly loudnessCurves = new Signal<LoudnessCurves | null>(null);
  /** The lane of loudness is shown under the others. */
  readonly loudness = new Signal(false);
  /** What it shows from its lower edge to its upper. */
  readonly loudnessScale = new Signal<LoudnessScale>('wide');
  /** What the loudness panel compares with. */
  readonly loudnessTarget = new Signal<LoudnessTarget>('r128');
  /** A place that a figure or a finding was followed to: marked in the lanes until another is. */
  readonly place = new Signal<Place | null>(null);
  readonly notice = new Signal<Notice | null>(null);
  /** Found by the page itself. */
  readonly problem = new Signal<Notice | null>(null);
  readonly details = new Signal<LoadedDetails | null>(null);
  /** The page can be seen. */
  readonly visible = new Signal(true);
  readonly drawer = new Signal<DrawerState>({ open: false, tab: 'info', height: 240 });
  readonly pointer = new Signal<Pointer | null>(null);
  readonly theme: Signal<Theme>;
  /** Tiles have arrived. */
  readonly tiles = new Emitter<void>();
  /** Lanes have another size, or are other ones. */
  readonly laneSizes = new Emitter<void>();

  /** The view ends where the file does, and goes along when it grows. */
  #atEnd = false;
  #growingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(theme: Theme) {
    this.theme = new Signal(theme);
    for (const signal of [this.view, this.screen]) signal.on(() => (this.#atEnd = this.#showsEnd()));
  }

  setDocument(document: DocumentState): void {
    this.document.set(document);
    if (document.kind !== 'ready') {
      this.file.set(null);
      this.scan.set(null);
      this.totalFrames.set(0);
      this.undecodedFrom.set(null);
      return;
    }
    const { fileName, revision, info, scan, error } = document;
    const known = this.file.value?.revision === revision ? this.file.value.info : null;
    const grown = known !== null && info.fileBytes > known.fileBytes;
    this.#setLength(scan, info.frames, grown);
    // The same revision again comes from a restarted server, or of a file that has grown: what is cached and playing
    // stays good.
    if (!known || JSON.stringify(known) !== JSON.stringify(info)) this.file.set({ fileName, revision, info });
    this.scan.set({ revision, progress: scan, error });
  }

  setScan(scan: Scan): void {
    // What a finished scan found was the length.
    const ended = this.scan.value?.progress.state === 'done';
    const { progress } = scan;
    this.#setLength(progress, this.file.value?.info.frames ?? null, ended || this.growing.value);
    this.scan.set(scan);
  }

  #setLength({ state, scannedFrames, totalFrames }: ScanProgress, frames: number | null, mayGrow: boolean): void {
    const before = this.totalFrames.value;
    const total = Math.max(totalFrames ?? frames ?? 0, scannedFrames);
    this.totalFrames.set(total);
    this.undecodedFrom.set(state === 'failed' ? scannedFrames : null);
    if (mayGrow && before > 0 && total > before) this.#noteGrowth();
  }

  #noteGrowth(): void {
    clearTimeout(this.#growingTimer);
    this.#growingTimer = setTimeout(() => this.growing.set(false), GROWING_MS);
    this.growing.set(true);
    const view = this.view.value;
    if (!view || !this.#atEnd) return;
    const startFrame = this.totalFrames.value - view.framesPerPixel * this.screen.value.width;
    this.view.set({ ...view, startFrame });
  }

  #showsEnd(): boolean {
    const [view, total] = [this.view.value, this.totalFrames.value];
    if (!view || total === 0) return false;
    return view.startFrame + view.framesPerPixel * (this.screen.value.width + 1) >= total;
  }

  /** What the lanes show, inside the file and on whole device pixels. */
  viewport(): View {
    const [total, screen] = [this.totalFrames.value, this.screen.value];
    const view = this.view.value;
    return view ? snapView(clampView(view, total, screen), screen.dpr) : fitView(total, screen);
  }

  /** What the spectrograms show from their lower edge to their upper. */
  frequencyAxis(): FrequencyAxis {
    return this.frequencyAxisOf(this.frequencies.value);
  }

  frequencyAxisOf(view: FrequencyView): FrequencyAxis {
    return axisOf(view, this.file.value?.info.sampleRate ?? 48000);
  }

  get playing(): boolean {
    const { state } = this.engine.value;
    return state === 'playing' || state === 'starting' || state === 'stalled';
  }
}
