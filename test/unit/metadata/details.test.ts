import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioInfo } from '../../../src/core/protocol/audio.ts';
import { detailsOf, readDetails } from '../../../src/node/details.ts';
import { bytesSource, chunk, craftWav } from '../formats/bytes.ts';
import { lenaBytes, lenaPath } from '../formats/lena.ts';
import { be, tagsOf, text } from '../structure/support.ts';

const info: AudioInfo = {
  container: 'any',
  codec: 'any',
  sampleRate: 48000,
  channels: 1,
  bitsPerSample: null,
  frames: null,
  framesExact: false,
  fileBytes: 0,
  warnings: [],
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-details-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ffmpeg = (...args: string[]): void => void execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);

describe('details of a file', () => {
  it.each(['mp3', 'm4a', 'webm', 'flac', 'ogg', 'opus', 'wav', 'aac', 'aiff', 'caf'])(
    '%s: structure and tags',
    async (kind) => {
      const details = await readDetails(lenaPath(kind), info);
      expect(details.structure.length).toBeGreaterThan(0);
      expect(details.warnings).toEqual([]);
      if (['mp3', 'webm', 'flac', 'ogg', 'wav'].includes(kind)) {
        expect(details.tags[0]).toEqual({ name: 'Title', value: 'Oh lad le' });
        expect(tagsOf(details, 'Artist')).toEqual(['Lena Stolze']);
        expect(tagsOf(details, 'Album')).toEqual(['Das schreckliche Mädchen']);
      }
    },
  );

  it('finds the cover in every container that has one, byte for byte', async () => {
    const cover = join(folder, 'cover.png');
    ffmpeg('-f', 'lavfi', '-i', 'testsrc=s=40x30:d=0.1', '-frames:v', '1', cover);
    const png = readFileSync(cover);
    for (const name of ['cover.mp3', 'cover.m4a', 'cover.flac']) {
      const path = join(folder, name);
      const inputs = ['-f', 'lavfi', '-i', 'sine=d=1', '-i', cover, '-map', '0:a', '-map', '1'];
      ffmpeg(
        ...inputs,
        '-c:v',
        'copy',
        '-disposition:v',
        'attached_pic',
        '-metadata:s:v',
        'comment=Cover (front)',
        path,
      );
      const { pictures } = await readDetails(path, info);
      expect(pictures.map(({ mime }) => mime)).toEqual(['image/png']);
      expect(Buffer.from(pictures[0]!.data).equals(png)).toBe(true);
      expect(pictures[0]!.type).toMatch(/^Cover/);
    }
  });

  it('shows ReplayGain and R128 as such, and both artists', async () => {
    const mp3 = join(folder, 'gain.mp3');
    const opus = join(folder, 'gain.opus');
    const gain = ['-metadata', 'REPLAYGAIN_TRACK_GAIN=-6.20 dB', '-metadata', 'R128_TRACK_GAIN=-512'];
    ffmpeg('-f', 'lavfi', '-i', 'sine=d=1', ...gain, mp3);
    ffmpeg('-f', 'lavfi', '-i', 'sine=d=1', ...gain, opus);
    expect(tagsOf(await readDetails(mp3, info), 'ReplayGain track gain')).toEqual(['-6.20 dB']);
    expect(tagsOf(await readDetails(opus, info), 'R128 track gain')).toEqual(['-512 (\u22122.00 dB)']);
  });

  it('reads an ID3 tag inside a WAV file, and lets ID3v1 add only what is not there', async () => {
    const frame = (id: string, value: string): Buffer =>
      Buffer.concat([text(id), be(value.length + 1, [0, 2]), text(`\0${value}`)]);
    const frames = Buffer.concat([
      frame('TIT2', 'A very long title that has more than thirty letters'),
      frame('TPE1', 'Someone'),
    ]);
    const tag = Buffer.concat([
      text('ID3'),
      Buffer.from([3, 0, 0, 0, 0, frames.length >> 7, frames.length & 127]),
      frames,
    ]);
    const wav = await detailsOf(bytesSource(craftWav({ after: [chunk('id3 ', tag)] })), info);
    expect(tagsOf(wav, 'Artist')).toEqual(['Someone']);
    const id3v1 = Buffer.concat([
      text('TAG'),
      text('A very long title that has mor', 30),
      text('', 30),
      text('Album', 65),
    ]);
    const mp3 = await detailsOf(bytesSource(Buffer.concat([tag, lenaBytes('mp3').subarray(203), id3v1])), info);
    expect(tagsOf(mp3, 'Title')).toEqual(['A very long title that has more than thirty letters']);
    expect(tagsOf(mp3, 'Album')).toEqual(['Album']);
  });

  it('leaves out pictures over 4 MB, with a warning', async () => {
    const block = Buffer.concat([be(3, 9), text('image/png'), be(0, 1, 1, 24, 0, 5_000_000), Buffer.alloc(5_000_000)]);
    const head = Buffer.from([6, block.length >> 16, (block.length >> 8) & 255, block.length & 255]);
    const lena = lenaBytes('flac');
    const bytes = Buffer.concat([lena.subarray(0, 42), head, block, lena.subarray(42)]);
    const { pictures, warnings } = await detailsOf(bytesSource(bytes), info);
    expect(pictures).toEqual([]);
    expect(warnings).toEqual(['A picture of 5.0 MB is not shown: pictures of up to 4 MB are.']);
  });

  it('stays small and quick when tags lie about their sizes', async () => {
    const frame = Buffer.concat([text('APIC'), Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 0]), Buffer.alloc(100)]);
    const tag = Buffer.concat([text('ID3'), Buffer.from([3, 0, 0, 127, 127, 127, 127]), frame]);
    const source = bytesSource(Buffer.concat([tag, lenaBytes('mp3')]));
    const before = process.memoryUsage().arrayBuffers;
    const started = performance.now();
    const { structure } = await detailsOf(source, info);
    expect(performance.now() - started).toBeLessThan(1500);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
    expect(structure[0]?.problem).toMatch(/^Says it has 268,435,465 bytes/);
  });

  it.each(['mp3', 'm4a', 'webm'])('%s: mutated files end in time, with values that can be sent', async (kind) => {
    const bytes = lenaBytes(kind);
    const tail = kind === 'm4a' ? bytes.length - 3300 : 0;
    const patch = fc.record({ at: fc.nat(3000), bytes: fc.uint8Array({ minLength: 1, maxLength: 5 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(patch, { minLength: 1, maxLength: 5 }), async (patches) => {
        const mutant = Uint8Array.from(bytes);
        for (const { at, bytes: values } of patches) mutant.set(values, tail + at);
        const started = performance.now();
        const details = await detailsOf(bytesSource(mutant), info);
        expect(performance.now() - started).toBeLessThan(4000);
        expect(details.tags.every(({ name, value }) => name.length > 0 && value.length <= 16_385)).toBe(true);
        structuredClone(details);
      }),
      { numRuns: 100, seed: 4711 },
    );
  });
});
