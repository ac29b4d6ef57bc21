import * as vscode from 'vscode';
import { excludedBy } from '../../core/library/excludes.ts';

/** A folder whose audio is listed. */
export interface LibraryRoot {
  readonly name: string;
  readonly uri: vscode.Uri;
  /** Patterns of files and folders that are left out, relative to it. */
  readonly exclude: readonly string[];
  /** Of a path below it, with '/' between: it or a folder on the way to it is left out. */
  readonly leavesOut: (path: string) => boolean;
}

/** Where a file or folder is: below the innermost root that holds it. */
export interface Place {
  readonly root: number;
  readonly path: string;
}

/** Settings that say what is left out. */
const SETTINGS = ['files.exclude', 'search.exclude', 'earshot.library.exclude'] as const;

export function rootsOf(folders: readonly { name: string; uri: vscode.Uri }[]): LibraryRoot[] {
  return folders.map(({ name, uri }) => {
    const exclude = excludedIn(uri);
    const excluded = excludedBy(exclude);
    const leavesOut = (path: string): boolean => {
      for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        if (excluded(path.slice(0, slash))) return true;
      }
      return excluded(path);
    };
    return { name, uri, exclude, leavesOut };
  });
}

/** Whether what is left out may be another now. */
export const affectsRoots = (event: vscode.ConfigurationChangeEvent): boolean =>
  SETTINGS.some((setting) => event.affectsConfiguration(setting));

function excludedIn(uri: vscode.Uri): string[] {
  const configuration = vscode.workspace.getConfiguration(undefined, uri);
  return SETTINGS.flatMap((setting) => {
    const patterns = configuration.get<Record<string, unknown>>(setting, {});
    // Of an object with a condition ("when") only the siblings would tell.
    return Object.entries(patterns).flatMap(([pattern, on]) => (on === true ? [pattern] : []));
  });
}

/** Path below a root with '/' between, decoded; '' is the root; undefined: it is not below it. */
export function pathBelow(root: vscode.Uri, uri: vscode.Uri): string | undefined {
  if (uri.scheme !== root.scheme || uri.authority !== root.authority) return undefined;
  if (uri.path === root.path) return '';
  const top = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return uri.path.startsWith(top) ? uri.path.slice(top.length) : undefined;
}

/** undefined: no root holds it, or it is left out there. */
export function placeIn(roots: readonly LibraryRoot[], uri: vscode.Uri): Place | undefined {
  let best: Place | undefined;
  for (const [root, { uri: top }] of roots.entries()) {
    const path = pathBelow(top, uri);
    if (path !== undefined && (!best || path.length < best.path.length)) best = { root, path };
  }
  return best && (best.path === '' || !roots[best.root]!.leavesOut(best.path)) ? best : undefined;
}

/** Of each root, whether it holds others: what was found below it may belong to them. */
export const holdsOthers = (roots: readonly LibraryRoot[]): boolean[] =>
  roots.map(({ uri }, i) => roots.some((other, j) => i !== j && pathBelow(uri, other.uri) !== undefined));

export const sameFolders = (some: readonly LibraryRoot[], others: readonly LibraryRoot[]): boolean =>
  some.length === others.length &&
  some.every(({ name, uri }, i) => name === others[i]!.name && uri.toString() === others[i]!.uri.toString());
