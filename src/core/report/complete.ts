/** Warnings that tell of no lost audio. Any other may, and then a decode does not count as complete. */
const harmless: readonly RegExp[] = [
  /^The STREAMINFO block is missing; its facts are taken from the first frame\.$/,
  /samples are not numbers \(NaN or infinite\)/,
  /: all of it is shown\.$/,
  /fewer than the file holds\.$/,
  /^The array '.*' is shown; the archive also holds /s,
  /audio tracks; one is shown\.$/,
  /^The header does not give the length of the audio\.$/,
  /^The header contradicts the frames about rate, channels or bits; the frames are believed\.$/,
  /^The checksum of the TTA header is wrong/,
];

/** Whether these warnings leave no doubt that all of the audio was decoded. */
export const isHarmless = (warnings: readonly string[]): boolean =>
  warnings.every((warning) => harmless.some((pattern) => pattern.test(warning)));
