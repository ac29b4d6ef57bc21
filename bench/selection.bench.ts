import { seededRandom } from '../test/support/signal.ts';
import { type Extension, material } from './lib/material.ts';
import { type BenchContext, median, type Metrics, spread } from './lib/measure.ts';
import { percentile } from './lib/percentile.ts';
import { openScanned, withServer } from './lib/server.ts';

const RATE = 48000;
const MINUTES = 60;

/**
 * All figures of a selection of a file of an hour that has been scanned, from the question to the server to its answer:
 * 10 s of stereo at random places, none asked for twice, and 10 minutes.
 */
export default async function selection({ root, quick }: BenchContext): Promise<Metrics> {
  const formats: readonly Extension[] = quick ? ['wav'] : ['wav', 'flac', 'mp3', 'ogg'];
  const repeats = quick ? 5 : 20;
  const metrics: Metrics = {};
  await withServer(root, async (client) => {
    for (const extension of formats) {
      const { handle, frames } = await openScanned(client, material((quick ? 10 : MINUTES) * 60, extension));
      const random = seededRandom(7);
      const ask = async (length: number): Promise<number> => {
        const startFrame = Math.floor(random() * (frames - length));
        const started = performance.now();
        const answer = await client.measures({ handle, range: { startFrame, endFrame: startFrame + length } });
        const ms = performance.now() - started;
        if (!answer.final || answer.endFrame - answer.startFrame !== length) throw new Error('not what was asked for');
        return ms;
      };
      // What is done after the scan (MD5, tempo) is another figure.
      while (!(await client.measures({ handle, range: null })).final) await wait(200);
      await ask(10 * RATE);
      const short: number[] = [];
      for (let i = 0; i < repeats; i++) short.push(await ask(10 * RATE));
      metrics[`${extension}TenSecondsMs`] = { value: median(short), unit: 'ms', note: spread(short) };
      metrics[`${extension}TenSecondsP95Ms`] = { value: percentile(short, 0.95), unit: 'ms' };
      if (quick || extension !== 'wav') continue;
      const long = [await ask(600 * RATE), await ask(600 * RATE), await ask(600 * RATE)];
      metrics[`${extension}TenMinutesMs`] = { value: median(long), unit: 'ms', note: spread(long) };
    }
  });
  return metrics;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
