/** What part of the file the lanes show. Frames may be fractions; pixels are CSS pixels. */
export interface View {
  readonly startFrame: number;
  readonly framesPerPixel: number;
}

/** The width the time axis has, in CSS pixels, and device pixels per CSS pixel. */
export interface Screen {
  readonly width: number;
  readonly dpr: number;
}

/** Deepest zoom: one frame is this many CSS pixels wide. */
export const MAX_PIXELS_PER_FRAME = 128;

export function fitView(totalFrames: number, screen: Screen): View {
  return { startFrame: 0, framesPerPixel: Math.max(totalFrames, 1) / Math.max(screen.width, 1) };
}

/** Inside the file, and no deeper or wider than makes sense. */
export function clampView(view: View, totalFrames: number, screen: Screen): View {
  const widest = fitView(totalFrames, screen).framesPerPixel;
  const framesPerPixel = Math.min(Math.max(view.framesPerPixel, Math.min(1 / MAX_PIXELS_PER_FRAME, widest)), widest);
  // Exactly 0 when all is in view, whatever the rounding of the line below says.
  if (framesPerPixel === widest) return { startFrame: 0, framesPerPixel };
  const lastStart = Math.max(0, totalFrames - framesPerPixel * screen.width);
  return { startFrame: Math.min(Math.max(view.startFrame, 0), lastStart), framesPerPixel };
}

/** The start moves to a whole device pixel of the file, so that columns keep their frames while the view pans. */
export function snapView(view: View, dpr: number): View {
  const column = view.framesPerPixel / dpr;
  return { startFrame: Math.round(view.startFrame / column) * column, framesPerPixel: view.framesPerPixel };
}

export function isFit(view: View, totalFrames: number, screen: Screen): boolean {
  return view.framesPerPixel >= fitView(totalFrames, screen).framesPerPixel * (1 - 1e-9);
}

/** factor over 1 shows more of the file; the frame under x stays under x. */
export function zoomAt(view: View, x: number, factor: number, totalFrames: number, screen: Screen): View {
  const { framesPerPixel } = clampView({ ...view, framesPerPixel: view.framesPerPixel * factor }, totalFrames, screen);
  const startFrame = frameAt(view, x) - x * framesPerPixel;
  return clampView({ startFrame, framesPerPixel }, totalFrames, screen);
}

export function panBy(view: View, pixels: number, totalFrames: number, screen: Screen): View {
  return clampView({ ...view, startFrame: view.startFrame + pixels * view.framesPerPixel }, totalFrames, screen);
}

export function viewBetween(startFrame: number, endFrame: number, totalFrames: number, screen: Screen): View {
  const framesPerPixel = (endFrame - startFrame) / Math.max(screen.width, 1);
  return clampView({ startFrame, framesPerPixel }, totalFrames, screen);
}

export function frameAt(view: View, x: number): number {
  return view.startFrame + x * view.framesPerPixel;
}

export function xOf(view: View, frame: number): number {
  return (frame - view.startFrame) / view.framesPerPixel;
}

/** To the nearest edge of a device pixel. */
export function snapPixel(x: number, dpr: number): number {
  return Math.round(x * dpr) / dpr;
}

/** From here on single samples are points on a line: a frame is at least one device pixel wide. */
export function showsSamples(view: View, dpr: number): boolean {
  return view.framesPerPixel / dpr < 1;
}
