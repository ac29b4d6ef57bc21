// Runs inside the extension host: in a VS Code server (test/vscode/api.test.ts) and on the desktop (test/desktop).
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { MemoryFiles } from './memoryFiles.ts';
import { observe } from './observe.ts';

interface EarshotExports {
  serverPid(): number | undefined;
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

  async 'a killed audio server comes back'() {
    const [uri] = await samples();
    assert(uri && extension);
    await vscode.commands.executeCommand('vscode.open', uri);
    await until('the audio server runs', () => serverPid() !== undefined);
    const first = serverPid();
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
