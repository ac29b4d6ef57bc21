import type { ByteSource } from '../formats/byteSource.ts';
import { type Findings, noFindings } from '../metadata/findings.ts';
import { printable } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';

const WINDOW = 16 * 1024;
const MAX_NODES = 3000;
const MAX_READS = 20_000;
const MAX_BYTES = 48 * 1024 * 1024;
const MAX_DEPTH = 12;
/** Of one element's body that is read to decode its fields. */
export const BODY = 64 * 1024;

/**
 * One walk through the elements of a file. Reads and nodes are limited: at the limit reads come back empty and `full` is
 * true, so that every walker ends as it does where a file is cut off.
 */
export class Walk {
  readonly size: number;
  readonly found: Findings = noFindings();
  #source: ByteSource;
  #window: { offset: number; bytes: Uint8Array } = { offset: 0, bytes: new Uint8Array(0) };
  #nodes = 0;
  #reads = 0;
  #bytes = 0;
  #depth = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.size = source.size;
  }

  get full(): boolean {
    return this.#nodes >= MAX_NODES || this.exhausted;
  }

  get exhausted(): boolean {
    return this.#reads >= MAX_READS || this.#bytes >= MAX_BYTES;
  }

  /** Shorter where the file ends, empty at the limit. Lives until the next read. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (wanted === 0 || !(offset >= 0)) return new Uint8Array(0);
    const { offset: from, bytes } = this.#window;
    if (offset >= from && offset + wanted <= from + bytes.length) {
      return bytes.subarray(offset - from, offset - from + wanted);
    }
    if (this.exhausted) return new Uint8Array(0);
    this.#reads++;
    const read = await this.#source.read(offset, Math.max(wanted, Math.min(WINDOW, this.size - offset)));
    this.#bytes += read.length;
    if (wanted > WINDOW) return read.subarray(0, wanted);
    this.#window = { offset, bytes: Uint8Array.from(read) };
    return this.#window.bytes.subarray(0, wanted);
  }

  /** Elements inside elements: at MAX_DEPTH the inner ones are left out. */
  async inside(read: () => Promise<StructureNode[]>): Promise<StructureNode[]> {
    if (this.#depth >= MAX_DEPTH) return [];
    this.#depth++;
    try {
      return await read();
    } finally {
      this.#depth--;
    }
  }

  /** A copy that lives on. */
  async copy(offset: number, length: number): Promise<Uint8Array> {
    return Uint8Array.from(await this.read(offset, length));
  }

  /** An element as large as it says it is; one that reaches beyond `end` is cut there and says so. */
  node(name: string, title: string, offset: number, size: number, end = this.size): StructureNode {
    this.#nodes++;
    const there = Math.max(0, Math.min(size, end - offset));
    const node: StructureNode = { name: printable(name), offset, size: Number.isFinite(there) ? Math.floor(there) : 0 };
    if (title) node.title = title;
    if (!(size <= end - offset)) {
      const where = end === this.size ? 'the file ends' : 'what holds it ends';
      addProblem(node, `Says it has ${count(size)} bytes, but ${where} after ${count(node.size)}.`);
    }
    return node;
  }
}

export function addProblem(node: StructureNode, problem: string): void {
  node.problem = node.problem ? `${node.problem} ${problem}` : problem;
}

/** 12,345. Sizes that a file only claims may be beyond what a number holds exactly. */
export function count(value: number): string {
  return Number.isFinite(value) ? Math.floor(value).toLocaleString('en-US') : 'endless';
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
