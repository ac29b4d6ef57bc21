import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import type { FileMeasures, FrameRange } from '../../../src/core/protocol/measures.ts';
import { buildReport } from '../../../src/core/report/buildReport.ts';
import { csvHead, csvRow } from '../../../src/core/report/csv.ts';
import { markdownHead, markdownRow } from '../../../src/core/report/markdown.ts';
import { markdownReport } from '../../../src/core/report/markdownReport.ts';
import { type Measured, nothing } from '../../../src/core/report/measured.ts';
import type { Report } from '../../../src/core/report/report.ts';
import { Emitter } from '../../../src/core/util/emitter.ts';
import type { ReportDocument } from '../../../src/host/makeReport.ts';
import { FakeUri, info, scanOf, settled } from './fakes.ts';

interface Editor {
  target: FakeUri | undefined;
  dialogs: { defaultUri: FakeUri; filters: Record<string, string[]> }[];
  messages: string[][];
  progress: string[];
  copied: string[];
  inWorkspace: boolean;
  cancel: () => void;
}
const editor = vi.hoisted<Editor>(() => ({
  target: undefined,
  dialogs: [],
  messages: [],
  progress: [],
  copied: [],
  inWorkspace: true,
  cancel: () => undefined,
}));
vi.mock('vscode', async () => ({
  Uri: (await import('./fakes.ts')).FakeUri,
  FileSystemError: class extends Error {},
  ProgressLocation: { Notification: 15 },
  env: { remoteName: undefined, clipboard: { writeText: (text: string) => Promise.resolve(editor.copied.push(text)) } },
  commands: { executeCommand: () => undefined },
  window: {
    showSaveDialog: (options: Editor['dialogs'][number]) => {
      editor.dialogs.push(options);
      return Promise.resolve(editor.target);
    },
    showInformationMessage: (...all: string[]) => {
      editor.messages.push(all);
      return Promise.resolve(undefined);
    },
    withProgress: (
      { title }: { title: string },
      task: (progress: unknown, token: { onCancellationRequested: (listener: () => void) => void }) => unknown,
    ) => {
      editor.progress.push(title);
      return task({}, { onCancellationRequested: (listener) => (editor.cancel = listener) });
    },
  },
  workspace: {
    workspaceFolders: undefined,
    getWorkspaceFolder: () => (editor.inWorkspace ? {} : undefined),
    asRelativePath: (uri: FakeUri) => uri.path.replace('/work/', ''),
    fs: { isWritableFileSystem: () => true },
  },
}));
const { makeReport } = await import('../../../src/host/makeReport.ts');

const { signal } = new AbortController();
const unknown = nothing({ reason: 'nobody has measured' });
const measured: Measured = {
  ...unknown,
  overall: { ...unknown.overall, samplePeakDbfs: -6.25 },
  findings: [
    { rule: 'clipping', severity: 'error', message: 'Clipped.', startFrame: 10, endFrame: 14, channel: 0 },
    { rule: 'dc-offset', severity: 'warning', message: 'DC.', startFrame: null, endFrame: null, channel: 0 },
  ],
};
let folder: string;
let asked: (FrameRange | null)[];
let state: { kind: string; revision: string; scan: ReturnType<typeof scanOf>; info: typeof info; error: unknown };
let answer: () => Promise<FileMeasures>;
let onState: Emitter<unknown>;
let onProgress: Emitter<unknown>;

const answered = (final = true): FileMeasures => ({
  ...{ final, startFrame: 0, endFrame: 100, pcmMd5: 'ab', storedMd5: null },
  measured,
});

const document = (): ReportDocument =>
  ({
    uri: FakeUri.file('/work/takes/take.wav'),
    shown: {
      get state() {
        return state;
      },
      ...{ fileName: 'take.wav', onState, onProgress },
    },
    reads: {
      measures: ({ range }: { range: FrameRange | null }) => {
        asked.push(range);
        return answer();
      },
    },
  }) as unknown as ReportDocument;

const make = (to: 'file' | 'clipboard' = 'file', range: FrameRange | null = null) =>
  makeReport(document(), { revision: 'r1', range, to }, signal);
const written = (name: string): string => readFileSync(join(folder, name), 'utf8');
const scanEnds = (frames = 100): void => {
  state = { ...state, scan: scanOf('done', frames) };
  onProgress.emit(undefined);
};

/** As the command line builds it. */
const whole = (): Report =>
  buildReport({ path: 'takes/take.wav', info, scan: scanOf('done', 100), pcmMd5: 'ab', storedMd5: null }, measured);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-report-'));
  asked = [];
  state = { kind: 'ready', revision: 'r1', info, scan: scanOf('done', 100), error: null };
  answer = () => Promise.resolve(answered());
  [onState, onProgress] = [new Emitter(), new Emitter()];
  Object.assign(editor, { target: FakeUri.file(join(folder, 'out.json')), inWorkspace: true });
  for (const list of [editor.dialogs, editor.messages, editor.progress, editor.copied]) list.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('makeReport', () => {
  it('writes what the command line writes, in the format of the name, and says so', async () => {
    expect(await make()).toEqual({ saved: 'out.json' });
    expect(JSON.parse(written('out.json'))).toEqual([whole()]);
    expect(written('out.json')).toBe(`[\n${JSON.stringify(whole(), null, 2).replace(/^/gm, '  ')}\n]\n`);
    editor.target = FakeUri.file(join(folder, 'out.CSV'));
    await make();
    expect(written('out.CSV')).toBe(csvHead() + csvRow(whole()));
    editor.target = FakeUri.file(join(folder, 'out.md'));
    await make();
    expect(written('out.md')).toBe(markdownHead() + markdownRow(whole()));
    expect(readdirSync(folder).sort()).toEqual(['out.CSV', 'out.json', 'out.md']);
    expect(asked).toEqual([null, null, null]);
    expect(editor.messages[0]).toEqual(['Exported out.json', 'Open', 'Reveal']);
  });

  it('offers a name beside the audio that is no data of a data set, and all three formats', async () => {
    await make();
    expect(join(editor.dialogs[0]!.defaultUri.path)).toBe('/work/takes/take.report.json');
    expect(Object.values(editor.dialogs[0]!.filters)).toEqual([['json'], ['csv'], ['md']]);
    state.info = { ...info, sampleRate: 100 };
    await make('file', { startFrame: 20, endFrame: 70 });
    expect(join(editor.dialogs[1]!.defaultUri.path)).toBe('/work/takes/take_0-00-00.200_0-00-00.700.report.json');
  });

  it('of a selection says so, without sums, and ends with the file', async () => {
    await make('file', { startFrame: 20, endFrame: 170 });
    expect(asked).toEqual([{ startFrame: 20, endFrame: 100 }]);
    const [report] = JSON.parse(written('out.json')) as Report[];
    expect(report).toMatchObject({ selection: { startFrame: 20, endFrame: 100 }, decode: { pcmMd5: null } });
    await make('file', { startFrame: 100, endFrame: 170 });
    const [outside] = JSON.parse(written('out.json')) as Report[];
    expect(outside!.error?.code).toBe('outside-file');
    expect(asked).toHaveLength(1);
  });

  it('outside of a workspace names the file and no folder of the user', async () => {
    editor.inWorkspace = false;
    await make();
    expect((JSON.parse(written('out.json')) as Report[])[0]!.file.path).toBe('take.wav');
  });

  it('puts Markdown into the clipboard, and asks for no place', async () => {
    expect(await make('clipboard')).toEqual({ saved: null });
    expect(editor.copied).toEqual([markdownReport(whole())]);
    expect(editor.dialogs).toEqual([]);
  });

  it('waits for the scan, and for figures that are final behind it', async () => {
    state.scan = scanOf('scanning', 40);
    const made = make('clipboard');
    await settled();
    expect(asked).toEqual([]);
    let times = 0;
    answer = () => Promise.resolve(answered(++times > 1));
    scanEnds();
    await made;
    expect(times).toBe(2);
    expect(editor.copied).toEqual([markdownReport(whole())]);
  });

  it('shows what takes long, and lets it be cancelled', async () => {
    state.scan = scanOf('scanning', 40);
    const made = make();
    await vi.waitFor(() => expect(editor.progress).toEqual(['Measuring take.wav']), 3000);
    editor.cancel();
    await expect(made).rejects.toMatchObject({ code: 'cancelled' });
    expect(editor.dialogs).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('of a file that could not be decoded to its end has the error, and of nothing no figures', async () => {
    state = { ...state, scan: scanOf('failed', 60), error: { code: 'corrupt', message: 'Broken.' } };
    await make();
    const [half] = JSON.parse(written('out.json')) as Report[];
    expect(half).toMatchObject({ error: { code: 'corrupt' }, decode: { complete: false, framesDecoded: 60 } });
    state.scan = scanOf('failed', 0);
    await make();
    const [none] = JSON.parse(written('out.json')) as Report[];
    expect(none!.unavailable['overall.rmsDbfs']).toBe('no audio could be decoded');
    expect(asked).toEqual([null]);
  });

  it('writes nothing without a place, over the audio, of a file that has changed, or where it cannot', async () => {
    editor.target = undefined;
    expect(await make()).toEqual({ saved: null });
    editor.target = FakeUri.file('/work/takes/take.wav');
    await expect(make()).rejects.toMatchObject({ code: 'unsupported' });
    editor.target = FakeUri.file(join(folder, 'missing', 'out.json'));
    await expect(make()).rejects.toThrow(/^out\.json cannot be written: /);
    answer = () => Promise.reject(new EarshotError('server-lost', 'It is gone.'));
    await expect(make()).rejects.toMatchObject({ code: 'server-lost' });
    state.revision = 'r2';
    await expect(make()).rejects.toMatchObject({ code: 'changed' });
    expect(readdirSync(folder)).toEqual([]);
    expect(editor.messages).toEqual([]);
  });

  it('of a file that changes while it is scanned says so', async () => {
    state.scan = scanOf('scanning', 40);
    const made = make();
    await settled();
    state = { ...state, revision: 'r2' };
    onState.emit(undefined);
    await expect(made).rejects.toMatchObject({ code: 'changed' });
  });
});
