// Runs inside the extension host: in a VS Code server (test/vscode/api.test.ts) and on the desktop (test/desktop).
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { MemoryFiles } from './memoryFiles.ts';
import { observe } from './observe.ts';

interface EarshotExports {
  serverPid(): number | undefined;
  stateOf(uri: string): State | undefined;
}

/** The part of a document's state that is looked at here. */
interface State {
  kind: string;
  detail?: string;
  scan?: { state: string };
  error?: { code: string; message: string } | null;
  actions?: string[];
}

const viewType = 'earshot.editor';
const extension = vscode.extensions.getExtension<EarshotExports>('earshot.earshot');
const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };

async function until(what: string, ok: () => boolean, timeoutMs = 20_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    if (ok()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${what}: not within ${timeoutMs} ms`);
}

function activeInput(): unknown {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.input;
}

function inEarshot(uri: vscode.Uri): boolean {
  const input = activeInput();
  return input instanceof vscode.TabInputCustom && input.viewType === viewType && input.uri.path === uri.path;
}

async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

async function samples(): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles('*.{wav,flac,mp3,ogg,opus,m4a}');
  assert(found.length >= 7, `only ${found.length} samples in the workspace`);
  return found;
}

function stateOf(uri: vscode.Uri): State | undefined {
  return extension?.exports.stateOf(uri.toString());
}

/** The file is open and has been scanned: a server that dies now does not die of it. */
function scanned(uri: vscode.Uri): boolean {
  return stateOf(uri)?.scan?.state === 'done';
}

function serverPid(): number | undefined {
  return extension?.exports.serverPid();
}

const tests: Record<string, () => Promise<void>> = {
  async 'activation only registers: no process, no file'() {
    assert(extension, 'the extension is there');
    assert.equal(extension.isActive, false, 'nothing has activated it before an editor opens');
    const dist = vscode.Uri.joinPath(extension.extensionUri, 'dist').fsPath;
    const seen = await observe(dist, () => Promise.resolve(extension.activate()));
    assert.deepEqual(seen, { processes: [], files: [] });
    assert.equal(serverPid(), undefined);
  },

  async 'every command of the manifest is registered'() {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  },

  async 'each sample opens in Earshot by default'() {
    for (const uri of await samples()) {
      await vscode.commands.executeCommand('vscode.open', uri);
      await until(uri.path, () => inEarshot(uri));
    }
    await until('the audio server runs', () => serverPid() !== undefined);
    await closeAll();
  },

  async 'a file can be opened as text and again with Earshot'() {
    const [uri] = await samples();
    assert(uri);
    await vscode.commands.executeCommand('vscode.openWith', uri, viewType);
    await until('in Earshot', () => inEarshot(uri));
    await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
    await until('as text', () => !inEarshot(uri));
    await vscode.commands.executeCommand('earshot.openWith', uri);
    await until('in Earshot again', () => inEarshot(uri));
    await closeAll();
  },

  async 'a file of another scheme opens, by one read of the whole'() {
    const [uri] = await samples();
    assert(uri);
    const files = new MemoryFiles(await vscode.workspace.fs.readFile(uri));
    const registration = vscode.workspace.registerFileSystemProvider('earshot-test', files, { isReadonly: true });
    const virtual = vscode.Uri.parse(`earshot-test:${uri.path}`);
    await vscode.commands.executeCommand('vscode.open', virtual);
    await until('in Earshot', () => inEarshot(virtual));
    await until('the file was read', () => files.reads === 1);
    await closeAll();
    registration.dispose();
  },

  async 'a large file of another scheme is not read, and the setting that would allow it is offered'() {
    const files = new MemoryFiles(new Uint8Array(3 << 20));
    const registration = vscode.workspace.registerFileSystemProvider('earshot-large', files, { isReadonly: true });
    const settings = vscode.workspace.getConfiguration('earshot');
    await settings.update('virtualFiles.maxSizeMB', 2, vscode.ConfigurationTarget.Global);
    const virtual = vscode.Uri.parse('earshot-large:/archive/large.wav');
    try {
      await vscode.commands.executeCommand('vscode.open', virtual);
      await until('refused', () => stateOf(virtual)?.kind === 'failed');
      const { error, actions } = stateOf(virtual) ?? {};
      assert.equal(error?.code, 'too-large');
      assert.match(error?.message ?? '', /large\.wav has 3 MB.*up to 2 MB.*earshot\.virtualFiles\.maxSizeMB/);
      assert.deepEqual(actions, ['openSettings', 'retry']);
      assert.equal(files.reads, 0);
    } finally {
      await settings.update('virtualFiles.maxSizeMB', undefined, vscode.ConfigurationTarget.Global);
      await closeAll();
      registration.dispose();
    }
  },

  async 'a slow file of another scheme says what it waits for, and opens when it is there'() {
    const [uri] = await samples();
    assert(uri);
    const files = new MemoryFiles(await vscode.workspace.fs.readFile(uri));
    let open: () => void = () => undefined;
    files.gate = new Promise((resolve) => (open = resolve));
    const registration = vscode.workspace.registerFileSystemProvider('earshot-slow', files, { isReadonly: true });
    const virtual = vscode.Uri.parse(`earshot-slow:${uri.path}`);
    await vscode.commands.executeCommand('vscode.open', virtual);
    await until('it says so', () => /Copying .* MB\) from .earshot-slow:/.test(stateOf(virtual)?.detail ?? ''));
    assert.equal(stateOf(virtual)?.kind, 'loading');
    open();
    await until('it was scanned', () => scanned(virtual));
    assert.equal(files.reads, 1);
    await closeAll();
    registration.dispose();
  },

  async 'a killed audio server comes back'() {
    const [uri] = await samples();
    assert(uri && extension);
    await vscode.commands.executeCommand('vscode.open', uri);
    await until('the file was scanned', () => scanned(uri));
    const first = serverPid();
    assert(first !== undefined);
    // Also shows that observe() sees what there is to see.
    const dist = vscode.Uri.joinPath(extension.extensionUri, 'dist').fsPath;
    const { processes } = await observe(dist, async () => {
      process.kill(first ?? 0, 'SIGKILL');
      await until('another server runs', () => serverPid() !== undefined && serverPid() !== first);
    });
    assert.equal(processes.length, 1);
    await closeAll();
  },
};

/** Called by VS Code. One TAP line for each test. */
export async function run(): Promise<void> {
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      console.log(`ok - ${name}`);
    } catch (error) {
      failed++;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.log(`not ok - ${name} # ${text.replaceAll('\n', ' | ')}`);
    }
  }
  if (failed > 0) throw new Error(`${failed} of ${Object.keys(tests).length} tests failed`);
}
