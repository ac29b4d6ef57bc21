import type * as vscode from 'vscode';
import type { PlayingRow } from '../../core/protocol/auditionApi.ts';

/** Where next and previous go: whoever asked for the playing. */
export interface AuditionQueue {
  neighbour(uri: string, step: 1 | -1, wrap: boolean): Promise<string | null>;
}

/** The one player that sounds without an editor. */
export interface Audition {
  /** null: nothing was asked for yet, or it was stopped. */
  readonly playing: PlayingRow | null;
  readonly onDidChange: vscode.Event<PlayingRow | null>;
  /** Plays from startSeconds (0). Asked again for the file that plays, it starts anew. */
  play(uri: string, queue: AuditionQueue | null, options?: { startSeconds?: number }): Promise<void>;
  /** Plays on, or pauses; with nothing to play: false. */
  toggle(): boolean;
  pause(): void;
  stop(): void;
  step(step: 1 | -1): Promise<void>;
  seek(seconds: number): void;
  /** Reads the beginnings of files that are likely to be asked for next. */
  prepare(uris: readonly string[]): void;
}
