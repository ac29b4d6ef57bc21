/** The same arithmetic as spectrogramPixels.ts, on whole numbers, so that both make the same picture. */
export const spectrogramShader = {
  vertex: `#version 300 es
precision highp float;
uniform vec2 size;
uniform vec2 span;
void main() {
  vec2 at = vec2((gl_VertexID & 1) == 0 ? span.x : span.y, (gl_VertexID >> 1) == 0 ? 0.0 : size.y);
  gl_Position = vec4(at / size * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
}`,
  fragment: `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;
precision highp isampler2D;
uniform usampler2D tile;
uniform usampler2D nextTile;
/** From and end of each pixel column, and the tile's row of each pixel row. */
uniform isampler2D columns;
uniform isampler2D rows;
/** By code. */
uniform sampler2D colours;
uniform int start;
uniform int count;
uniform int nextCount;
uniform int stride;
/** Row of the stage with the picture's upper edge, and the phase of the stripes. */
uniform int top;
uniform int phase;
uniform vec4 bare;
uniform vec4 stripe;
out vec4 pixel;
void main() {
  ivec2 at = ivec2(int(gl_FragCoord.x), top - 1 - int(gl_FragCoord.y));
  ivec2 column = texelFetch(columns, ivec2(at.x, 0), 0).xy - start;
  int row = texelFetch(rows, ivec2(at.y, 0), 0).x;
  if (row < 0) {
    pixel = bare;
    return;
  }
  uint most = texelFetch(tile, ivec2(column.x, row), 0).r;
  int stop = min(column.y, count);
  for (int i = column.x + stride; i < stop; i += stride) most = max(most, texelFetch(tile, ivec2(i, row), 0).r);
  int rest = min(column.y - count, nextCount);
  for (int i = 0; i < rest; i += stride) most = max(most, texelFetch(nextTile, ivec2(i, row), 0).r);
  int code = int(most);
  pixel = texelFetch(colours, ivec2(code & 255, code >> 8), 0);
  if (code == 65535 && ((phase + at.x + at.y) & 7) < 3) pixel = stripe;
}`,
} as const;
