import fc from 'fast-check';
import type { Label, LabelFormat, LabelTrack } from '../../../src/core/labels/label.ts';
import { type ReadLabels, readLabels, writeLabels } from '../../../src/core/labels/registry.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const read = (name: string, text: string): ReadLabels => readLabels(name, bytes(text));
export const written = (format: LabelFormat, tracks: readonly LabelTrack[], options = {}): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(writeLabels(format, tracks, options).bytes);
/** What a file becomes that is opened and saved. */
export function saved(name: string, text: string): string {
  const { format, tracks, dialect } = read(name, text);
  return written(format, tracks, { dialect });
}

/** Milliseconds, which every format holds. */
export const time = fc.integer({ min: 0, max: 40_000_000 }).map((n) => n / 1000);
export const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((text) => /^[^\s<>&;"\\\p{C}\p{Z}]+$/u.test(text));

/** Regions or points in order. */
export function labelArb(text: fc.Arbitrary<string>): fc.Arbitrary<Label> {
  return fc
    .tuple(time, time, text)
    .map(([a, b, name]) => ({ startSeconds: Math.min(a, b), endSeconds: Math.max(a, b), text: name }));
}

export const trackOf = (labels: readonly Label[], name = ''): LabelTrack => ({
  name,
  labels: [...labels].sort((a, b) => a.startSeconds - b.startSeconds),
});
