/** Whether a codec keeps every sample, by its name in the report. */
export const isLossless = (codec: string): boolean =>
  /^(PCM|FLAC|ALAC|WavPack|True Audio|DSD|WMA Lossless)/i.test(codec) && !/lossy|hybrid/i.test(codec);
