import { beforeEach, expect, it, vi } from 'vitest';
import { FakeUri, settled } from '../fakes.ts';
import { FakeTexts } from './support.ts';

interface Shown {
  readonly message: string;
  readonly range: { readonly start: { line: number; character: number } };
}

const host = vi.hoisted(() => ({
  shown: new Map<string, unknown[]>(),
  documents: [] as unknown[],
  changed: [] as ((event: { document: unknown }) => void)[],
}));
vi.mock('vscode', () => {
  class Position {
    line: number;
    character: number;
    constructor(line: number, character: number) {
      [this.line, this.character] = [line, character];
    }
    translate(_lines: number, characters: number): Position {
      return new Position(this.line, this.character + characters);
    }
  }
  class Range {
    start: Position;
    end: Position;
    constructor(start: Position, end: Position) {
      [this.start, this.end] = [start, end];
    }
  }
  const none = { dispose: () => undefined };
  return {
    ...{ Position, Range, Uri: FakeUri, DiagnosticSeverity: { Error: 0 } },
    Diagnostic: class {
      range: Range;
      message: string;
      constructor(range: Range, message: string) {
        [this.range, this.message] = [range, message];
      }
    },
    languages: {
      createDiagnosticCollection: () => ({
        set: (uri: FakeUri, all: unknown[]) => host.shown.set(uri.path, all),
        delete: (uri: FakeUri) => host.shown.delete(uri.path),
        dispose: () => undefined,
      }),
    },
    workspace: {
      get textDocuments() {
        return host.documents;
      },
      onDidOpenTextDocument: () => none,
      onDidCloseTextDocument: () => none,
      onDidChangeTextDocument: (listener: (event: { document: unknown }) => void) => {
        host.changed.push(listener);
        return none;
      },
    },
  };
});

const { ConfigProblems } = await import('../../../../src/host/lint/configProblems.ts');
const { LintConfigs } = await import('../../../../src/host/lint/lintConfigs.ts');

const PATH = '/w/.earshot.json';
const MISTAKE = '{\n  "rules": {\n    "cliping": "error"\n  }\n}\n';

/** One line of a document is all that is asked of it. */
function documentOf(text: string, isDirty: boolean) {
  const lines = text.split('\n');
  const startOf = (line: number): number => lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
  const positionAt = (offset: number) => {
    const line = text.slice(0, offset).split('\n').length - 1;
    return { line, character: offset - startOf(line) };
  };
  const offsetAt = ({ line, character }: { line: number; character: number }): number => startOf(line) + character;
  const getText = (range?: { start: { line: number; character: number }; end: { line: number; character: number } }) =>
    range ? text.slice(offsetAt(range.start), offsetAt(range.end)) : text;
  return { uri: { scheme: 'file', path: PATH, fsPath: PATH }, isDirty, positionAt, offsetAt, getText };
}

let files: FakeTexts;
let configs: InstanceType<typeof LintConfigs>;
let problems: InstanceType<typeof ConfigProblems>;
const messages = (): string[] => (host.shown.get(PATH) ?? []).map((each) => (each as Shown).message);

beforeEach(() => {
  host.shown.clear();
  host.documents = [];
  host.changed = [];
  files = new FakeTexts();
  configs = new LintConfigs(files.read);
  problems = new ConfigProblems(configs, files.read);
});

it('of a configuration that is used stand at their place, until they are corrected or the file is gone', async () => {
  files.texts.set(PATH, MISTAKE);
  await configs.of('/w/a/x.wav');
  expect(messages()).toEqual(["There is no rule 'cliping'. Did you mean 'clipping'?"]);
  const [{ range }] = host.shown.get(PATH) as [Shown];
  expect(range.start).toMatchObject({ line: 2, character: 5 });
  // Nobody asks for the folder's configuration again.
  configs.forget(PATH);
  problems.again(PATH);
  await settled();
  expect(messages()).toHaveLength(1);
  files.texts.set(PATH, MISTAKE.replace('cliping', 'clipping'));
  problems.again(PATH);
  await settled();
  expect(messages()).toEqual([]);
  files.texts.set(PATH, MISTAKE);
  problems.again(PATH);
  await settled();
  files.texts.delete(PATH);
  problems.again(PATH);
  await settled();
  expect(host.shown.has(PATH)).toBe(false);
});

it('are of what is typed, not of what lies on disk, and offer the nearest name', async () => {
  files.texts.set(PATH, '{}');
  const document = documentOf(MISTAKE, true);
  host.documents = [document];
  host.changed[0]!({ document });
  await vi.waitFor(() => expect(messages()).toHaveLength(1));
  // A check of files reads what is saved, and has no say in it.
  await configs.of('/w/a/x.wav');
  expect(messages()).toHaveLength(1);
  const [fix] = problems.fixes(document as never);
  expect(fix).toMatchObject({ text: 'clipping' });
  expect(document.getText(fix!.range)).toBe('cliping');
  problems.dispose();
});
