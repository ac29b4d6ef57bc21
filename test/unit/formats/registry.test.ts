import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { formats, openAudio } from '../../../src/core/formats/registry.ts';
import { bytesSource, craftWav } from './bytes.ts';
import { lenaBytes } from './lena.ts';

const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');

/** One recording, coded by others. 541184 frames is what its WAV holds. */
const recordings = [
  ['wav', { container: 'WAV', codec: 'PCM 16-bit', sampleRate: 44100, channels: 1, frames: 541184, framesExact: true }],
  [
    'flac',
    { container: 'FLAC', codec: 'FLAC 16-bit', sampleRate: 44100, channels: 1, frames: 541184, framesExact: true },
  ],
  [
    'mp3',
    { container: 'MP3', codec: 'MPEG-1 layer III', sampleRate: 44100, channels: 1, frames: 541184, framesExact: true },
  ],
  ['ogg', { container: 'Ogg', codec: 'Vorbis', sampleRate: 44100, channels: 1, frames: 541184, framesExact: true }],
  ['opus', { container: 'Ogg', codec: 'Opus', sampleRate: 48000, channels: 1, frames: 589044, framesExact: true }],
  ['aac', { container: 'AAC', codec: 'AAC-LC', sampleRate: 44100, channels: 1, framesExact: false }],
  ['m4a', { container: 'M4A', codec: 'AAC-LC', sampleRate: 44100, channels: 2, frames: 541184, framesExact: true }],
] as const;

describe('openAudio', () => {
  it.each(recordings)('knows %s by its content, whatever its name', async (extension, facts) => {
    const { info } = await openAudio(bytesSource(lenaBytes(extension)), 'misleading.txt');
    expect(info).toMatchObject({ ...facts, warnings: [] });
  });

  it.each(recordings)('reads only headers of %s', async (extension) => {
    const source = bytesSource(lenaBytes(extension));
    await openAudio(source, 'x');
    expect(source.reads).toBeLessThan(16);
  });

  it.each(['mp3', 'flac', 'aac'])('finds %s behind an ID3v2 tag', async (extension) => {
    const tag = Buffer.alloc(10 + 70_000);
    tag.write('ID3\x04\0\0', 0, 'latin1');
    tag.set([0, 70_000 >> 14, (70_000 >> 7) & 0x7f, 70_000 & 0x7f], 6);
    const bytes = Buffer.concat([tag, lenaBytes(extension)]);
    const { info } = await openAudio(bytesSource(bytes), 'x');
    const plain = await openAudio(bytesSource(lenaBytes(extension)), 'x');
    expect(info.frames).toBe(plain.info.frames);
  });

  it('finds MP3 behind junk', async () => {
    const bytes = Buffer.concat([Buffer.alloc(3500, 0x55), lenaBytes('mp3')]);
    expect((await openAudio(bytesSource(bytes), 'x')).info.frames).toBe(541184);
  });

  it.each([
    ['an empty file', new Uint8Array(0), 'empty-file', 'x.wav is empty (0 bytes).'],
    [
      'text',
      text('Once upon a time\n'.repeat(50)),
      'unknown-format',
      'x.wav is not an audio file: it looks like text.',
    ],
    ['JSON in UTF-8', text('{"k": "äöü"}'), 'unknown-format', 'x.wav is not an audio file: it looks like text.'],
    [
      'HTML',
      text('<!doctype html><p>404'),
      'unknown-format',
      'x.wav is not an audio file: it looks like HTML or XML text.',
    ],
    ['zeros', new Uint8Array(5000), 'unknown-format', 'x.wav is not an audio file: it looks like nothing but zeros.'],
    [
      'a picture',
      text('\u0089PNG\r\n').subarray(1),
      'unknown-format',
      'x.wav is not an audio file: it looks like a PNG picture.',
    ],
    ['AIFF', text('FORM\0\0\0\0AIFF'), 'no-audio', 'x.wav contains no audio: the AIFF header is not complete.'],
    ['one byte', Uint8Array.of(7), 'unknown-format', 'x.wav is not an audio file that Earshot knows.'],
  ])('names the cause for %s', async (_, bytes, code, message) => {
    await expect(openAudio(bytesSource(bytes), 'x.wav')).rejects.toMatchObject({ code, message });
  });

  it.each(['stsz', 'stco', 'stsc', 'stts'])('refuses an MP4 whose %s table lies', async (table) => {
    const bytes = Buffer.from(lenaBytes('m4a'));
    const at = bytes.indexOf(table, 0, 'latin1');
    bytes.writeUInt32BE(0x7fffffff, at + 4 + 4 + (table === 'stsz' ? 4 : 0));
    await expect(openAudio(bytesSource(bytes), 'x.m4a')).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('ends in facts or a named error on damaged headers of every format', async () => {
    const originals: Uint8Array[] = recordings.map(([extension]) => lenaBytes(extension).subarray(0, 60_000));
    originals.push(lenaBytes('m4a'), craftWav());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: originals.length - 1 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
        fc.option(fc.integer({ min: 0, max: 4000 })),
        async (which, changes, cut) => {
          let bytes = Buffer.from(originals[which]!);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          if (cut !== null) bytes = bytes.subarray(0, cut);
          try {
            const { info } = await openAudio(bytesSource(bytes), 'x');
            expect(info.channels).toBeGreaterThan(0);
            expect(info.sampleRate).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(EarshotError);
            expect((error as EarshotError).message).toMatch(/^x /);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('gives every format an id and extensions of its own', () => {
    const ids = formats.map((format) => format.id);
    const extensions = formats.flatMap((format) => format.extensions);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(extensions).size).toBe(extensions.length);
  });
});
