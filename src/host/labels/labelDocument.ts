import { apply, fitted, invert, type TrackEdit } from '../../core/labels/edits.ts';
import type { LabelFormat, LabelTrack } from '../../core/labels/label.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import type { LabelsState } from '../../core/protocol/labels.ts';
import { Emitter } from '../../core/util/emitter.ts';
import { type LabelFile, findLabels, type Loaded, newFile, readLabelFile } from './labelFile.ts';
import { type LabelFiles, type LabelledAudio, type LabelTalk, nameOf } from './labelFiles.ts';
import { LabelDisk } from './labelDisk.ts';

/** A point in the history of edits: only its identity counts. */
type Mark = object;

/** One edit as VS Code's undo holds it. */
export interface Step {
  readonly edit: TrackEdit;
  readonly track: number;
  /** Of the reading of the file that it was made for. */
  readonly epoch: number;
  readonly before: Mark;
  readonly after: Mark;
}

/**
 * The labels of one audio file, shared by all its editors: edits with undo, the file they are read from and saved to. Knows
 * no VS Code. VS Code counts edits by itself to know what is dirty; `dirty` follows the same rules.
 */
export class LabelDocument {
  readonly onState = new Emitter<LabelsState>();
  /** A step that can be undone; null: dirty in another way. */
  readonly onChanged = new Emitter<Step | null>();
  readonly #audio: LabelledAudio;
  readonly #files: LabelFiles;
  readonly #disk: LabelDisk;
  #file: LabelFile;
  #tracks: readonly LabelTrack[];
  #loaded = false;
  /** Of the states of the labels: what else is told of them comes under the same number. */
  #count = 0;
  #epoch = 0;
  /** Steps of earlier epochs are of another file. */
  #oldest = 0;
  #at: Mark = {};
  #saved: Mark = this.#at;
  /** Labels of an earlier session: VS Code would count them as saved once an edit has come and gone. */
  #restored = false;
  /** One reading or writing of the file at a time. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(audio: LabelledAudio, files: LabelFiles, talk: LabelTalk) {
    this.#audio = audio;
    this.#files = files;
    this.#disk = new LabelDisk(audio, files, talk);
    ({ file: this.#file, tracks: this.#tracks } = newFile(audio.newFormat()));
  }

  get dirty(): boolean {
    return this.#at !== this.#saved;
  }

  /** Null: none is there yet. */
  get place(): string | null {
    return this.#file.place;
  }

  get format(): LabelFormat {
    return this.#file.format;
  }

  /** Null while the folder is being searched. */
  get state(): LabelsState | null {
    if (!this.#loaded) return null;
    const { place, format, warnings } = this.#file;
    return {
      state: this.#count,
      fileName: place === null ? null : nameOf(place),
      format: format.name,
      dirty: this.dirty,
      editable: this.#audio.editable,
      tracks: this.#tracks as LabelsState['tracks'],
      warnings: [...warnings],
    };
  }

  /** Of an earlier session, or what is beside the audio. */
  load(backup?: Loaded): Promise<void> {
    return this.#exclusive(async () => {
      if (backup) {
        this.#at = {};
        this.#restored = true;
      }
      this.#adopt(backup ?? (await this.#find()));
    });
  }

  /** `state`: the one that the edit was made for. */
  edit(state: number, track: number, wanted: TrackEdit): void {
    const { name, editable } = this.#audio;
    if (!editable) throw new EarshotError('no-permission', `The labels of this version of ${name} cannot be changed.`);
    const current = this.#tracks[track];
    const edit = state === this.#count && current ? fitted(current, wanted) : undefined;
    if (!edit) throw new EarshotError('changed', 'The labels have changed meanwhile. Try again.');
    if (edit.removed.length === 0 && edit.inserted.length === 0) return;
    const step: Step = { edit, track, epoch: this.#epoch, before: this.#at, after: {} };
    this.#replace(track, edit);
    this.#at = step.after;
    this.#tell();
    if (this.#restored) this.onChanged.emit(null);
    this.#restored = false;
    this.onChanged.emit(step);
  }

  undo(step: Step): boolean {
    return this.#walk(step, invert(step.edit), step.before);
  }

  redo(step: Step): boolean {
    return this.#walk(step, step.edit, step.after);
  }

  /** Writes nothing where nothing has changed. Rejects with 'cancelled' where the user would rather not. */
  save(): Promise<void> {
    return this.#exclusive(async () => {
      // VS Code takes edits for saved that come while the file is written.
      while (this.dirty) await this.#saveOnce();
    });
  }

  /** Writes to another place, and goes on with that file. */
  saveAs(place: string, format: LabelFormat): Promise<void> {
    return this.#exclusive(async () => {
      const mark = this.#at;
      const file = await this.#disk.writeNew(this.#current(), place, format);
      this.#saved = mark;
      this.#restored = false;
      this.#file = file;
      this.#tell();
    });
  }

  /** For a copy of the audio: nothing here changes by it. */
  async writeCopy(place: string): Promise<void> {
    await this.#disk.writeNew(this.#current(), place, this.#file.format);
  }

  /** What a file of that format would not hold. */
  lossesAs(format: LabelFormat): readonly string[] {
    return this.#disk.lossesAs(this.#current(), format);
  }

  /** Back to what is on disk. */
  revert(): Promise<void> {
    return this.#exclusive(async () => {
      const { place } = this.#file;
      const there = place !== null && (await this.#files.stat(place)) !== null;
      const loaded = there ? await readLabelFile(this.#files, place) : await this.#find();
      this.#at = this.#saved;
      this.#restored = false;
      this.#adopt(loaded);
    });
  }

  /** Shows another file instead. Nothing may be dirty. */
  open(place: string): Promise<void> {
    return this.#exclusive(async () => this.#adopt(await readLabelFile(this.#files, place)));
  }

  /** The file, or the folder while there is none, has changed on disk. */
  look(): Promise<void> {
    return this.#exclusive(async () => {
      if (!this.#loaded) return;
      const seen = await this.#disk.look(this.#current(), this.dirty);
      switch (seen.kind) {
        case 'same':
          return;
        case 'found':
        case 'changed':
          return this.#adopt(seen.loaded);
        case 'noted':
          this.#file = seen.file;
          return this.#tell();
        case 'deleted': {
          this.#file = { ...this.#file, revision: null };
          const wasDirty = this.dirty;
          if (!wasDirty) this.#at = {};
          this.#tell();
          if (!wasDirty) this.onChanged.emit(null);
        }
      }
    });
  }

  /** The user keeps the labels of here: saving writes over what is on disk now. */
  keepMine(): Promise<void> {
    return this.#exclusive(async () => {
      this.#file = await this.#disk.accept(this.#file);
    });
  }

  /** As it is now; later edits leave it alone. */
  snapshot(): Loaded {
    return this.#current();
  }

  #current(): Loaded {
    return { file: this.#file, tracks: this.#tracks };
  }

  #find(): Promise<Loaded> {
    return findLabels(this.#audio.name, this.#files, this.#audio.newFormat());
  }

  async #saveOnce(): Promise<void> {
    const mark = this.#at;
    const file = await this.#disk.write(this.#current());
    this.#file = file;
    this.#saved = mark;
    this.#restored = false;
    this.#tell();
  }

  #adopt({ file, tracks }: Loaded): void {
    this.#epoch++;
    this.#count++;
    if (file.place !== this.#file.place) this.#oldest = this.#epoch;
    this.#file = file;
    this.#tracks = tracks;
    this.#loaded = true;
    this.#tell();
  }

  /** False: the labels have been read anew since, and the step fits them no more. Dirty is counted all the same, as VS Code does. */
  #walk(step: Step, edit: TrackEdit, mark: Mark): boolean {
    this.#at = mark;
    const track = step.epoch < this.#oldest ? undefined : this.#tracks[step.track];
    const own = track && fitted(track, edit);
    if (own) this.#replace(step.track, own);
    this.#tell();
    return own !== undefined;
  }

  #replace(track: number, edit: TrackEdit): void {
    this.#count++;
    this.#tracks = this.#tracks.map((each, i) => (i === track ? apply(each, edit) : each));
  }

  #tell(): void {
    const { state } = this;
    if (state) this.onState.emit(state);
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}
