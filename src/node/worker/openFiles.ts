import { closeSync, openSync, fstatSync, readSync } from 'node:fs';
import type { SeekIndex } from '../../core/demux/demuxer.ts';
import type { DemuxInput } from '../../core/demux/demuxer.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import { collectSoon } from '../collect.ts';
import { asFileError } from '../fileSource.ts';
import { PacketReader } from '../packets/packetReader.ts';
import type { ThreadFile } from '../threadApi.ts';

/** A file in a decoding thread. */
export class OpenFile {
  readonly facts: ThreadFile;
  readonly indices = new Map<number, SeekIndex>();
  #warnings = new Set<string>();
  #fd: number | undefined;
  #reader: PacketReader | undefined;

  constructor(facts: ThreadFile) {
    this.facts = { ...facts };
  }

  get fd(): number {
    try {
      return (this.#fd ??= openSync(this.facts.path, 'r'));
    } catch (error) {
      throw asFileError(error, this.facts.name);
    }
  }

  get input(): DemuxInput {
    return {
      size: fstatSync(this.fd).size,
      read: (offset, length) => readBytes(this.fd, offset, length),
      warn: (sentence) => this.warn(sentence),
    };
  }

  get reader(): PacketReader {
    const { stream, name } = this.facts;
    if (stream.kind !== 'packets') throw new EarshotError('internal', `${name} has no packets.`);
    return (this.#reader ??= new PacketReader(stream, this.input, this.indices));
  }

  warn(sentence: string): void {
    this.#warnings.add(sentence);
  }

  /** Warnings since the last call. */
  takeWarnings(): string[] {
    const taken = [...this.#warnings];
    this.#warnings.clear();
    return taken;
  }

  closeReader(): void {
    if (!this.#reader) return;
    this.#reader.free();
    this.#reader = undefined;
    // Decoders take up to tens of MB.
    collectSoon(2);
  }

  close(): void {
    this.closeReader();
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** The files that a thread has been told of. Only the one used last keeps its decoder. */
export class OpenFiles {
  #files = new Map<number, OpenFile>();

  open(facts: ThreadFile): void {
    this.#files.set(facts.id, new OpenFile(facts));
  }

  use(id: number): OpenFile {
    const file = this.#files.get(id);
    if (!file) throw new EarshotError('internal', `The thread has no open file ${id}.`);
    for (const other of this.#files.values()) if (other !== file) other.closeReader();
    return file;
  }

  close(id: number): void {
    this.#files.get(id)?.close();
    this.#files.delete(id);
  }
}

/** A copy of its own; shorter only where the file ends. */
export function readBytes(fd: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, length));
  return bytes.subarray(0, readInto(fd, bytes, bytes.length, offset));
}

export function readInto(fd: number, buffer: Uint8Array, length: number, position: number): number {
  let done = 0;
  while (done < length) {
    const got = readSync(fd, buffer, done, length - done, position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}
