import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '../core/formats/byteSource.ts';
import { EarshotError } from '../core/protocol/errors.ts';

/** A file on disk, read by position. */
export interface FileSource extends ByteSource {
  readonly mtimeMs: number;
  /** The file has become longer: reads may go on to `bytes`. */
  grow(bytes: number): void;
  close(): Promise<void>;
}

/** Opens for reading; what stands in the way is named in the user's words. */
export async function openFile(path: string, name: string): Promise<FileSource> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new EarshotError('is-directory', `${name} is a folder, not an audio file.`);
    if (!stat.isFile()) throw new EarshotError('unsupported', `${name} is not a regular file.`);
    return fileSource(handle, stat.size, stat.mtimeMs);
  } catch (error) {
    await handle?.close();
    throw asFileError(error, name);
  }
}

function fileSource(handle: FileHandle, bytesNow: number, mtimeMs: number): FileSource {
  let size = bytesNow;
  return {
    get size() {
      return size;
    },
    mtimeMs,
    grow(bytes) {
      size = Math.max(size, bytes);
    },
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const bytes = new Uint8Array(wanted);
      let done = 0;
      while (done < wanted) {
        const { bytesRead } = await handle.read(bytes, done, wanted - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    },
    close: () => handle.close(),
  };
}

export function asFileError(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new EarshotError('not-found', `${name} was not found: it has been moved, renamed or deleted.`);
    case 'EACCES':
    case 'EPERM':
      return new EarshotError('no-permission', `${name} cannot be read: you have no permission to open it.`);
    case 'EISDIR':
      return new EarshotError('is-directory', `${name} is a folder, not an audio file.`);
    case 'EMFILE':
    case 'ENFILE':
      return new EarshotError('internal', `${name} cannot be opened: too many files are open.`);
    case 'EIO':
      return new EarshotError('corrupt', `${name} cannot be read: the disk reports an error.`);
    default:
      return error instanceof EarshotError
        ? error
        : new EarshotError('internal', `${name} cannot be read: ${error.message}`);
  }
}
