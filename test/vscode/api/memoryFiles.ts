import * as vscode from 'vscode';

/** A file system in which every path is the same file. Counts whole-file reads. */
export class MemoryFiles implements vscode.FileSystemProvider {
  reads = 0;
  /** A read waits for this. */
  gate: Promise<void> = Promise.resolve();
  readonly #bytes: Uint8Array;
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changes.event;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  stat(): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 1, size: this.#bytes.byteLength };
  }

  async readFile(): Promise<Uint8Array> {
    this.reads++;
    await this.gate;
    return this.#bytes;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  writeFile(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
}
