import { viewOf } from '../formats/byteSource.ts';
import { hex, looseText, printable } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';
import { count } from './walk.ts';

export type Field = NonNullable<StructureNode['fields']>[number];

/**
 * Reads fields one after the other and lists them by name. Where the bytes end, reads give 0 or '' and list nothing;
 * `short` tells.
 */
export class FieldReader {
  at = 0;
  short = false;
  readonly list: Field[] = [];
  readonly bytes: Uint8Array;
  #view: DataView;
  #base: number;
  #little: boolean;

  /** base: offset of the bytes in the file. */
  constructor(bytes: Uint8Array, base: number, little = false) {
    this.bytes = bytes;
    this.#view = viewOf(bytes);
    this.#base = base;
    this.#little = little;
  }

  get left(): number {
    return Math.max(0, this.bytes.length - this.at);
  }

  add(name: string, value: string, length = 0): void {
    this.list.push({ name, value, offset: this.#base + this.at - length });
  }

  skip(length: number): void {
    this.at += length;
  }

  take(length: number): Uint8Array {
    if (this.left < length) this.short = true;
    const part = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return part;
  }

  u8(name = '', words?: (value: number) => string): number {
    return this.#number(1, (at) => this.#view.getUint8(at), name, words);
  }

  i8(name = '', words?: (value: number) => string): number {
    return this.#number(1, (at) => this.#view.getInt8(at), name, words);
  }

  u16(name = '', words?: (value: number) => string): number {
    return this.#number(2, (at) => this.#view.getUint16(at, this.#little), name, words);
  }

  i16(name = '', words?: (value: number) => string): number {
    return this.#number(2, (at) => this.#view.getInt16(at, this.#little), name, words);
  }

  /** Big-endian. */
  u24(name = '', words?: (value: number) => string): number {
    const read = (at: number): number => (this.#view.getUint16(at) << 8) | this.#view.getUint8(at + 2);
    return this.#number(3, read, name, words);
  }

  u32(name = '', words?: (value: number) => string): number {
    return this.#number(4, (at) => this.#view.getUint32(at, this.#little), name, words);
  }

  i32(name = '', words?: (value: number) => string): number {
    return this.#number(4, (at) => this.#view.getInt32(at, this.#little), name, words);
  }

  /** Exact up to 2^53. */
  u64(name = '', words?: (value: number) => string): number {
    return this.#number(8, (at) => Number(this.#view.getBigUint64(at, this.#little)), name, words);
  }

  i64(name = '', words?: (value: number) => string): number {
    return this.#number(8, (at) => Number(this.#view.getBigInt64(at, this.#little)), name, words);
  }

  f32(name = '', words = real): number {
    return this.#number(4, (at) => this.#view.getFloat32(at, this.#little), name, words);
  }

  f64(name = '', words = real): number {
    return this.#number(8, (at) => this.#view.getFloat64(at, this.#little), name, words);
  }

  /** Four letters. */
  code(name = ''): string {
    const text = printable(String.fromCharCode(...this.take(4)));
    if (name && text) this.add(name, text, 4);
    return text;
  }

  /** Zero-padded text of a fixed length; an empty one is not listed. */
  text(name: string, length: number): string {
    const text = looseText(this.take(length)).trimEnd();
    if (name && text) this.add(name, clip(text), length);
    return text;
  }

  raw(name: string, length: number): Uint8Array {
    const bytes = this.take(length);
    if (name && bytes.length > 0) this.add(name, hex(bytes), length);
    return bytes;
  }

  #number(length: number, read: (at: number) => number, name: string, words?: (value: number) => string): number {
    if (this.left < length) {
      this.short = true;
      this.at += length;
      return 0;
    }
    const value = read(this.at);
    this.at += length;
    if (name) this.add(name, words ? words(value) : count(value).replace('-', '\u2212'), length);
    return value;
  }
}

const MAX_VALUE = 400;

/** A value of one line that fits a row. */
export function clip(text: string): string {
  const line = printable(text.replace(/\s*[\r\n]+\s*/g, ' ⏎ '));
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE)}…` : line;
}

export function real(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(9))).replace('-', '\u2212') : String(value);
}

export const hertz = (value: number): string => `${real(value)} Hz`;
export const bits = (value: number): string => `${count(value)} bit`;
export const code32 = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

/** The fields that were found; a body too short for its format is a problem of its node. */
export function setFields(node: StructureNode, reader: FieldReader): void {
  if (reader.list.length > 0) node.fields = [...(node.fields ?? []), ...reader.list];
  if (reader.short && !node.problem) node.problem = 'Too short for what it should hold.';
}
