import { Emitter } from '../../../src/core/util/emitter.ts';
import type { Disposable } from '../../../src/core/util/scope.ts';
import { ColourReader } from './colours.ts';
import { ShapeProgram } from './shapeProgram.ts';
import { capsuleShader, columnShader, discShader, rectShader } from './shaders.ts';

export interface GlPrograms {
  readonly rect: ShapeProgram;
  readonly column: ShapeProgram;
  readonly capsule: ShapeProgram;
  readonly disc: ShapeProgram;
}

/**
 * The one WebGL2 context of a page: browsers give out few of them, and a file may have hundreds of lanes. Lanes are drawn
 * here one after the other and copied to their canvases. Without a GPU, and while the context is lost, `programs` is null.
 */
export class GlStage implements Disposable {
  /** The context is gone, or there again: all pictures have to be drawn anew. */
  readonly changed = new Emitter<void>();
  readonly canvas = new OffscreenCanvas(1, 1);
  readonly colours = new ColourReader();
  readonly gl: WebGL2RenderingContext | null;
  programs: GlPrograms | null = null;
  #onLost = (event: Event): void => {
    event.preventDefault();
    this.programs = null;
    this.changed.emit();
  };
  #onRestored = (): void => {
    this.#build();
    this.changed.emit();
  };

  /** software: also where the browser would have to imitate the GPU, which a 2D canvas does better. */
  constructor(software = false) {
    const gl = this.canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      preserveDrawingBuffer: true,
      failIfMajorPerformanceCaveat: !software,
    });
    this.gl = gl && (software || !isImitated(gl)) ? gl : null;
    this.canvas.addEventListener('webglcontextlost', this.#onLost);
    this.canvas.addEventListener('webglcontextrestored', this.#onRestored);
    this.#build();
  }

  /** Makes the stage at least so large: it only grows, so that lanes of different sizes do not fight over it. */
  reserve(width: number, height: number): void {
    if (this.canvas.width < width) this.canvas.width = width;
    if (this.canvas.height < height) this.canvas.height = height;
  }

  dispose(): void {
    this.canvas.removeEventListener('webglcontextlost', this.#onLost);
    this.canvas.removeEventListener('webglcontextrestored', this.#onRestored);
    for (const program of Object.values(this.programs ?? {}) as ShapeProgram[]) program.dispose();
    this.programs = null;
    this.gl?.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #build(): void {
    const { gl } = this;
    if (!gl || gl.isContextLost()) return;
    this.programs = {
      rect: new ShapeProgram(gl, rectShader, [{ name: 'rect', size: 4 }]),
      column: new ShapeProgram(gl, columnShader, [
        { name: 'top', size: 1 },
        { name: 'bottom', size: 1 },
      ]),
      capsule: new ShapeProgram(gl, capsuleShader, [{ name: 'ends', size: 4 }]),
      disc: new ShapeProgram(gl, discShader, [{ name: 'centre', size: 2 }]),
    };
    gl.enable(gl.BLEND);
    gl.enable(gl.SCISSOR_TEST);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }
}

/** The browser's own word on it is not enough: started with a software GPU it calls that one fast. */
function isImitated(gl: WebGL2RenderingContext): boolean {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const name = names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : '';
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}
