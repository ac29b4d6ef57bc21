import type * as vscode from 'vscode';
import type { AudioRow } from '../../core/protocol/audioRow.ts';

export interface LibraryChange {
  /** New and changed rows. */
  rows: readonly AudioRow[];
  /** URIs. */
  removed: readonly string[];
  /** All rows before are void. */
  cleared: boolean;
}

/** The audio files of the workspace, as every other part sees them. Nothing is looked for before start(). */
export interface Library {
  readonly roots: readonly { readonly name: string; readonly uri: vscode.Uri }[];
  readonly state: 'idle' | 'walking' | 'complete' | 'none';
  /** Folders that could not be read and the like. */
  readonly problems: readonly string[];
  /** In the order found. */
  rows(): Iterable<AudioRow>;
  readonly size: number;
  row(uri: string): AudioRow | undefined;
  readonly onDidChange: vscode.Event<LibraryChange>;
  /** state, problems. */
  readonly onDidChangeState: vscode.Event<void>;
  start(): void;
  refresh(): void;
  /** Facts and figures of these before all others; what is asked for later goes first. */
  want(uris: readonly string[]): void;
  /** Changes rows in memory and tells who listens: marks and notes. */
  update(uris: readonly string[], change: Partial<Pick<AudioRow, 'mark' | 'note'>>): void;
}
