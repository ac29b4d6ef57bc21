import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readStretchWasm } from '../scripts/stretch-wasm.mjs';
import { launchChromium } from '../test/support/chromium.ts';
import type { BenchContext, Metrics } from './lib/measure.ts';
import { loads } from './lib/quanta.ts';
// Declares window.quantaPage.
import type {} from './lib/quantaPage.ts';

const RUNS = 5;

/**
 * The same quanta as in kernel.bench.ts in a page of real Chromium, whose clock has steps of 5 µs there; on the audio
 * thread itself a browser offers no clock.
 */
export default async function workletChromium({ root, quick }: BenchContext): Promise<Metrics> {
  const quanta = quick ? 20_000 : 100_000;
  const server = await serve(root);
  const browser = await launchChromium();
  try {
    await browser.page.goto(server.url);
    const metrics: Metrics = {};
    for (const name of ['stereo', 'stereoEq', 'everything', 'everythingFast']) {
      const times = await browser.page.evaluate((args) => window.quantaPage.run(...args), [
        loads[name]!,
        RUNS,
        quanta,
      ] as const);
      metrics[`${name}MeanUs`] = { value: times.mean, unit: 'µs' };
      const [raw, max] = [times.raw, times.max].map((value) => value.toPrecision(3));
      const note = `best of ${RUNS} runs of each quantum; with this machine's scheduler ${raw}, max ${max}`;
      metrics[`${name}P999Us`] = { value: times.p999, unit: 'µs', note };
    }
    return metrics;
  } finally {
    await browser.close();
    server.close();
  }
}

/** A page with shared memory and a fine clock: cross-origin isolated. */
async function serve(root: string): Promise<{ url: string; close: () => void }> {
  const bundle = await build({
    entryPoints: [join(root, 'bench/lib/quantaPage.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'chrome118',
  });
  const files: Record<string, [string, string | Uint8Array]> = {
    '/': ['text/html', '<!doctype html><meta charset="utf-8"><script src="/page.js"></script>'],
    '/page.js': ['text/javascript', bundle.outputFiles[0]!.text],
    '/stretch.wasm': ['application/wasm', readStretchWasm()],
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    response.writeHead(file ? 200 : 404, {
      'content-type': file?.[0] ?? 'text/plain',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(file?.[1] ?? '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
