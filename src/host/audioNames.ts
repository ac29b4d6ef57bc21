import type * as vscode from 'vscode';

/** 'wav' → '[wW][aA][vV]': patterns of VS Code tell capitals from small letters. */
const inAnyCase = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);

/** Which files are audio by their names: those that the editor claims as its own. */
export class AudioNames {
  /** For searches and watchers of VS Code. */
  readonly glob: string;
  /** Without the dot, in small letters. */
  readonly extensions: ReadonlySet<string>;

  /** patterns: '*.wav' …, as in the manifest. */
  constructor(patterns: readonly string[]) {
    const extensions = patterns.map((pattern) => pattern.replace(/^\*\./, '').toLowerCase());
    this.extensions = new Set(extensions);
    this.glob = `**/*.{${[...this.extensions].map(inAnyCase).join(',')}}`;
  }

  fits(path: string): boolean {
    const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    const dot = name.lastIndexOf('.');
    return dot > 0 && !name.startsWith('.') && this.extensions.has(name.slice(dot + 1).toLowerCase());
  }
}

interface Manifest {
  contributes: { customEditors: { viewType: string; selector: { filenamePattern: string }[] }[] };
}

/** What the editor claims as its own. */
export function audioNamesOf(extension: vscode.Extension<unknown>): AudioNames {
  const { contributes } = extension.packageJSON as Manifest;
  const own = contributes.customEditors.find(({ viewType }) => viewType === 'earshot.editor');
  return new AudioNames(own?.selector.map(({ filenamePattern }) => filenamePattern) ?? []);
}
