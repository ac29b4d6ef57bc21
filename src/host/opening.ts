import type * as vscode from 'vscode';
import type { AudioInfo, RawLayout, ScanProgress } from '../core/protocol/audio.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import { Scope } from '../core/util/scope.ts';
import type { AudioServerClient } from '../node/client.ts';
import type { Visit } from './crashGuard.ts';
import type { LocalFile } from './localCopy.ts';
import { layoutKind } from './openRaw.ts';
import type { RawLayouts } from './raw/rawMemory.ts';

/** One opening of the file in the audio server; its scope closes it and gives up the copy. */
export interface Opened {
  handle: number;
  /** Of the file on disk, and of what the user says about it. */
  revision: string;
  info: AudioInfo;
  scan: ScanProgress;
  scope: Scope;
}

export interface OpenRequest {
  uri: vscode.Uri;
  name: string;
  file: LocalFile;
  disk: string | null;
  signal: AbortSignal;
}

/** Takes the file over: it goes with the scope, or at once if it cannot be opened. */
export async function openInServer(
  request: OpenRequest,
  { server, layouts }: { server: AudioServerClient; layouts: RawLayouts },
  visit: Visit,
): Promise<Opened> {
  const { uri, name, file, disk, signal } = request;
  const scope = new Scope();
  scope.add(file);
  try {
    await visit.begin(disk ?? '');
    const open = async (layout: RawLayout | undefined): Promise<Opened> => {
      if (signal.aborted) throw new EarshotError('cancelled', `Opening ${name} was cancelled.`);
      const { handle, info, scan } = await server.open(file.path, name, { layout });
      scope.defer(() => void server.close(handle).catch(() => undefined));
      return { handle, revision: `${disk}${layout ? JSON.stringify(layout) : ''}`, info, scan, scope };
    };
    const own = layouts.ofFile(uri);
    return await open(own).catch(async (error: unknown) => {
      // What the folder's other files are counts only for a file that needs it.
      const asks = !own && error instanceof EarshotError && error.code === 'needs-layout';
      const folder = asks ? layouts.ofFolder(uri, await layoutKind(uri)) : undefined;
      if (!folder) throw error;
      return open(folder);
    });
  } catch (error) {
    scope.dispose();
    throw error;
  }
}
