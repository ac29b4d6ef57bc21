import type { FileDetails, Marker } from '../protocol/details.ts';

export type Tag = FileDetails['tags'][number];
export type Picture = FileDetails['pictures'][number];

/** A marker as the file gives it: in frames of the sound, or in seconds of what is heard. */
export interface FoundMarker {
  kind: Marker['kind'];
  unit: 'frames' | 'seconds';
  at: number;
  /** First frame or instant after the span. */
  end: number | null;
  label: string;
}

/** A part of the file that a tag library can read by itself, and what it is to be taken for. */
export interface TaggedPart {
  offset: number;
  size: number;
  mime: string;
}

/** What a walk through the file comes by besides its structure. */
export interface Findings {
  tags: Tag[];
  pictures: Picture[];
  markers: FoundMarker[];
  tagged: TaggedPart[];
  /** A set: the same sentence is said once. */
  warnings: Set<string>;
}

export function noFindings(): Findings {
  return { tags: [], pictures: [], markers: [], tagged: [], warnings: new Set() };
}

export const MAX_PICTURE = 4 * 1024 * 1024;
const MAX_PICTURES = 16;
export const MAX_TAGS = 1000;
export const MAX_TAG_LENGTH = 16_384;
const MAX_MARKERS = 10_000;

/** Empty values say nothing; long ones are cut. */
export function addTag(found: Findings, name: string, value: string): void {
  const text = value.trim();
  if (!text || found.tags.length >= MAX_TAGS) return;
  const short = text.length > MAX_TAG_LENGTH ? `${text.slice(0, MAX_TAG_LENGTH)}…` : text;
  found.tags.push({ name: name.slice(0, 200), value: short });
}

/** data is copied: it may be a view of something larger. */
export function addPicture(found: Findings, type: string, mime: string, data: Uint8Array): void {
  if (data.length === 0) return;
  if (data.length > MAX_PICTURE) return tooLarge(found, data.length);
  if (found.pictures.length >= MAX_PICTURES) return void found.warnings.add('Only the first pictures are shown.');
  found.pictures.push({ type: type || 'Picture', mime: mime || 'image/unknown', data: data.slice() });
}

export function tooLarge(found: Findings, bytes: number): void {
  const size = (bytes / 1e6).toFixed(1);
  found.warnings.add(`A picture of ${size} MB is not shown: pictures of up to 4 MB are.`);
}

export function addMarker(found: Findings, marker: FoundMarker): void {
  if (found.markers.length < MAX_MARKERS) found.markers.push(marker);
  else found.warnings.add(`Only the first ${MAX_MARKERS} markers are shown.`);
}
