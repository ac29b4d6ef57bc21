import { TILE_COLUMNS } from '../../../src/core/protocol/spectrogram.ts';
import type { GlStage } from '../gl/glStage.ts';
import { link } from '../gl/shapeProgram.ts';
import type { ColourTable } from '../../../src/core/picture/spectrogram/colourTable.ts';
import type { PlaneLayout } from '../../../src/core/picture/spectrogram/planeLayout.ts';
import type { SpectrumTile } from '../../../src/core/picture/spectrogram/planes.ts';
import type { SpectrogramPlan } from '../../../src/core/picture/spectrogram/spectrogramPlan.ts';
import { spectrogramShader } from './spectrogramShader.ts';

/** Units of the samplers. */
const units = { tile: 0, nextTile: 1, columns: 2, rows: 3, colours: 4 } as const;
/** Textures of tiles that are not drawn any more stay while there is so much room. */
const MAX_BYTES = 48 << 20;

interface Built {
  readonly gl: WebGL2RenderingContext;
  readonly program: WebGLProgram;
  readonly vertexArray: WebGLVertexArrayObject;
  readonly columns: WebGLTexture;
  readonly rows: WebGLTexture;
  readonly tables: Map<ColourTable, { texture: WebGLTexture; version: number }>;
  /** The latest used last. */
  readonly tiles: Map<SpectrumTile, WebGLTexture>;
}

/** Draws spectrograms on the page's shared stage: tiles are textures, and what a colour means is one more. */
export class GlSpectrograms {
  bytes = 0;
  #stage: GlStage;
  #built: Built | null = null;
  #uniforms = new Map<string, WebGLUniformLocation | null>();
  #pairs = new Int32Array(0);

  constructor(stage: GlStage) {
    this.#stage = stage;
    // A lost context takes its textures along.
    stage.changed.on(() => this.#drop());
  }

  /** The whole picture, at the upper left corner of a canvas. bare: as the table's colours. */
  paint(context: CanvasRenderingContext2D, plan: SpectrogramPlan, table: ColourTable, bare: number): void {
    const { width, height } = plan;
    const stage = this.#stage;
    const built = this.#build();
    if (!built || width === 0 || height === 0) return;
    const { gl } = built;
    stage.reserve(width, height);
    const bottom = stage.canvas.height - height;
    gl.viewport(0, bottom, width, height);
    gl.scissor(0, bottom, width, height);
    const [red, green, blue] = channels(bare);
    gl.clearColor(red, green, blue, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(built.program);
    gl.bindVertexArray(built.vertexArray);
    gl.uniform2f(this.#uniform(built, 'size'), width, height);
    gl.uniform1i(this.#uniform(built, 'top'), stage.canvas.height);
    gl.uniform1i(this.#uniform(built, 'phase'), ((Math.round(plan.first) % 8) + 8) % 8);
    gl.uniform4f(this.#uniform(built, 'bare'), red, green, blue, 1);
    gl.uniform4f(this.#uniform(built, 'stripe'), ...channels(table.stripe), 1);
    this.#bindTable(built, table);
    let layout: PlaneLayout | null = null;
    for (let i = 0; i < plan.drawCount; i++) {
      const draw = plan.draws[i]!;
      if (draw.layout !== layout) this.#bindLayout(built, (layout = draw.layout), width, height);
      const { tile, start, from, end } = draw;
      const next = tile.count === TILE_COLUMNS && layout.end[end - 1]! - start > tile.count ? draw.next : null;
      this.#bindTile(built, 'tile', tile);
      this.#bindTile(built, 'nextTile', next ?? tile);
      gl.uniform1i(this.#uniform(built, 'start'), start);
      gl.uniform1i(this.#uniform(built, 'count'), tile.count);
      gl.uniform1i(this.#uniform(built, 'nextCount'), next?.count ?? 0);
      gl.uniform1i(this.#uniform(built, 'stride'), layout.stride);
      gl.uniform2f(this.#uniform(built, 'span'), from, end);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    }
    context.drawImage(stage.canvas, 0, 0, width, height, 0, 0, width, height);
    this.#bound(built, plan);
  }

  /** The tile has gone from the cache. */
  forget(tile: SpectrumTile): void {
    const texture = this.#built?.tiles.get(tile);
    if (!this.#built || !texture) return;
    this.#built.gl.deleteTexture(texture);
    this.#built.tiles.delete(tile);
    this.bytes -= tile.data.byteLength;
  }

  #build(): Built | null {
    const { gl, programs } = this.#stage;
    if (!gl || !programs) return null;
    if (this.#built) return this.#built;
    const program = link(gl, spectrogramShader);
    gl.useProgram(program);
    for (const [name, unit] of Object.entries(units)) gl.uniform1i(gl.getUniformLocation(program, name), unit);
    // Rows of 16-bit codes may begin anywhere.
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 2);
    this.#built = {
      ...{ gl, program, vertexArray: gl.createVertexArray() },
      columns: texture(gl, units.columns),
      rows: texture(gl, units.rows),
      tables: new Map(),
      tiles: new Map(),
    };
    return this.#built;
  }

  #drop(): void {
    this.#built = null;
    this.bytes = 0;
    this.#uniforms.clear();
  }

  #uniform({ gl, program }: Built, name: string): WebGLUniformLocation | null {
    let location = this.#uniforms.get(name);
    if (location === undefined) this.#uniforms.set(name, (location = gl.getUniformLocation(program, name)));
    return location;
  }

  #bindTable({ gl, tables }: Built, table: ColourTable): void {
    let entry = tables.get(table);
    if (!entry) tables.set(table, (entry = { texture: texture(gl, units.colours), version: -1 }));
    gl.activeTexture(gl.TEXTURE0 + units.colours);
    gl.bindTexture(gl.TEXTURE_2D, entry.texture);
    if (entry.version === table.version) return;
    entry.version = table.version;
    const bytes = new Uint8Array(table.colours.buffer);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 256, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  }

  #bindLayout({ gl, columns, rows }: Built, layout: PlaneLayout, width: number, height: number): void {
    if (this.#pairs.length < 2 * width) this.#pairs = new Int32Array(2 * width);
    for (let x = 0; x < width; x++) {
      this.#pairs[2 * x] = layout.from[x]!;
      this.#pairs[2 * x + 1] = layout.end[x]!;
    }
    gl.activeTexture(gl.TEXTURE0 + units.columns);
    gl.bindTexture(gl.TEXTURE_2D, columns);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG32I, width, 1, 0, gl.RG_INTEGER, gl.INT, this.#pairs);
    gl.activeTexture(gl.TEXTURE0 + units.rows);
    gl.bindTexture(gl.TEXTURE_2D, rows);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32I, height, 1, 0, gl.RED_INTEGER, gl.INT, layout.rows);
  }

  #bindTile({ gl, tiles }: Built, sampler: 'tile' | 'nextTile', tile: SpectrumTile): void {
    gl.activeTexture(gl.TEXTURE0 + units[sampler]);
    const known = tiles.get(tile);
    if (known) {
      gl.bindTexture(gl.TEXTURE_2D, known);
      tiles.delete(tile);
      tiles.set(tile, known);
      return;
    }
    const made = texture(gl, units[sampler]);
    const rows = tile.data.length / tile.count;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R16UI, tile.count, rows, 0, gl.RED_INTEGER, gl.UNSIGNED_SHORT, tile.data);
    tiles.set(tile, made);
    this.bytes += tile.data.byteLength;
  }

  /** What this picture was made of stays. */
  #bound({ tiles }: Built, { draws, drawCount }: SpectrogramPlan): void {
    if (this.bytes <= MAX_BYTES) return;
    const used = new Set<SpectrumTile>(draws.slice(0, drawCount).map(({ tile }) => tile));
    for (const tile of [...tiles.keys()]) {
      if (this.bytes <= MAX_BYTES) return;
      if (!used.has(tile)) this.forget(tile);
    }
  }
}

function texture(gl: WebGL2RenderingContext, unit: number): WebGLTexture {
  const made = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, made);
  // Whole numbers are fetched, never filtered.
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  return made;
}

/** 0 … 1 */
function channels(colour: number): [number, number, number] {
  return [(colour & 255) / 255, ((colour >>> 8) & 255) / 255, ((colour >>> 16) & 255) / 255];
}
