import type { LabelFormat } from '../../core/labels/label.ts';
import { counted } from '../../core/labels/losses.ts';
import { writeLabels } from '../../core/labels/registry.ts';
import { sidecarName, stemOf } from '../../core/labels/sidecars.ts';
import { toErrorInfo } from '../../core/protocol/errors.ts';
import { cancelled, findLabels, type LabelFile, type Loaded, readLabelFile, revisionOf } from './labelFile.ts';
import { type LabelFiles, type LabelledAudio, type LabelTalk, nameOf } from './labelFiles.ts';

/** found, changed: to be shown instead. noted: as it is, but for what is known of the file. */
export type Seen =
  | { kind: 'same' }
  | { kind: 'found' | 'changed'; loaded: Loaded }
  | { kind: 'noted'; file: LabelFile }
  | { kind: 'deleted' };

type Written = ReturnType<typeof writeLabels>;

/** Between labels and their file: writes only what the user knows of, and sees what others have written. */
export class LabelDisk {
  readonly #audio: LabelledAudio;
  readonly #files: LabelFiles;
  readonly #talk: LabelTalk;
  /** What the last writing lost: said once. */
  #lost = '';
  /** On disk, of a conflict that the user was told of. */
  #told: string | null = null;

  constructor(audio: LabelledAudio, files: LabelFiles, talk: LabelTalk) {
    this.#audio = audio;
    this.#files = files;
    this.#talk = talk;
  }

  /** To its own file, or to a new one beside the audio. Rejects with 'cancelled'. */
  async write(labels: Loaded): Promise<LabelFile> {
    const { file, tracks } = labels;
    if (file.place === null && tracks.every((track) => track.labels.length === 0)) return file;
    const place = file.place ?? this.#files.beside(sidecarName(this.#audio.name, file.format.id));
    const name = nameOf(place);
    const disk = await revisionOf(this.#files, place);
    if (disk !== null && disk !== file.revision) {
      await this.#ask(
        file.place === null ? `There is a ${name} already.` : `${name} has changed on disk since it was read.`,
        `Saving replaces what is in it now by the labels of ${this.#audio.name} as they are shown here.`,
        'Overwrite',
      );
    }
    if (file.leftOut > 0) {
      await this.#ask(
        `Saving loses ${counted(file.leftOut, 'entry').replace(/entrys$/, 'entries')} of ${name}.`,
        `They could not be read as ${file.format.name}, and are not among the labels that are shown. To keep the file as it is, use “Save Labels in Another Format…” and another name.`,
        'Save Anyway',
      );
    }
    const written = this.#serialise(labels, file.format);
    const revision = await this.#put(place, written);
    this.#tellLosses(name, written.warnings);
    return { ...file, place, revision, leftOut: 0, warnings: file.leftOut > 0 ? [] : file.warnings };
  }

  /** To a file that takes its place from now on. What that loses has been asked before. */
  async writeNew(labels: Loaded, place: string, format: LabelFormat): Promise<LabelFile> {
    const written = this.#serialise(labels, format);
    this.#lost = written.warnings.join(' ');
    const revision = await this.#put(place, written);
    return { place, format, dialect: this.#dialect(labels, format), revision, leftOut: 0, warnings: [] };
  }

  lossesAs(labels: Loaded, format: LabelFormat): readonly string[] {
    return this.#serialise(labels, format).warnings;
  }

  async look({ file, tracks }: Loaded, dirty: boolean): Promise<Seen> {
    const { place } = file;
    if (place === null) {
      if (dirty) return { kind: 'same' };
      const loaded = await findLabels(this.#audio.name, this.#files, file.format.id);
      return loaded.file.place === null ? { kind: 'same' } : { kind: 'found', loaded };
    }
    const disk = await revisionOf(this.#files, place);
    if (disk === file.revision) return { kind: 'same' };
    const name = nameOf(place);
    if (disk === null) {
      this.#talk.tell(`${name} was deleted on disk. Its labels are still shown here: saving writes them again.`);
      return { kind: 'deleted' };
    }
    if (dirty) {
      if (await this.#holds(place, { file, tracks })) return { kind: 'noted', file: { ...file, revision: disk } };
      if (this.#told !== disk) this.#talk.conflict(name);
      this.#told = disk;
      return { kind: 'same' };
    }
    try {
      return { kind: 'changed', loaded: await readLabelFile(this.#files, place) };
    } catch (error) {
      const fault = `${name} has changed on disk and cannot be read any more: ${toErrorInfo(error).message} The labels as they were before are shown.`;
      const warnings = [...file.warnings.filter((each) => !each.startsWith(`${name} has changed`)), fault];
      return { kind: 'noted', file: { ...file, warnings } };
    }
  }

  /** Whatever is on disk now may be written over. */
  async accept(file: LabelFile): Promise<LabelFile> {
    return file.place === null ? file : { ...file, revision: await revisionOf(this.#files, file.place) };
  }

  /** The disk has the very bytes that saving would write. */
  async #holds(place: string, labels: Loaded): Promise<boolean> {
    const bytes = await this.#files.read(place).catch(() => new Uint8Array());
    const own = this.#serialise(labels, labels.file.format).bytes;
    return bytes.length === own.length && own.every((byte, i) => byte === bytes[i]);
  }

  #serialise(labels: Loaded, format: LabelFormat): Written {
    const durationSeconds = this.#audio.durationSeconds();
    return writeLabels(format, labels.tracks, {
      dialect: this.#dialect(labels, format),
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
      recording: stemOf(this.#audio.name),
    });
  }

  /** Another format keeps only how the text is written. */
  #dialect({ file }: Loaded, format: LabelFormat): LabelFile['dialect'] {
    if (format === file.format) return file.dialect;
    const { encoding, newline } = file.dialect;
    return { ...(encoding ? { encoding } : {}), ...(newline ? { newline } : {}) };
  }

  async #put(place: string, { bytes }: Written): Promise<string | null> {
    await this.#files.write(place, bytes);
    return revisionOf(this.#files, place);
  }

  async #ask(message: string, detail: string, yes: string): Promise<void> {
    if (!(await this.#talk.confirm({ message, detail, yes }))) throw cancelled('The labels were not saved.');
  }

  #tellLosses(name: string, warnings: readonly string[]): void {
    const lost = warnings.join(' ');
    if (lost !== this.#lost && lost !== '') {
      this.#talk.tell(`${name} was saved, but not with all that is shown. ${lost}`);
    }
    this.#lost = lost;
  }
}
