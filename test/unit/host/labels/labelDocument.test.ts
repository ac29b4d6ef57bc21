import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addLabel, deleteLabels, renameLabel } from '../../../../src/core/labels/edits.ts';
import { formatById } from '../../../../src/core/labels/registry.ts';
import { EarshotError } from '../../../../src/core/protocol/errors.ts';
import { packBackup, unpackBackup } from '../../../../src/host/labels/labelBackup.ts';
import { FakeFiles, makeDocument } from './support.ts';

type Made = ReturnType<typeof makeDocument>;
const TWO = '0.500000\t1.000000\tone\n2.000000\t2.000000\ttwo\n';

let made: Made;
let files: FakeFiles;
beforeEach(() => {
  files = new FakeFiles();
  made = makeDocument(files);
});
// Whatever a test does, the page and VS Code say the same of what is dirty.
afterEach(() => expect(made.document.dirty).toBe(made.vscode.dirty));

async function open(name: string, content: string | Uint8Array): Promise<void> {
  files.put(name, content);
  await made.document.load();
}

describe('opening', () => {
  it('shows nothing until the folder has been searched, then one empty track', async () => {
    expect(made.document.state).toBeNull();
    await made.document.load();
    expect(made.state()).toMatchObject({ fileName: null, format: 'Audacity labels', dirty: false, editable: true });
    expect(made.state().tracks).toEqual([{ name: '', labels: [] }]);
  });

  it('takes the first sidecar in order', async () => {
    files.put('crow.srt', '1\n00:00:01,000 --> 00:00:02,000\nsrt\n');
    await open('crow.txt', TWO);
    expect(made.state()).toMatchObject({ fileName: 'crow.txt', dirty: false, warnings: [] });
    expect(made.texts()).toEqual(['one', 'two']);
  });

  it.each([
    ['prose', 'A crow, recorded in the park.\n'],
    ['prose that begins with a number', '3 crows\nin the park\nat noon\n'],
    ['binary data', new Uint8Array([1, 0, 0, 0, 9, 0, 1])],
    ['nothing', ''],
  ])('skips a .txt with %s without a word, for the next that has labels', async (_what, content) => {
    files.put('crow.txt', content);
    await open('crow.srt', '1\n00:00:01,000 --> 00:00:02,000\nsrt\n');
    expect(made.state()).toMatchObject({ fileName: 'crow.srt', warnings: [] });
  });

  it('warns of a file whose name promises labels and that cannot be read', async () => {
    await open('crow.TextGrid', 'no grid at all');
    expect(made.state()).toMatchObject({ fileName: null });
    expect(made.state().warnings).toEqual([expect.stringMatching(/^crow\.TextGrid is not shown: /)]);
  });

  it('refuses edits where labels cannot be written', async () => {
    made = makeDocument(files, { editable: false });
    await open('crow.txt', TWO);
    expect(made.state().editable).toBe(false);
    expect(() => made.add('three')).toThrow(/cannot be changed/);
  });
});

describe('edits', () => {
  beforeEach(() => open('crow.txt', TWO));

  it('can be undone and redone', async () => {
    made.add('between', 1.5);
    made.document.edit(made.state().state, 0, renameLabel(made.document.snapshot().tracks[0]!, 0, 'uno'));
    expect(made.texts()).toEqual(['uno', 'between', 'two']);
    made.undo();
    expect(made.texts()).toEqual(['one', 'between', 'two']);
    made.undo();
    expect(made.texts()).toEqual(['one', 'two']);
    expect(made.document.dirty).toBe(false);
    made.redo();
    expect(made.texts()).toEqual(['one', 'between', 'two']);
    await made.save();
    expect(made.document.dirty).toBe(false);
    made.undo();
    expect(made.document.dirty).toBe(true);
    await made.save();
    expect(files.text('crow.txt')).toBe(TWO);
  });

  it('of an older state, or that do not fit, are refused and change nothing', () => {
    const [track] = made.document.snapshot().tracks;
    const old = made.state().state;
    made.add('new');
    const before = made.texts();
    const refused = (state: number, at: number, edit: Parameters<typeof made.document.edit>[2]): void =>
      expect(() => made.document.edit(state, at, edit)).toThrow(EarshotError);
    const label = { startSeconds: 9, endSeconds: 9, text: 'x' };
    const now = made.state().state;
    refused(old, 0, addLabel(track!, label));
    refused(now, 1, addLabel(track!, label));
    refused(now, 0, { title: 'Far', removed: [], inserted: [{ index: 7, label }] });
    refused(now, 0, { title: 'Order', removed: [], inserted: [{ index: 0, label }] });
    refused(now, 0, { title: 'Twice', removed: [], inserted: [3, 3].map((index) => ({ index, label })) });
    refused(now, 0, {
      title: 'Reversed',
      removed: [],
      inserted: [{ index: 3, label: { startSeconds: 9, endSeconds: 8, text: '' } }],
    });
    refused(now, 0, { title: 'Other', removed: [{ index: 0, label }], inserted: [] });
    expect(made.texts()).toEqual(before);
    expect(made.vscode.steps).toHaveLength(1);
  });

  it('that change nothing are no steps', () => {
    made.document.edit(made.state().state, 0, { title: 'Nothing', removed: [], inserted: [] });
    expect(made.vscode.steps).toHaveLength(0);
    expect(made.document.dirty).toBe(false);
  });

  it('bring back all of a label, whatever the page knew of it', async () => {
    await open('crow.txt', '1.0\t2.0\tcall\n\\\t100.0\t900.0\n');
    const { removed } = deleteLabels(made.document.snapshot().tracks[0]!, [0]);
    const poor = removed.map(({ index, label: { startSeconds, endSeconds, text } }) => ({
      index,
      label: { startSeconds, endSeconds, text },
    }));
    made.document.edit(made.state().state, 0, { title: 'Delete', removed: poor, inserted: [] });
    made.undo();
    expect(made.state().tracks[0]!.labels[0]).toMatchObject({ lowHertz: 100, highHertz: 900 });
  });
});

describe('saving', () => {
  it('makes a file beside the audio the first time', async () => {
    await made.document.load();
    made.add('hé', 1, 2.5);
    await made.save();
    expect(files.text('crow.labels.txt')).toBe('1.000000\t2.500000\thé\n');
    expect(made.state()).toMatchObject({ fileName: 'crow.labels.txt', dirty: false });
    expect(made.talk.asked).toEqual([]);
  });

  it('leaves the number of the state, so that edits under way still fit', async () => {
    await open('crow.txt', TWO);
    made.add('three', 3);
    const { state } = made.state();
    await made.save();
    expect(made.states.at(-1)).toMatchObject({ state, dirty: false });
  });

  it('writes nothing where nothing has changed, or there is nothing to write', async () => {
    await made.document.load();
    await made.save();
    made.add('gone again');
    made.document.edit(made.state().state, 0, deleteLabels(made.document.snapshot().tracks[0]!, [0]));
    await made.save();
    expect(files.writes).toBe(0);
    expect(made.document.dirty).toBe(false);
  });

  it('keeps byte order mark, line ends and the columns of the file', async () => {
    await open('crow.csv', '\ufeffOnset;Offset;Species;Weight\r\n0,5;1,5;crow;12\r\n');
    made.document.edit(made.state().state, 0, renameLabel(made.document.snapshot().tracks[0]!, 0, 'raven'));
    await made.save();
    expect(files.text('crow.csv')).toBe('\ufeffOnset;Offset;Species;Weight\r\n0,5;1,5;raven;12\r\n');
  });

  it('takes edits along that come while the file is written', async () => {
    await open('crow.txt', TWO);
    made.add('three', 3);
    files.onWrite = () => {
      files.onWrite = () => undefined;
      made.add('four', 3.5);
    };
    await made.save();
    expect(files.text('crow.txt')).toBe(`${TWO}3.000000\t3.000000\tthree\n3.500000\t3.500000\tfour\n`);
  });

  it('leaves everything as it was when the disk refuses', async () => {
    await open('crow.txt', TWO);
    made.add('three', 3);
    files.refuse = new EarshotError('no-permission', 'crow.txt cannot be written');
    await expect(made.save()).rejects.toThrow('cannot be written');
    expect(made.texts()).toEqual(['one', 'two', 'three']);
    files.refuse = undefined;
    await made.save();
    expect(files.text('crow.txt')).toContain('three');
  });

  it('asks once before it loses entries of the file', async () => {
    const damaged = `${TWO}not a label\n`;
    await open('crow.labels.txt', damaged);
    expect(made.state().warnings.join()).toContain('Line 3');
    made.add('three', 3);
    made.talk.answer = false;
    await expect(made.save()).rejects.toMatchObject({ code: 'cancelled' });
    expect(files.text('crow.labels.txt')).toBe(damaged);
    made.talk.answer = true;
    await made.save();
    made.add('four', 3.5);
    await made.save();
    expect(made.talk.asked).toEqual(Array(2).fill('Saving loses 1 entry of crow.labels.txt.'));
    expect(made.state().warnings).toEqual([]);
  });

  it('asks before it replaces a file that has come to be, or has changed', async () => {
    await made.document.load();
    made.add('mine');
    files.put('crow.labels.txt', TWO);
    made.talk.answer = false;
    await expect(made.save()).rejects.toMatchObject({ code: 'cancelled' });
    expect(files.text('crow.labels.txt')).toBe(TWO);
    made.talk.answer = true;
    await made.save();
    files.put('crow.labels.txt', TWO);
    made.add('again', 2);
    await made.save();
    expect(made.talk.asked).toEqual([
      'There is a crow.labels.txt already.',
      'There is a crow.labels.txt already.',
      'crow.labels.txt has changed on disk since it was read.',
    ]);
  });

  it('says what the format could not hold, once', async () => {
    await open('crow.srt', '1\n00:00:01,000 --> 00:00:02,000\nsrt\n');
    made.add('call', 2, 3, 0, { lowHertz: 100 });
    await made.save();
    made.add('more', 3, 3.5);
    await made.save();
    expect(made.talk.told).toEqual([expect.stringMatching(/^crow\.srt was saved, but .*hold no frequencies/)]);
  });
});

describe('saving as', () => {
  it('goes on with the new file, in its format', async () => {
    await open('crow.txt', TWO.replaceAll('\n', '\r\n'));
    made.add('three', 3);
    const srt = formatById('srt');
    await made.document.saveAs(files.beside('crow.srt'), srt);
    made.vscode.saved();
    expect(made.state()).toMatchObject({ fileName: 'crow.srt', format: 'SRT', dirty: false });
    expect(files.text('crow.srt')).toMatch(/^1\r\n00:00:00,500 --> 00:00:01,000\r\none\r\n/);
    expect(files.text('crow.txt')).not.toContain('three');
    made.undo();
    expect(made.texts()).toEqual(['one', 'two']);
    await made.save();
    expect(files.text('crow.srt')).not.toContain('three');
  });

  it('knows beforehand what a format cannot hold', async () => {
    await open('crow.txt', '1.0\t2.0\tcall\n\\\t100.0\t900.0\n');
    expect(made.document.lossesAs(formatById('srt')).join()).toContain('frequencies');
    expect(made.document.lossesAs(formatById('audacity'))).toEqual([]);
  });
});

describe('reverting', () => {
  it('shows what is on disk; what was saved before can still be undone', async () => {
    await open('crow.txt', TWO);
    made.add('three', 3);
    await made.save();
    made.add('four', 3.5);
    await made.revert();
    expect(made.texts()).toEqual(['one', 'two', 'three']);
    expect(made.document.dirty).toBe(false);
    expect(made.undo()).toBe(true);
    expect(made.texts()).toEqual(['one', 'two']);
    expect(made.redo()).toBe(true);
    expect(made.document.dirty).toBe(false);
  });

  it('does not take back a step that fits the file no more', async () => {
    await open('crow.txt', TWO);
    made.add('three', 3);
    await made.save();
    files.put('crow.txt', '7.0\t8.0\telse\n');
    await made.document.look();
    expect(made.texts()).toEqual(['else']);
    expect(made.undo()).toBe(false);
    expect(made.texts()).toEqual(['else']);
  });

  it('does not take a step into another file', async () => {
    await open('crow.txt', TWO);
    made.document.edit(made.state().state, 0, deleteLabels(made.document.snapshot().tracks[0]!, [1]));
    await made.save();
    files.put('other.txt', '0.1\t0.2\tother\n');
    await made.document.open(files.beside('other.txt'));
    expect(made.undo()).toBe(false);
    expect(made.texts()).toEqual(['other']);
  });
});

describe('a file that changes on disk', () => {
  beforeEach(() => open('crow.txt', TWO));

  it('is read again', async () => {
    files.put('crow.txt', '3.0\t3.5\tnew\n');
    await made.document.look();
    expect(made.texts()).toEqual(['new']);
    expect(made.document.dirty).toBe(false);
  });

  it('is not by our own saving', async () => {
    made.add('three', 3);
    await made.save();
    const before = made.states.length;
    await made.document.look();
    expect(made.states).toHaveLength(before);
  });

  it('is left alone while labels are not saved, and the user told once', async () => {
    made.add('mine', 3);
    files.put('crow.txt', '3.0\t3.5\tnew\n');
    await made.document.look();
    await made.document.look();
    expect(made.talk.conflicts).toEqual(['crow.txt']);
    expect(made.texts()).toEqual(['one', 'two', 'mine']);
    await made.document.keepMine();
    await made.save();
    expect(made.talk.asked).toEqual([]);
    expect(files.text('crow.txt')).toContain('mine');
  });

  it('keeps its labels when it is deleted, and writes them again', async () => {
    files.remove('crow.txt');
    await made.document.look();
    expect(made.document.dirty).toBe(true);
    expect(made.texts()).toEqual(['one', 'two']);
    expect(made.talk.told.join()).toContain('crow.txt was deleted');
    await made.save();
    expect(files.text('crow.txt')).toBe(TWO);
    expect(made.talk.asked).toEqual([]);
  });

  it('comes back as it was after it was deleted: no conflict', async () => {
    files.remove('crow.txt');
    await made.document.look();
    files.put('crow.txt', TWO);
    await made.document.look();
    expect(made.talk.conflicts).toEqual([]);
    await made.save();
    expect(made.talk.asked).toEqual([]);
  });

  it('keeps the labels shown when it can be read no more', async () => {
    files.put('crow.txt', 'spoilt by something');
    await made.document.look();
    expect(made.texts()).toEqual(['one', 'two']);
    expect(made.state().warnings.join()).toContain('cannot be read any more');
    made.add('three', 3);
    await made.save();
    expect(made.talk.asked).toEqual(['crow.txt has changed on disk since it was read.']);
  });

  it('is found when it comes to be later', async () => {
    files.remove('crow.txt');
    made = makeDocument(files);
    await made.document.load();
    files.put('crow.srt', '1\n00:00:01,000 --> 00:00:02,000\nsrt\n');
    await made.document.look();
    expect(made.texts()).toEqual(['srt']);
  });
});

describe('a backup', () => {
  it('brings back labels, file and dialect as they were not saved', async () => {
    await open('crow.csv', '\ufeffstart;end;text\r\n0,5;1,5;crow\r\n');
    made.add('new', 2, 3, 0, { fields: { x: 'y' } });
    const bytes = packBackup(made.document.snapshot());
    const first = made;
    made = makeDocument(files, { fromBackup: true });
    await made.document.load(unpackBackup(bytes));
    expect(made.state()).toEqual({ ...first.state(), state: 1 });
    made.add('then', 3);
    made.undo();
    expect(made.document.dirty).toBe(true);
    await made.save();
    expect(files.text('crow.csv')).toMatch(/^\ufeffstart;end;text(;x)?\r\n0,5;1,5;crow;?\r\n2;3;new(;y)?\r\n$/);
  });

  it('asks before saving when the file has changed meanwhile', async () => {
    await open('crow.txt', TWO);
    made.add('mine', 3);
    const bytes = packBackup(made.document.snapshot());
    files.put('crow.txt', '3.0\t3.5\tnew\n');
    made = makeDocument(files, { fromBackup: true });
    await made.document.load(unpackBackup(bytes));
    await made.document.look();
    expect(made.talk.conflicts).toEqual(['crow.txt']);
    await made.revert();
    expect(made.texts()).toEqual(['new']);
  });

  it('that is spoilt is refused', () => {
    expect(() => unpackBackup(new TextEncoder().encode('{"version":1}'))).toThrow();
    expect(() => unpackBackup(new Uint8Array([1, 2, 3]))).toThrow();
  });
});
