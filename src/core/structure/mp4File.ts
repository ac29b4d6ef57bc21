import type { ChapterTrack, Mp4Chapters } from './mp4Chapters.ts';
import type { Walk } from './walk.ts';

/** What the boxes of one file share. */
export interface Mp4File {
  walk: Walk;
  chapters: Mp4Chapters;
  /** While its boxes are read. */
  track: ChapterTrack | null;
}
