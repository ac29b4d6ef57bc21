import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioServerClient } from '../../src/node/client.ts';
import { lenaPath } from '../unit/formats/lena.ts';
import { generate, scanned, startClient } from '../unit/node/support.ts';
import { tempFolder } from '../support/cleanup.ts';

/** Integrated loudness as ffmpeg's ebur128 has it after the last frame: two decimals, where its summary has one. */
function ffmpegLoudness(path: string): number {
  const filter = `ebur128=metadata=1,ametadata=mode=print:key=lavfi.r128.I:file=-`;
  const args = ['-v', 'error', '-i', path, '-af', filter, '-f', 'null', '-'];
  const printed = execFileSync('ffmpeg', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const last = printed.trim().split('\n').at(-1) ?? '';
  return Number(/=(-?[\d.]+)$/.exec(last)?.[1]);
}

describe('integrated loudness', () => {
  const folder = tempFolder('loudness');
  let client: AudioServerClient;
  let stop: () => void;
  beforeAll(async () => ({ client, stop } = await startClient()));
  afterAll(() => {
    stop();
    folder.remove();
  });

  const make = (name: string, args: string[], seconds: number, rate: number): string =>
    generate(join(folder.path, name), args, { seconds, rate });

  it.each([
    ['speech', () => lenaPath('wav')],
    ['stereo, 44.1 kHz', () => make('a.wav', [], 20, 44100)],
    ['stereo, 48 kHz, over several runs of the scan', () => make('b.flac', ['-af', 'tremolo=f=0.1:d=0.95'], 70, 48000)],
    ['mono, 22.05 kHz, where a slice is no whole number of frames', () => make('c.wav', ['-ac', '1'], 15, 22050)],
    ['192 kHz', () => make('d.flac', [], 6, 192000)],
    [
      'with long silences',
      () => make('e.wav', ['-af', "volume='if(between(mod(t,6),2,5),0.0005,1)':eval=frame"], 30, 48000),
    ],
  ] as const)('equals ffmpeg: %s', async (_, file) => {
    const path = file();
    const { handle, scan } = await scanned(client, path);
    await client.close(handle);
    expect(Math.abs(scan.integratedLufs! - ffmpegLoudness(path))).toBeLessThan(0.03);
  });

  it('weighs the channels of 5.1 as ffmpeg does', async () => {
    const path = make(
      'f.wav',
      ['-filter_complex', '[0:a]pan=5.1|FL=c0|FR=c1|FC=0.5*c0|LFE=c1|BL=0.7*c0|BR=c1'],
      20,
      48000,
    );
    const { handle, scan } = await scanned(client, path);
    await client.close(handle);
    expect(Math.abs(scan.integratedLufs! - ffmpegLoudness(path))).toBeLessThan(0.03);
  });
});
