import type { ByteSource } from '../core/formats/byteSource.ts';
import type { TaggedPart } from '../core/metadata/findings.ts';
import { EarshotError } from '../core/protocol/errors.ts';

/** How the library describes a value: its length, and how it is decoded. */
interface Token<T> {
  len: number;
  get(bytes: Uint8Array, offset: number): T;
}

export interface Limits {
  /** Read in all. */
  bytes: number;
  /** performance.now() at which reading ends. */
  until: number;
}

const WINDOW = 16 * 1024;
/** Of a single value. Larger ones are not asked for by a file that tells the truth. */
const MAX_READ = 24 * 1024 * 1024;

/**
 * A part of a file as the tag library reads it. Reads end, as at the end of the file, when the limits are reached: a size
 * that a file only claims costs neither memory nor time.
 */
export class TagTokenizer {
  readonly fileInfo: { size: number; mimeType: string };
  position = 0;
  #source: ByteSource;
  #start: number;
  #limits: Limits;
  #window = { offset: 0, bytes: new Uint8Array(0) };

  constructor(source: ByteSource, part: TaggedPart, limits: Limits) {
    this.#source = source;
    this.#start = part.offset;
    this.#limits = limits;
    this.fileInfo = { size: part.size, mimeType: part.mime };
  }

  supportsRandomAccess(): boolean {
    return true;
  }

  setPosition(position: number): void {
    this.position = position;
  }

  async peekBuffer(target: Uint8Array, options?: ReadOptions): Promise<number> {
    const at = options?.position ?? this.position;
    const wanted = options?.length ?? target.length;
    const bytes = await this.#read(at, wanted);
    if (bytes.length < wanted && !options?.mayBeLess) throw ended();
    target.set(bytes);
    return bytes.length;
  }

  async readBuffer(target: Uint8Array, options?: ReadOptions): Promise<number> {
    if (options?.position !== undefined) this.position = options.position;
    const length = await this.peekBuffer(target, options);
    this.position += length;
    return length;
  }

  async peekToken<T>(token: Token<T>, position = this.position, _mayBeLess?: boolean): Promise<T> {
    if (!(token.len <= MAX_READ)) throw ended();
    const bytes = new Uint8Array(token.len);
    await this.peekBuffer(bytes, { position });
    return token.get(bytes, 0);
  }

  async readToken<T>(token: Token<T>, position = this.position): Promise<T> {
    const value = await this.peekToken(token, position);
    this.position = position + token.len;
    return value;
  }

  peekNumber(token: Token<number>): Promise<number> {
    return this.peekToken(token);
  }

  readNumber(token: Token<number>): Promise<number> {
    return this.readToken(token);
  }

  ignore(length: number): Promise<number> {
    const skipped = Math.max(0, Math.min(length, this.fileInfo.size - this.position));
    this.position += skipped;
    return Promise.resolve(skipped);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  abort(): Promise<void> {
    return Promise.resolve();
  }

  async #read(at: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.fileInfo.size - at));
    if (wanted > MAX_READ || this.#limits.bytes <= 0 || performance.now() > this.#limits.until) throw ended();
    const { offset, bytes } = this.#window;
    if (at >= offset && at + wanted <= offset + bytes.length) return bytes.subarray(at - offset, at - offset + wanted);
    const ahead = Math.max(wanted, Math.min(WINDOW, this.fileInfo.size - at));
    const read = await this.#source.read(this.#start + at, ahead);
    this.#limits.bytes -= read.length;
    if (ahead > WINDOW) return read.subarray(0, wanted);
    this.#window = { offset: at, bytes: Uint8Array.from(read) };
    return this.#window.bytes.subarray(0, wanted);
  }
}

const ended = (): EarshotError => new EarshotError('corrupt', 'The tags end before they should.');

interface ReadOptions {
  length?: number;
  position?: number;
  mayBeLess?: boolean;
}
