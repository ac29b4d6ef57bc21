// What tests see of the made-up host, and what they may ask of it.
import { type ScanProgress } from '../../../src/core/protocol/audio.ts';
import {
  type DocumentAction,
  type DocumentState,
  type EditorCommand,
  type LinkedView,
  type Notice,
  type RuleAction,
} from '../../../src/core/protocol/editorApi.ts';
import type { FileDetails } from '../../../src/core/protocol/details.ts';
import { type ErrorInfo } from '../../../src/core/protocol/errors.ts';
import type { ShownFinding } from '../../../src/core/protocol/measures.ts';
import type { Recalled, Remembered, Taste } from '../../../src/core/protocol/remembered.ts';
import type { LanePictures, MatrixRequest, SpectrogramRequest } from '../../../src/core/protocol/spectrogram.ts';
import type { FrameRange } from '../../../webview/engine/types.ts';
import { type FakeLabelOptions, type FakeLabels } from './fakeLabels.ts';
import { type MadeSignal } from './testSignal.ts';

export interface FakeOptions {
  fileName?: string;
  channels?: number;
  sampleRate?: number;
  frames?: number;
  overs?: boolean;
  /** What a configuration asks for and the file lacks, besides what is found. */
  demands?: ShownFinding[];
  /** Of the PCM, when it is measured to its end. */
  md5?: { pcmMd5: string; storedMd5: string | null };
  /** Another signal than the take. */
  made?: MadeSignal;
  layout?: string[];
  /** Scanned when the page opens; default: all of it, done. */
  scannedFrames?: number;
  framesKnown?: boolean;
  failed?: ErrorInfo;
  /** 'ready' is answered with a document that is still loading. */
  loading?: boolean;
  /** Answers wait for release(). */
  hold?: boolean;
  /** The engine is refused by the browser until enableSound is clicked. */
  blocked?: boolean;
  contextRate?: number;
  details?: FileDetails;
  detailsError?: ErrorInfo;
  /** Sent after 'ready'; without them the host has no labels to speak of. */
  labels?: FakeLabelOptions;
  /** As the setting earshot.spectrogram.show; default: waveform. */
  show?: LanePictures['show'];
  /** What the host has kept, as JSON in the page. */
  recalled?: Recalled | string;
}

export interface Request {
  readonly method: string;
  readonly level: number;
  readonly start: number;
  readonly count: number;
  cancelled: boolean;
}

export interface FakeHost {
  readonly signal: Float32Array[];
  readonly requests: Request[];
  readonly acts: DocumentAction[];
  readonly labels: FakeLabels;
  /** Pictures that were saved, and frames that were exported. */
  readonly images: { name: string; kind: 'png' | 'svg'; bytes: Uint8Array }[];
  readonly selections: [number, number][];
  /** Answered. */
  readonly spectrograms: SpectrogramRequest[];
  /** Reports that were asked for. */
  readonly reports: { range: FrameRange | null; to: 'file' | 'clipboard' }[];
  readonly matrices: MatrixRequest[];
  readonly ruleActions: { rule: string; action: RuleAction }[];
  /** The host shows a place. */
  goTo(place: { startFrame: number; endFrame: number; channel: number | null; title: string }): void;
  /** The configuration is another one. */
  demand(demands: ShownFinding[]): void;
  readonly reveals: { offset: number; length: number }[];
  readonly detailsAsked: number;
  readonly logs: string[];
  readonly playing: boolean[];
  readonly stateWrites: number;
  readonly options: FakeOptions;
  /** What VS Code would forward to its keybindings. */
  readonly keys: string[];
  /** What the page has told linked editors, and whether it wants to be linked. */
  readonly viewed: LinkedView[];
  readonly linkWishes: boolean[];
  readonly remembered: { state: Remembered; taste: Taste | null }[];
  linked(view: LinkedView): void;
  links(on: boolean, first?: boolean): void;
  scan(scannedFrames: number, state?: ScanProgress['state'], error?: ErrorInfo): void;
  document(state: DocumentState): void;
  /** The file on disk has changed: another signal, another revision. */
  change(options: FakeOptions): void;
  notice(notice: Notice | null): void;
  visibility(visible: boolean): void;
  command(command: EditorCommand): void;
  pause(): void;
  hold(): void;
  /** Answers what was held, newest first if asked. */
  release(newestFirst?: boolean): void;
  failPeaks(error: ErrorInfo | null): void;
  brute(channel: number, from: number, to: number): { min: number; max: number; rms: number };
}

declare global {
  interface Window {
    fake: FakeHost;
    fakeOptions?: FakeOptions;
  }
}
