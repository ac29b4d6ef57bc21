import type { LabelFormat } from '../../core/labels/label.ts';

/** What labels need of the disk. A place is the URI of a file, as text. */
export interface LabelFiles {
  /** Of a file in the folder of the audio. */
  beside(name: string): string;
  /** Names in the folder of the audio that may be of files of labels. */
  list(): Promise<readonly string[]>;
  /** Rejects with 'not-found' where there is no such file. */
  read(place: string): Promise<Uint8Array>;
  write(place: string, bytes: Uint8Array): Promise<void>;
  /** Of the file as it is now; null where there is none. */
  stat(place: string): Promise<{ size: number; mtime: number } | null>;
}

/** What labels need to know of their audio. */
export interface LabelledAudio {
  readonly name: string;
  /** The labels can be written. */
  readonly editable: boolean;
  /** Undefined while it is not known. */
  durationSeconds(): number | undefined;
  /** Of the file that is made where there is none. */
  newFormat(): LabelFormat['id'];
}

/** What labels ask and tell the user. */
export interface LabelTalk {
  /** False: the user thought better of it. */
  confirm(question: { message: string; detail: string; yes: string }): Promise<boolean>;
  tell(message: string): void;
  /** The file has changed on disk, and so have the labels here. */
  conflict(fileName: string): void;
}

export function nameOf(place: string): string {
  const path = place.replace(/[?#].*$/, '');
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
}
