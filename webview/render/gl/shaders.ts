/**
 * Every shape is one instance of a quad; corners come from gl_VertexID (0 … 3, a triangle strip). Positions are device
 * pixels from the top left corner, as in the 2D canvas.
 */
const place = `
uniform vec2 size;
vec2 corner() { return vec2(gl_VertexID & 1, gl_VertexID >> 1); }
void put(vec2 at) { gl_Position = vec4(at / size * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0); }`;

const head = '#version 300 es\nprecision highp float;\n';

const flat = `${head}
uniform vec4 colour;
out vec4 pixel;
void main() { pixel = vec4(colour.rgb * colour.a, colour.a); }`;

export const rectShader = {
  vertex: `${head}${place}
in vec4 rect;
void main() { put(rect.xy + corner() * rect.zw); }`,
  fragment: flat,
} as const;

/** Column i from row rows.x to row rows.y. */
export const columnShader = {
  vertex: `${head}${place}
in float top;
in float bottom;
void main() {
  vec2 at = corner();
  put(vec2(float(gl_InstanceID) + at.x, mix(top, max(top, bottom), at.y)));
}`,
  fragment: flat,
} as const;

/** A line from xy to zw with round ends: soft over one pixel, so neither steps nor seams at the joints. */
export const capsuleShader = {
  vertex: `${head}${place}
in vec4 ends;
uniform float radius;
out vec2 at;
flat out vec4 line;
void main() {
  vec2 along = ends.zw - ends.xy;
  float length_ = length(along);
  vec2 direction = length_ > 0.0 ? along / length_ : vec2(1.0, 0.0);
  vec2 side = vec2(-direction.y, direction.x) * (radius + 1.0);
  vec2 end = corner();
  vec2 out_ = direction * (radius + 1.0);
  at = mix(ends.xy - out_, ends.zw + out_, end.x) + mix(-side, side, end.y);
  line = ends;
  put(at);
}`,
  fragment: `${head}
uniform vec4 colour;
uniform float radius;
in vec2 at;
flat in vec4 line;
out vec4 pixel;
void main() {
  vec2 along = line.zw - line.xy;
  float t = clamp(dot(at - line.xy, along) / max(dot(along, along), 1e-6), 0.0, 1.0);
  float cover = clamp(radius + 0.5 - distance(at, line.xy + t * along), 0.0, 1.0);
  pixel = vec4(colour.rgb, 1.0) * colour.a * cover;
}`,
} as const;

export const discShader = {
  vertex: `${head}${place}
in vec2 centre;
uniform float radius;
out vec2 away;
void main() {
  away = (corner() * 2.0 - 1.0) * (radius + 1.0);
  put(centre + away);
}`,
  fragment: `${head}
uniform vec4 colour;
uniform float radius;
in vec2 away;
out vec4 pixel;
void main() { pixel = vec4(colour.rgb, 1.0) * colour.a * clamp(radius + 0.5 - length(away), 0.0, 1.0); }`,
} as const;
