import type { AudioInfo } from '../../protocol/audio.ts';
import type { Marker } from '../../protocol/details.ts';
import type { Analysis, ColourView, LanePictures } from '../../protocol/spectrogram.ts';
import type { FrequencyAxis } from '../../spectrogram/frequencyScale.ts';
import type { TimeFormat } from '../axes/timeFormat.ts';
import type { AmplitudeView } from '../lane/amplitude.ts';

/** What is pictured. */
export interface PictureFile {
  readonly name: string;
  readonly info: AudioInfo;
  readonly totalFrames: number;
  /** From this frame on nothing could be decoded; null if all could. */
  readonly undecodedFrom: number | null;
  /** Rows of their own over the ruler; none unless they are wanted. */
  readonly markers: readonly Marker[];
}

interface Range {
  readonly startFrame: number;
  readonly endFrame: number;
}

/** What of it, and how: the choices of the editor. */
export interface PictureView {
  readonly startFrame: number;
  /** Over the width of the time axis. */
  readonly frames: number;
  /** Of the lanes, from top to bottom. */
  readonly keys: readonly string[];
  readonly pictures: LanePictures;
  readonly analysis: Analysis;
  readonly axis: FrequencyAxis;
  readonly colours: ColourView;
  readonly noteNames: boolean;
  readonly amplitude: AmplitudeView;
  /** Single samples are joined by the band-limited curve, not by straight lines. */
  readonly curved: boolean;
  readonly time: TimeFormat;
  /** Marked in the picture; null for none. */
  readonly selection: Range | null;
  /** Frequencies of the selection, Hz. */
  readonly box: { readonly low: number; readonly high: number } | null;
  readonly cursors: { readonly a: number | null; readonly b: number | null };
  readonly playhead: number | null;
}
