import type { Analysis } from '../protocol/spectrogram.ts';

export const hopOf = ({ size, overlap }: Pick<Analysis, 'size' | 'overlap'>): number => size * (1 - overlap);
export const transformOf = ({ size, padding }: Pick<Analysis, 'size' | 'padding'>): number => size * padding;

/**
 * Frames of a column: hop · 2^level, at least 1. Column i covers frames i·step … (i+1)·step−1. From level 0 on it holds its
 * windows, which stand hop by hop, the first half a hop after the column's start: window j of the file is centred on frame
 * (j + ½)·hop. Below, hops are that much shorter, and each column has one window, around its middle.
 */
export const stepOf = (analysis: Pick<Analysis, 'size' | 'overlap'>, level: number): number =>
  Math.max(1, hopOf(analysis) * 2 ** level);

/** The deepest level that tells anything new: columns of one frame. */
export const deepestLevel = (analysis: Pick<Analysis, 'size' | 'overlap'>): number => -Math.log2(hopOf(analysis));

/** The level for a picture of so many frames to a pixel: columns of at most a pixel, the coarsest of those. */
export function levelOf(analysis: Pick<Analysis, 'size' | 'overlap'>, framesPerPixel: number): number {
  const level = Math.floor(Math.log2(framesPerPixel / hopOf(analysis)) + 1e-9);
  return Math.min(Math.max(level, deepestLevel(analysis), -12), 40);
}
