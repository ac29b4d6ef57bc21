import { SpectrogramPixels } from '../../../src/core/picture/spectrogram/spectrogramPixels.ts';
import type { SpectrogramPlan } from '../../../src/core/picture/spectrogram/spectrogramPlan.ts';

/** Pixels of a spectrogram for a canvas. */
export class CanvasPixels extends SpectrogramPixels {
  #image: ImageData | null = null;

  /** The picture on a canvas, its left edge at column 0. */
  put(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, plan: SpectrogramPlan): void {
    const { width, height } = this;
    if (width === 0 || height === 0) return;
    const image = this.#imageOf(width, height);
    const seam = this.seam(plan);
    context.putImageData(image, -seam, 0, seam, 0, width - seam, height);
    if (seam > 0) context.putImageData(image, width - seam, 0, 0, 0, seam, height);
  }

  #imageOf(width: number, height: number): ImageData {
    const [known, { bytes }] = [this.#image, this];
    if (known?.width === width && known.height === height && known.data.buffer === bytes.buffer) return known;
    return (this.#image = new ImageData(bytes, width, height));
  }
}
