import { fileURLToPath } from 'node:url';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readStretchWasm } from '../../../scripts/stretch-wasm.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Passes sound on and reports every quantum. */
const recorder = `registerProcessor('recorder', class extends AudioWorkletProcessor {
  process(inputs, outputs) {
    const input = inputs[0];
    if (input.length) {
      this.port.postMessage(input.map((samples) => samples.slice()));
      outputs[0].forEach((out, channel) => input[channel] && out.set(input[channel]));
    }
    return true;
  }
});`;

export interface EnginePages {
  /** isolated: with the headers that give the page shared memory. */
  url(options: { isolated: boolean }): string;
  close(): Promise<void>;
}

/** Serves the page with the real worklet bundle, built as the product's is. */
export async function serveEnginePages(): Promise<EnginePages> {
  const shared = { bundle: true, write: false, format: 'iife', target: 'chrome118' } as const;
  const [page, worklet] = await Promise.all([
    build({ ...shared, entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))] }),
    build({ ...shared, minify: true, entryPoints: [join(root, 'webview/engine/worklet/engine.worklet.ts')] }),
  ]);
  const html =
    '<!doctype html><meta charset="utf-8"><body data-worklet="/engine.worklet.js" data-stretch="/stretch.wasm"><script src="/page.js"></script>';
  const files: Record<string, [string, string | Uint8Array]> = {
    '/plain': ['text/html', html],
    '/isolated': ['text/html', html],
    '/page.js': ['text/javascript', page.outputFiles[0]!.text],
    '/engine.worklet.js': ['text/javascript', worklet.outputFiles[0]!.text],
    '/recorder.js': ['text/javascript', recorder],
    '/stretch.wasm': ['application/wasm', readStretchWasm()],
  };
  const server = createServer((request, response) => {
    const file = files[(request.url ?? '').split('?')[0]!];
    response.statusCode = file ? 200 : 404;
    response.setHeader('content-type', file?.[0] ?? 'text/plain');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    if (!request.url?.startsWith('/plain')) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    response.end(file?.[1] ?? '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: ({ isolated }) => `http://127.0.0.1:${port}/${isolated ? 'isolated' : 'plain'}`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
