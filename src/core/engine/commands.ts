/**
 * Commands from the page to the kernel: records of float64, the same in the shared ring and over the port.
 * [kind, at, sentAt, count, payload…]: `at` is the context frame it takes effect at (a past one: at the start of the next
 * quantum), `sentAt` the context frame at which the page sent it. They take effect in the order they were sent.
 */
export const COMMAND = {
  play: 1,
  pause: 2,
  /** epoch, frame: blocks of that epoch follow, starting at `frame` or up to 16384 frames before it in playing order, for a swell. */
  seek: 3,
  /** epoch, at: plays the present epoch up to its frame number `at` (counted in playing order), then goes on gaplessly with the first frame of the new one. */
  splice: 4,
  /** linear gain */
  gain: 5,
  /** output count × channel count matrix, out[o] = Σ m[o · channels + c] · in[c]: mute, solo, pan, monitoring, fold-down */
  mix: 6,
  /** output gain (linear), then b0 b1 b2 a1 a2 of each second-order section, a0 = 1: equaliser and band filter */
  filters: 7,
  /** speed > 0, mode (see SPEED_MODE) */
  speed: 8,
  /** 0 or 1: keeps the output below the ceiling */
  limiter: 9,
  /** Telemetry starts anew. */
  resetTelemetry: 10,
  /** A click of one full sample at `at`, on every output: measures the way to the ear. amplitude */
  click: 11,
} as const;
export type CommandKind = (typeof COMMAND)[keyof typeof COMMAND];

/** pitch: a time-stretcher keeps it; varispeed: as tape does. */
export const SPEED_MODE = { pitch: 0, varispeed: 1 } as const;

export const COMMAND_HEADER = 4;
/** At most so many sections of filters. */
export const MAX_SECTIONS = 32;

/** Elements of the longest record for a file of so many channels. */
export function longestCommand(channels: number, outputs: number): number {
  return COMMAND_HEADER + Math.max(1 + MAX_SECTIONS * 5, channels * outputs, 4);
}
