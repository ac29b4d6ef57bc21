/** What the listener may put between file and ear; pure descriptions. Any thread. */

export const eqKinds = ['peak', 'lowShelf', 'highShelf', 'notch', 'lowPass', 'highPass'] as const;
export type EqKind = (typeof eqKinds)[number];

export interface EqBand {
  readonly kind: EqKind;
  readonly on: boolean;
  /** Hz */
  readonly frequency: number;
  /** dB; of peak and shelves only. */
  readonly gainDb: number;
  readonly q: number;
}

export const EQ_BANDS = 10;

export interface EqSettings {
  readonly on: boolean;
  readonly bands: readonly EqBand[];
  /** Heard as loud as without: the make-up gain follows what was measured before and after the filters. */
  readonly matchLoudness: boolean;
}

/** Only this range is heard, Hz. */
export interface BandRange {
  readonly low: number;
  readonly high: number;
}

export const monitors = ['normal', 'mono', 'mid', 'side', 'difference'] as const;
/** normal: as the file's layout is meant · mono: (L+R)/2 · mid: (L+R)/2 · side: (L−R)/2 · difference: L−R, each on both sides */
export type Monitor = (typeof monitors)[number];

export interface ChannelStrip {
  /** dB; −60 or below is silence. */
  readonly gainDb: number;
  /** −1 left … 0 … 1 right */
  readonly pan: number;
  readonly mute: boolean;
  readonly solo: boolean;
}

export interface ChannelMix {
  readonly monitor: Monitor;
  /** By channel of the file; a missing one is as it comes. */
  readonly strips: readonly (ChannelStrip | undefined)[];
}

export const plainMix: ChannelMix = { monitor: 'normal', strips: [] };
