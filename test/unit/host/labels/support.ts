import { addLabel } from '../../../../src/core/labels/edits.ts';
import type { Label } from '../../../../src/core/labels/label.ts';
import type { LabelsState } from '../../../../src/core/protocol/labels.ts';
import { EarshotError } from '../../../../src/core/protocol/errors.ts';
import { LabelDocument, type Step } from '../../../../src/host/labels/labelDocument.ts';
import type { LabelFiles, LabelTalk } from '../../../../src/host/labels/labelFiles.ts';

/** One folder in memory. */
export class FakeFiles implements LabelFiles {
  readonly files = new Map<string, { bytes: Uint8Array; mtime: number }>();
  writes = 0;
  /** Called before bytes are written. */
  onWrite: () => void = () => undefined;
  refuse: EarshotError | undefined;
  #clock = 0;

  beside(name: string): string {
    return `file:///music/${encodeURIComponent(name)}`;
  }

  list(): Promise<readonly string[]> {
    return Promise.resolve([...this.files.keys()].map((place) => decodeURIComponent(place.slice(14))));
  }

  read(place: string): Promise<Uint8Array> {
    const file = this.files.get(place);
    return file ? Promise.resolve(file.bytes) : Promise.reject(new EarshotError('not-found', 'not there'));
  }

  write(place: string, bytes: Uint8Array): Promise<void> {
    this.onWrite();
    if (this.refuse) return Promise.reject(this.refuse);
    this.writes++;
    this.files.set(place, { bytes, mtime: ++this.#clock });
    return Promise.resolve();
  }

  stat(place: string): Promise<{ size: number; mtime: number } | null> {
    const file = this.files.get(place);
    return Promise.resolve(file ? { size: file.bytes.length, mtime: file.mtime } : null);
  }

  /** As another program writes. */
  put(name: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.files.set(this.beside(name), { bytes, mtime: ++this.#clock });
  }

  remove(name: string): void {
    this.files.delete(this.beside(name));
  }

  text(name: string): string | undefined {
    const file = this.files.get(this.beside(name));
    return file && new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.bytes);
  }
}

export class FakeTalk implements LabelTalk {
  readonly asked: string[] = [];
  readonly told: string[] = [];
  readonly conflicts: string[] = [];
  answer = true;

  confirm({ message }: { message: string }): Promise<boolean> {
    this.asked.push(message);
    return Promise.resolve(this.answer);
  }

  tell(message: string): void {
    this.told.push(message);
  }

  conflict(fileName: string): void {
    this.conflicts.push(fileName);
  }
}

/** What VS Code makes of a document's events; its rules for what is dirty. */
class FakeVsCode {
  readonly steps: Step[] = [];
  #at = 0;
  #saved = 0;
  #contentChanged = false;
  #fromBackup: boolean;

  constructor(document: LabelDocument, fromBackup: boolean) {
    this.#fromBackup = fromBackup;
    document.onChanged.on((step) => {
      if (!step) return void (this.#contentChanged = true);
      this.steps.splice(this.#at, Infinity, step);
      this.#at = this.steps.length;
    });
  }

  get dirty(): boolean {
    if (this.#contentChanged) return true;
    return this.steps.length > 0 ? this.#saved !== this.#at : this.#fromBackup;
  }

  undo(): Step {
    return this.steps[--this.#at]!;
  }

  redo(): Step {
    return this.steps[this.#at++]!;
  }

  saved(): void {
    this.#saved = this.#at;
    this.#contentChanged = this.#fromBackup = false;
  }

  reverted(): void {
    this.#at = this.#saved;
    this.steps.splice(this.#at);
    this.#contentChanged = this.#fromBackup = false;
  }
}

/** A document with all that is around it. */
export function makeDocument(files = new FakeFiles(), options: { editable?: boolean; fromBackup?: boolean } = {}) {
  const talk = new FakeTalk();
  const { editable = true, fromBackup = false } = options;
  const audio = { name: 'crow.wav', editable, durationSeconds: () => 4, newFormat: () => 'audacity' as const };
  const document = new LabelDocument(audio, files, talk);
  const vscode = new FakeVsCode(document, fromBackup);
  const states: LabelsState[] = [];
  document.onState.on((state) => states.push(state));
  const state = (): LabelsState => {
    if (!document.state) throw new Error('not loaded');
    return document.state;
  };
  return {
    files,
    talk,
    document,
    vscode,
    states,
    state,
    texts: () => state().tracks.flatMap((track) => track.labels.map((label) => label.text)),
    add: (text: string, startSeconds = 1, endSeconds = startSeconds, track = 0, more: Partial<Label> = {}) =>
      document.edit(
        state().state,
        track,
        addLabel(document.snapshot().tracks[track]!, { startSeconds, endSeconds, text, ...more }),
      ),
    undo: () => document.undo(vscode.undo()),
    redo: () => document.redo(vscode.redo()),
    save: async () => {
      await document.save();
      vscode.saved();
    },
    revert: async () => {
      await document.revert();
      vscode.reverted();
    },
  };
}
