/**
 * The order of the channels of Vorbis and Opus (Vorbis I section 4.3.9) put into that of WAVE: for each channel of the
 * result, where it stands in the file. Other counts stand as they are.
 */
const orders: Readonly<Record<number, readonly number[]>> = {
  3: [0, 2, 1],
  5: [0, 2, 1, 3, 4],
  6: [0, 2, 1, 5, 3, 4],
  7: [0, 2, 1, 6, 5, 3, 4],
  8: [0, 2, 1, 7, 5, 6, 3, 4],
};

export const surroundOrder = (channels: number): readonly number[] =>
  orders[channels] ?? Array.from({ length: channels }, (_, channel) => channel);
