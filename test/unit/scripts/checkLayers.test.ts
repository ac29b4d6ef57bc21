import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/cleanup.ts';
import { repository } from '../../support/vscodeServer.ts';

const script = join(repository, 'scripts/check-layers.mjs');

/** Runs the check over a tree of files. */
async function check(files: Record<string, string>): Promise<{ code: number; faults: string[] }> {
  const folder = tempFolder('layers');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  }
  const run = promisify(execFile)(process.execPath, [script, '--root', folder.path]).then(
    ({ stderr }) => ({ code: 0, stderr }),
    (error: { code: number; stderr: string }) => error,
  );
  const { code, stderr } = await run;
  folder.remove();
  return { code, faults: stderr.split('\n').filter((line) => line !== '') };
}

describe('check-layers', () => {
  it('lets the intended imports pass', async () => {
    const files = {
      'src/core/util/a.ts': `import { b } from './b.ts'; // import 'vscode' in a comment is none`,
      'src/core/dsp/fft.ts': `import FFT from 'fft.js'; import '../util/a.ts';`,
      'src/core/protocol/rpc.ts': `import * as v from 'valibot'; import type { A } from '../util/a.ts';`,
      'src/core/engine/queue.ts': `import { RingBuffer } from 'ringbuf.js'; import '../dsp/fft.ts';`,
      'src/node/server.ts': `import fs from 'node:fs'; import '@audio/decode-wma'; import 'mpg123-decoder'; import './x/y.ts'; import '../core/a.ts';`,
      'src/cli/main.ts': `import '../node/server.ts';`,
      'src/host/extension.ts': `import * as vscode from 'vscode'; import { C } from '../node/client.ts'; import 'node:path';`,
      'webview/engine/worklet/e.worklet.ts': `import { q } from '../../../src/core/engine/queue.ts'; import 'ringbuf.js';`,
      'webview/layers/waveform.ts': `import '../render/columns.ts'; import './layer.ts';`,
      'webview/editor/main.ts': `import '@vscode/codicons/dist/codicon.css'; import '../engine/engine.ts'; import 'valibot';`,
    };
    expect(await check(files)).toEqual({ code: 0, faults: [] });
  });

  const planted: [file: string, text: string, target: string][] = [
    ['src/core/dsp/a.ts', `import fs from 'node:fs';`, 'node:fs'],
    ['src/core/util/a.ts', `import * as v from 'valibot';`, 'valibot'],
    ['src/core/protocol/a.ts', `import type { F } from '../formats/wav.ts';`, 'src/core/formats/wav.ts'],
    ['src/core/engine/a.ts', `export { x } from '../../node/server.ts';`, 'src/node/server.ts'],
    ['src/node/a.ts', `import '../host/extension.ts';`, 'src/host/extension.ts'],
    ['src/node/b.ts', `import type * as vscode from 'vscode';`, 'vscode'],
    ['src/node/c.ts', `import left from 'left-pad';`, 'left-pad'],
    ['src/cli/a.ts', `const vscode = await import('vscode');`, 'vscode'],
    ['src/host/a.ts', `import {\n  one,\n  two,\n} from '../node/scan.ts';`, 'src/node/scan.ts'],
    ['src/host/b.ts', `import decode from 'audio-decode';`, 'audio-decode'],
    ['webview/ui/a.ts', `import * as vscode from 'vscode';`, 'vscode'],
    ['webview/ui/b.ts', `import '../../src/node/client.ts';`, 'src/node/client.ts'],
    ['webview/render/a.ts', `import '../layers/waveform.ts';`, 'webview/layers/waveform.ts'],
    ['webview/layers/a.ts', `import '../editor/store.ts';`, 'webview/editor/store.ts'],
    ['webview/engine/worklet/a.worklet.ts', `import '../engine.ts';`, 'webview/engine/engine.ts'],
    ['webview/engine/worklet/b.worklet.ts', `import * as v from 'valibot';`, 'valibot'],
    ['webview/engine/a.ts', `import '../editor/store.ts';`, 'webview/editor/store.ts'],
    ['src/elsewhere/a.ts', `import 'node:fs';`, 'node:fs'],
  ];

  it('finds every planted fault', async () => {
    const { code, faults } = await check(Object.fromEntries(planted));
    expect(code).toBe(1);
    expect(faults.sort()).toEqual(planted.map(([file, , target]) => `${file}: may not import ${target}`).sort());
  });

  it('fails where there is nothing to check', async () => {
    expect((await check({})).code).toBe(1);
  });
});
