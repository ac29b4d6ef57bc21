import type * as vscode from 'vscode';
import type { AudioServerClient } from '../../node/client.ts';
import type { Audition } from '../audition/audition.ts';
import type { AudioEditorProvider } from '../audioEditorProvider.ts';
import type { CrashGuard } from '../crashGuard.ts';
import type { Library } from '../library/library.ts';
import type { Lint } from '../lint/registerLint.ts';
import type { LocalCopies } from '../localCopy.ts';

/** What the extension has at activation, for the parts of dist/workspace.js. */
export interface WorkspaceParts {
  readonly context: vscode.ExtensionContext;
  readonly server: AudioServerClient;
  readonly crashes: CrashGuard;
  readonly copies: LocalCopies;
  readonly log: vscode.LogOutputChannel;
  readonly provider: Pick<AudioEditorProvider, 'send' | 'show' | 'documents' | 'currentDocument'>;
  readonly lint: Lint;
}

/** The parts of dist/workspace.js as they see each other. */
export interface Workspace extends vscode.Disposable {
  readonly library: Library;
  readonly audition: Audition;
}
