import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import type { BenchContext, Metrics } from './lib/measure.ts';

/** What a user downloads and what a page loads. */
export default function sizes({ root }: BenchContext): Metrics {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-size-'));
  try {
    const vsix = join(folder, 'earshot.vsix');
    execFileSync(process.execPath, ['scripts/package.mjs', '--out', vsix], { cwd: root, stdio: 'ignore' });
    const bytes = (path: string): number => statSync(join(root, 'dist', path)).size;
    const server = readdirSync(join(root, 'dist/server')).reduce((sum, file) => sum + bytes(`server/${file}`), 0);
    const page = bytes('webview/editor.js') + bytes('webview/editor.css');
    return {
      vsixBytes: { value: statSync(vsix).size, unit: 'B' },
      webviewBytes: {
        value: page + bytes('webview/engine.worklet.js'),
        unit: 'B',
        note: 'script, style and worklet of one editor',
      },
      webviewGzipBytes: { value: gzipSync(readFileSync(join(root, 'dist/webview/editor.js'))).length, unit: 'B' },
      extensionBytes: { value: bytes('extension.js'), unit: 'B' },
      serverBytes: { value: server, unit: 'B', note: 'with all codecs' },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
