interface Shader {
  readonly vertex: string;
  readonly fragment: string;
}

interface Attribute {
  readonly name: string;
  /** Floats an instance. */
  readonly size: number;
}

/** One linked shader and the buffers of its instances' attributes; the buffers only ever grow, up to what a lane needs. */
export class ShapeProgram {
  #gl: WebGL2RenderingContext;
  #program: WebGLProgram;
  #vertexArray: WebGLVertexArrayObject | null;
  #buffers: { buffer: WebGLBuffer | null; location: number; size: number; bytes: number }[];
  #uniforms = new Map<string, WebGLUniformLocation | null>();

  constructor(gl: WebGL2RenderingContext, shader: Shader, attributes: readonly Attribute[]) {
    this.#gl = gl;
    this.#program = link(gl, shader);
    this.#vertexArray = gl.createVertexArray();
    gl.bindVertexArray(this.#vertexArray);
    this.#buffers = attributes.map(({ name, size }) => {
      const location = gl.getAttribLocation(this.#program, name);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribDivisor(location, 1);
      return { buffer: gl.createBuffer(), location, size, bytes: 0 };
    });
  }

  /** Draws `count` instances. sources[i] holds those of attribute i; strides and offsets in floats, packed if not given. */
  draw(
    width: number,
    height: number,
    colour: Float32Array,
    radius: number,
    count: number,
    sources: readonly Float32Array[],
    stride = 0,
  ): void {
    const gl = this.#gl;
    gl.useProgram(this.#program);
    gl.uniform2f(this.#uniform('size'), width, height);
    gl.uniform4f(this.#uniform('colour'), colour[0]!, colour[1]!, colour[2]!, colour[3]!);
    if (radius > 0) gl.uniform1f(this.#uniform('radius'), radius);
    gl.bindVertexArray(this.#vertexArray);
    for (let i = 0; i < this.#buffers.length; i++) {
      const entry = this.#buffers[i]!;
      const floats = (count - 1) * (stride || entry.size) + entry.size;
      gl.bindBuffer(gl.ARRAY_BUFFER, entry.buffer);
      if (entry.bytes < floats * 4) {
        entry.bytes = floats * 4;
        gl.bufferData(gl.ARRAY_BUFFER, entry.bytes, gl.STREAM_DRAW);
      }
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, sources[i]!, 0, floats);
      gl.vertexAttribPointer(entry.location, entry.size, gl.FLOAT, false, stride * 4, 0);
    }
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
  }

  dispose(): void {
    for (const { buffer } of this.#buffers) this.#gl.deleteBuffer(buffer);
    this.#gl.deleteVertexArray(this.#vertexArray);
    this.#gl.deleteProgram(this.#program);
  }

  #uniform(name: string): WebGLUniformLocation | null {
    let location = this.#uniforms.get(name);
    if (location === undefined) {
      location = this.#gl.getUniformLocation(this.#program, name);
      this.#uniforms.set(name, location);
    }
    return location;
  }
}

export function link(gl: WebGL2RenderingContext, { vertex, fragment }: Shader): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new Error('no shader could be made');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`a shader does not link: ${gl.getProgramInfoLog(program) ?? ''}`);
  }
  return program;
}
