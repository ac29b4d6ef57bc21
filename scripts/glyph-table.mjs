// Writes src/core/picture/pixels/glyphTables.ts: outlines of letters for pictures that are made without a browser.
//   node scripts/glyph-table.mjs DejaVuSans.ttf DejaVuSans-Bold.ttf     (2.37, https://dejavu-fonts.github.io)
// Its licence asks that what is made of it has another name, and for scripts/notices/dejavu-fonts.txt.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const target = fileURLToPath(new URL('../src/core/picture/pixels/glyphTables.ts', import.meta.url));
/** Units of an em in the table: a third of a pixel at the largest size that pictures have. */
const UNITS = 256;

const span = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const latin = [...span(0x20, 0x7e), ...span(0xa0, 0xff)];
const signs = [...'–—‘’“”„†•…‰‹›⁄€™−√∞≈≠≤≥♭♯←↑→↓βμσΔΩπ�'].map((sign) => sign.codePointAt(0));
const wanted = {
  regular: [...latin, ...span(0x100, 0x17f), ...signs],
  bold: [...latin, ...span(0x100, 0x17f), ...[...'–—‘’“”…−€'].map((sign) => sign.codePointAt(0))],
};

const tablesOf = (bytes) => {
  const tables = new Map();
  for (let i = 0; i < bytes.readUInt16BE(4); i++) {
    const at = 12 + 16 * i;
    const start = bytes.readUInt32BE(at + 8);
    tables.set(bytes.toString('latin1', at, at + 4), bytes.subarray(start, start + bytes.readUInt32BE(at + 12)));
  }
  return tables;
};

/** Of a TrueType font: OpenType specification 1.9, chapters cmap (format 4), hmtx, loca and glyf. */
class Font {
  constructor(path) {
    const tables = tablesOf(readFileSync(path));
    const [head, hhea] = [tables.get('head'), tables.get('hhea')];
    this.em = head.readUInt16BE(18);
    const os2 = tables.get('OS/2');
    const [over, under] = [os2.readInt16BE(68), -os2.readInt16BE(70)];
    /** From the middle of an em down to its baseline, as the canvas of browsers has it. */
    this.baseline = over / (over + under) - 0.5;
    this.long = head.readInt16BE(50) === 1;
    this.widths = hhea.readUInt16BE(34);
    [this.hmtx, this.loca, this.glyf] = ['hmtx', 'loca', 'glyf'].map((name) => tables.get(name));
    const cmap = tables.get('cmap');
    for (let i = 0; i < cmap.readUInt16BE(2); i++) {
      const table = cmap.subarray(cmap.readUInt32BE(8 + 8 * i));
      if (table.readUInt16BE(0) === 4) this.cmap = table;
    }
  }

  glyphOf(code) {
    const { cmap } = this;
    const size = cmap.readUInt16BE(6);
    for (let i = 0; i < size; i += 2) {
      if (cmap.readUInt16BE(14 + i) < code) continue;
      const start = cmap.readUInt16BE(16 + size + i);
      if (start > code) return 0;
      const [delta, offset] = [cmap.readUInt16BE(16 + 2 * size + i), cmap.readUInt16BE(16 + 3 * size + i)];
      if (offset === 0) return (code + delta) & 0xffff;
      const found = cmap.readUInt16BE(16 + 3 * size + i + offset + 2 * (code - start));
      return found === 0 ? 0 : (found + delta) & 0xffff;
    }
    return 0;
  }

  advance(glyph) {
    return this.hmtx.readUInt16BE(4 * Math.min(glyph, this.widths - 1));
  }

  /** { contours } of { x, y, on }, or { parts } of { glyph, x, y }. */
  outline(glyph) {
    const at = (i) => (this.long ? this.loca.readUInt32BE(4 * i) : 2 * this.loca.readUInt16BE(2 * i));
    if (at(glyph) === at(glyph + 1)) return { contours: [] };
    const data = this.glyf.subarray(at(glyph), at(glyph + 1));
    return data.readInt16BE(0) < 0 ? { parts: partsOf(data) } : { contours: contoursOf(data) };
  }
}

function partsOf(data) {
  const parts = [];
  for (let at = 10, more = true; more;) {
    const flags = data.readUInt16BE(at);
    const glyph = data.readUInt16BE(at + 2);
    if ((flags & 2) === 0 || (flags & 0xc8) !== 0) throw new Error(`a part of a glyph is scaled, or placed by points`);
    const words = (flags & 1) !== 0;
    const [x, y] = words
      ? [data.readInt16BE(at + 4), data.readInt16BE(at + 6)]
      : [data.readInt8(at + 4), data.readInt8(at + 5)];
    parts.push({ glyph, x, y });
    at += words ? 8 : 6;
    more = (flags & 0x20) !== 0;
  }
  return parts;
}

function contoursOf(data) {
  const count = data.readInt16BE(0);
  const ends = Array.from({ length: count }, (_, i) => data.readUInt16BE(10 + 2 * i));
  let at = 10 + 2 * count;
  at += 2 + data.readUInt16BE(at);
  const points = ends.at(-1) + 1;
  const flags = [];
  while (flags.length < points) {
    const flag = data[at++];
    flags.push(flag);
    if (flag & 8) for (let repeat = data[at++]; repeat > 0; repeat--) flags.push(flag);
  }
  const coordinates = (short, same) => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) value += flag & same ? data[at++] : -data[at++];
      else if (!(flag & same)) {
        value += data.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const [xs, ys] = [coordinates(2, 16), coordinates(4, 32)];
  return ends.map((end, i) =>
    span(i === 0 ? 0 : ends[i - 1] + 1, end).map((p) => ({ x: xs[p], y: ys[p], on: flags[p] & 1 })),
  );
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Five bits a digit, the lowest first; 32 says that more follow. */
const whole = (value) => (value < 32 ? digits[value] : digits[32 + (value % 32)] + whole(Math.floor(value / 32)));
const signed = (value) => whole(value < 0 ? -2 * value - 1 : 2 * value);

/** As src/core/picture/pixels/glyphs.ts reads it. */
function encode(font, codes) {
  const scale = (value) => Math.round((value * UNITS) / font.em);
  const list = [];
  const indexOf = (glyph, code = 0) => {
    let index = list.findIndex((each) => each.glyph === glyph);
    if (index < 0) {
      const outline = font.outline(glyph);
      const parts = outline.parts?.map((part) => ({ ...part, index: indexOf(part.glyph) }));
      index = list.push({ glyph, codes: [], contours: outline.contours, parts }) - 1;
    }
    if (code > 0) list[index].codes.push(code);
    return index;
  };
  for (const code of codes) {
    const glyph = font.glyphOf(code);
    if (glyph === 0) throw new Error(`the font has no U+${code.toString(16)}`);
    indexOf(glyph, code);
  }
  return list
    .map(({ glyph, codes, contours, parts }) => {
      const head = whole(codes.length) + codes.map(whole).join('') + whole(scale(font.advance(glyph)));
      if (parts)
        return (
          head +
          whole(2 * parts.length + 1) +
          parts.map(({ index, x, y }) => whole(index) + signed(scale(x)) + signed(scale(y))).join('')
        );
      let [x0, y0] = [0, 0];
      const step = ({ x, y, on }) => {
        const [dx, dy] = [scale(x) - x0, scale(y) - y0];
        [x0, y0] = [scale(x), scale(y)];
        return whole(2 * (dx < 0 ? -2 * dx - 1 : 2 * dx) + on) + signed(dy);
      };
      return (
        head +
        whole(2 * contours.length) +
        contours.map((points) => whole(points.length) + points.map(step).join('')).join('')
      );
    })
    .join('');
}

const [regular, bold] = process.argv.slice(2).map((path) => new Font(path));
if (!bold) throw new Error('usage: node scripts/glyph-table.mjs DejaVuSans.ttf DejaVuSans-Bold.ttf');
const text = `// Generated by scripts/glyph-table.mjs; not to be edited. Licence: scripts/notices/dejavu-fonts.txt

/** Units of an em, of outlines and advances. */
export const EM = ${UNITS};
/** From the middle of a line down to its baseline, in ems. */
export const BASELINE = ${regular.baseline.toFixed(4)};

export const regular = '${encode(regular, wanted.regular)}';

export const bold = '${encode(bold, wanted.bold)}';
`;
writeFileSync(target, await format(text, { ...(await resolveConfig(target)), parser: 'typescript' }));
console.log(`${target}: ${text.length} bytes`);
