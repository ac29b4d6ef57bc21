import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { tempFolder } from '../../support/cleanup.ts';
import { type Decoder, openForTest, randomReadFaults } from '../../support/decode.ts';
import { seededRandom } from '../../support/signal.ts';

const folder = tempFolder('pcm');
export const file = (name: string): string => join(folder.path, name);
const MAX_BYTES = 1 << 28;
export const RATE = 16000;
export const FRAMES = 20011;

export const run = (command: string, ...args: string[]): void => void execFileSync(command, args, { stdio: 'pipe' });
export const ffmpeg = (...args: string[]): void => run('ffmpeg', '-v', 'error', '-y', ...args);

/** Noise, a tone, silence and both ends of the scale, in up to six channels, as raw doubles. */
export function writeSources(): void {
  for (const channels of [1, 2, 6]) {
    const random = seededRandom(channels);
    const samples = new Float64Array(FRAMES * channels);
    for (let i = 0; i < FRAMES; i++) {
      for (let c = 0; c < channels; c++) {
        const tone = 0.6 * Math.sin(i * 0.02 * (c + 1));
        const value =
          i < 4000 ? tone : i < 8000 ? random() * 2 - 1 : i < 9000 ? 0 : i % 97 === 0 ? -1 : tone * random();
        samples[i * channels + c] = i % 101 === 0 ? 0.99999999 : value;
      }
    }
    writeFileSync(file(`source${channels}.f64`), new Uint8Array(samples.buffer));
  }
}
export const removeFiles = (): void => folder.remove();

export const source = (channels: number): string[] => [
  ...['-f', 'f64le', '-ar', String(RATE), '-ac', String(channels)],
  ...['-i', file(`source${channels}.f64`)],
];

/** What ffmpeg decodes, integers or doubles, as the floats nearest to them. */
export function reference(path: string, channels: number, float: boolean): Float32Array[] {
  const kind = float ? 'f64le' : 's32le';
  const output = ['-map', '0:a:0', '-f', kind, '-c:a', `pcm_${kind}`, 'pipe:1'];
  const bytes = execFileSync('ffmpeg', ['-v', 'error', '-i', path, ...output], { maxBuffer: MAX_BYTES });
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const samples = float ? new Float64Array(buffer) : Float64Array.from(new Int32Array(buffer), (n) => n / 2 ** 31);
  const frames = samples.length / channels;
  return Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: frames }, (_, i) => samples[i * channels + c]!),
  );
}

/** The first frame where they differ; lengths may differ by ffmpeg's padding of the last block. */
export function firstDifference(ours: readonly Float32Array[], theirs: readonly Float32Array[]): string | undefined {
  for (const [c, plane] of ours.entries()) {
    for (let i = 0; i < plane.length; i++) {
      if (plane[i] !== theirs[c]![i]) return `channel ${c}, frame ${i}: ${plane[i]} is ${theirs[c]![i]} there`;
    }
  }
  return undefined;
}

/** Same samples as ffmpeg, and the same however they are reached. */
export async function check(
  path: string,
  facts: { channels: number; float?: boolean; frames?: number; container: string },
) {
  const decoder: Decoder = await openForTest(path);
  try {
    const { channels, container } = facts;
    expect(decoder.info).toMatchObject({ channels, container, framesExact: true, warnings: [] });
    const whole = await decoder.all();
    const theirs = reference(path, channels, facts.float ?? false);
    expect(whole).toHaveLength(channels);
    expect(whole[0]).toHaveLength(decoder.info.frames!);
    expect(decoder.info.frames).toBe(facts.frames ?? theirs[0]!.length);
    expect(firstDifference(whole, theirs)).toBeUndefined();
    expect(await randomReadFaults(decoder, whole, 200)).toEqual([]);
    expect([...decoder.warnings]).toEqual([]);
  } finally {
    await decoder.close();
  }
}
