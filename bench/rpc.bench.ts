import { material } from './lib/material.ts';
import { type BenchContext, median, type Metrics, spread, time } from './lib/measure.ts';
import { withServer } from './lib/server.ts';

/** What crosses from the server to its client: round trips, PCM for playback, peaks for a screen. */
export default async function rpc({ root, quick }: BenchContext): Promise<Metrics> {
  const repeats = quick ? 50 : 400;
  return withServer(root, async (client) => {
    const { handle } = await client.open(material(180, 'wav'), 'music.wav');
    const frames = 32768;
    let at = 0;
    const small = await time(repeats, () => client.usage());
    const pcm = await time(repeats, () => client.pcm({ handle, startFrame: (at += frames) % 4_000_000, frames }));
    const peaks = await time(repeats, () => client.peaks({ handle, level: 2, start: 0, count: 4096 }));
    const bytes = frames * 2 * 4;
    return {
      roundTripMs: { value: median(small), unit: 'ms', note: spread(small) },
      pcmBlockMs: { value: median(pcm), unit: 'ms', note: `${frames} frames, stereo: ${spread(pcm)}` },
      pcmMBPerSecond: { value: bytes / 2 ** 20 / (median(pcm) / 1000), unit: 'MB/s', note: 'read, converted, sent' },
      peaksMs: { value: median(peaks), unit: 'ms', note: `4096 blocks, stereo: ${spread(peaks)}` },
    };
  });
}
