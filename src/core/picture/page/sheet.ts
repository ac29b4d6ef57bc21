import type { PictureRenderer } from '../renderer.ts';

export type { PictureRenderer };

export type Paint = (renderer: PictureRenderer) => void;

/** What a picture is composed on: parts with a coordinate system of their own, cut at their edges. Pixels of the picture. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** begin() fills the part, not the whole; under comes right after it, below the rest. */
  part(x: number, y: number, width: number, height: number, paint: Paint, under?: Paint): void;
  /** As part(), over what is there already, which shows through it. */
  veil(x: number, y: number, width: number, height: number, opacity: number, paint: Paint): void;
}
