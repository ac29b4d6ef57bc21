import type { Colour } from './renderer.ts';

/** Colours of canvases, resolved. */
export interface Theme {
  readonly editor: Colour;
  readonly foreground: Colour;
  readonly lane: Colour;
  readonly wavePeak: Colour;
  readonly waveMid: Colour;
  readonly waveRms: Colour;
  readonly grid: Colour;
  readonly gridStrong: Colour;
  readonly hatch: Colour;
  /** Behind what stands in the drawer. */
  readonly panel: Colour;
  /** Over what does not count just now. */
  readonly cover: Colour;
  readonly ink: Colour;
  readonly quiet: Colour;
  readonly defect: Colour;
  readonly defectLine: Colour;
  readonly border: Colour;
  readonly fontFamily: string;
}
