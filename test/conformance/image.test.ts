import { execFileSync } from 'node:child_process';
import { existsSync, ftruncateSync, openSync, readdirSync, readFileSync, closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DecodedPng, decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, type Cli, outcome } from '../support/cli.ts';
import { makeSample } from '../support/sampleFiles.ts';
import { fill, sine, wavBytes } from '../support/signal.ts';

const RATE = 48_000;
/** Of a picture with title and axes, CSS pixels: src/core/picture/page/picture.ts. */
const [LEFT, TITLE, RULER, LEGEND, CAPTION, PADDING] = [64, 28, 24, 52, 20, 12];
/** Colours of the dark theme. */
const LANE = [0x18, 0x18, 0x18];

const pixel = ({ width, channels, data }: DecodedPng, x: number, y: number): number[] => {
  const at = (y * width + x) * channels;
  return [...data.subarray(at, at + 3)];
};
const blue = ([red = 0, , third = 0]: number[]): boolean => third > red + 30;
const grey = ([red, green, third]: number[]): boolean => red === green && green === third;

describe('earshot image', () => {
  let cli: Cli;
  const path = (name: string): string => join(cli.folder, name);
  const draw = (name: string, ...args: string[]): DecodedPng => {
    const out = path('out.png');
    expect(cli.run(['image', path(name), '-o', out, ...args])).toEqual({ stdout: '', stderr: '', status: 0 });
    return decode(readFileSync(out));
  };
  beforeAll(async () => {
    cli = await buildCli();
    const files = {
      'sine.wav': wavBytes(sine(RATE, 2, 1000), RATE, 'pcm24'),
      'silence.wav': wavBytes(
        fill(2, RATE, () => 0),
        RATE,
      ),
      'tone.wav': wavBytes(sine(RATE, 2, 3000, 0.25), RATE, 'float32'),
      'many.wav': wavBytes(
        fill(64, 4800, (i, c) => 0.5 * Math.sin(i * (c + 1) * 0.01)),
        RATE,
      ),
      'none.wav': wavBytes([new Float32Array(0)], RATE),
    };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(path(name), bytes);
  });
  afterAll(() => cli.remove());

  it.each([1, 2])('has the rows of a sine of half of full scale, %dx', (ratio) => {
    const [width, height] = [900, 300];
    const picture = draw(
      'sine.wav',
      '--view',
      'waveform',
      ...['--width', '900', '--height', '300'],
      `--pixel-ratio=${ratio}`,
    );
    expect([picture.width, picture.height, picture.channels]).toEqual([width * ratio, height * ratio, 3]);
    const top = (TITLE + RULER) * ratio;
    const lane = (height - TITLE - RULER - PADDING) * ratio;
    // Linear, full scale five pixels inside the lane.
    const middle = Math.floor(lane / 2) + 0.5;
    const half = middle - 5 * ratio;
    const [first, last] = [Math.floor(middle - 0.5 * half), Math.floor(middle + 0.5 * half)];
    let columns = 0;
    for (let x = LEFT * ratio; x < (width - PADDING) * ratio; x++) {
      const rows = Array.from({ length: lane }, (_, y) => blue(pixel(picture, x, top + y)));
      const [from, to] = [rows.indexOf(true), rows.lastIndexOf(true)];
      // Each column holds a whole period at 1x; at 2x it reaches its neighbour's peak.
      if (from === first && to === last) columns++;
      expect(from).toBeGreaterThanOrEqual(first);
      expect(to).toBeLessThanOrEqual(last);
    }
    expect(columns / ((width - PADDING - LEFT) * ratio)).toBeGreaterThan(ratio === 1 ? 0.999 : 0.2);
  });

  it('has a line of one pixel for silence, in each lane', () => {
    const picture = draw('silence.wav', '--view', 'waveform', '--width', '600', '--height', '400');
    const room = 400 - TITLE - RULER - PADDING;
    const heights = [Math.round(room / 2), room - Math.round(room / 2)];
    let top = TITLE + RULER;
    for (const height of heights) {
      const rows = Array.from({ length: height - 1 }, (_, y) => blue(pixel(picture, 301, top + y)));
      expect(rows.map((each, y) => (each ? y : -1)).filter((y) => y >= 0)).toEqual([Math.floor(height / 2)]);
      top += height;
    }
  });

  it.each([
    ['linear', (part: number) => part * 24_000],
    ['log', (part: number) => 20 * (24_000 / 20) ** part],
  ] as const)('has a tone in the row of its frequency, scale %s', (scale, hertzAt) => {
    const size = ['--width', '700', '--height', '500'];
    const picture = draw('tone.wav', '--view', 'spectrogram', '--scale', scale, '--palette', 'grey', ...size);
    const [top, height] = [TITLE + RULER, 500 - TITLE - RULER - CAPTION];
    // Of two columns, one of which may be a line of the grid.
    const loud = (y: number): number => Math.min(...[290, 293].map((x) => pixel(picture, LEFT + x, top + y)[0]!));
    const rows = Array.from({ length: height - 1 }, (_, y) => y).filter((y) =>
      grey(pixel(picture, LEFT + 293, top + y)),
    );
    const peak = Math.max(...rows.map(loud));
    const loudest = rows.filter((y) => loud(y) === peak);
    const row =
      rows.length -
      1 -
      Array.from({ length: height }, (_, i) => (i + 0.5) / height).findIndex((part) => hertzAt(part) >= 3000);
    const middle = (loudest[0]! + loudest.at(-1)!) / 2;
    expect(Math.abs(middle - row)).toBeLessThanOrEqual(1.5);
    // Nearly everywhere else there is nothing but the grid.
    const quiet = rows.map(loud).sort((a, b) => a - b);
    expect(quiet[Math.floor(quiet.length / 2)]).toBeLessThan(scale === 'linear' ? 12 : 40);
  });

  it('shows a part of the file alone, and less than it where it ends', () => {
    const args = ['--view', 'waveform', '--width', '400', '--height', '200', '--no-title', '--no-axes'];
    const whole = draw('sine.wav', ...args);
    const samples = draw('sine.wav', ...args, '--select', '#100:#148');
    // 48 frames of a period: stems and points, half of them above the middle.
    expect(Buffer.compare(Buffer.from(whole.data as Uint8Array), Buffer.from(samples.data as Uint8Array))).not.toBe(0);
    expect(pixel(samples, 200, 20)).not.toEqual([0, 0, 0]);
    const beyond = cli.run(['image', path('sine.wav'), '-o', path('part.png'), '--select', '1.5:9']);
    expect(beyond.status).toBe(0);
    expect(beyond.stderr).toContain('the picture ends with the file');
    const outside = cli.run(['image', path('sine.wav'), '-o', path('outside.png'), '--select', '3:4']);
    expect(outside).toMatchObject({ stdout: '', status: 2 });
    expect(outside.stderr).toContain('holds no frame of the file, which has 96,000 frames');
    expect(existsSync(path('outside.png'))).toBe(false);
  });

  it('has room for 64 channels', () => {
    const picture = draw('many.wav', '--width', '300');
    expect(picture.height).toBe(72 + 64 * 2 * 56);
    const blues = (y: number): boolean =>
      Array.from({ length: 150 }, (_, x) => x + 60).some((x) => blue(pixel(picture, x, y)));
    // A waveform in the middle of each lane's upper part.
    const lanes = Array.from({ length: 64 }, (_, c) => TITLE + RULER + Math.round(((c + 0.2) * 7168) / 64));
    expect(lanes.every(blues)).toBe(true);
  });

  it('is an SVG that programs can read, with words as words', () => {
    const out = path('out.svg');
    expect(cli.run(['image', path('tone.wav'), '-o', out, '--theme', 'print', '--width', '500']).status).toBe(0);
    const script =
      "import sys, xml.dom.minidom as m; d = m.parse(sys.argv[1]).documentElement; print(d.tagName, d.getAttribute('width'), d.getAttribute('viewBox')); print('|'.join(t.firstChild.data for t in d.getElementsByTagName('text'))); print(len(d.getElementsByTagName('image')))";
    const [head, words, images] = execFileSync('python3', ['-c', script, out], { encoding: 'utf8' }).trim().split('\n');
    expect(head).toBe('svg 500 0 0 500 600');
    expect(words!.split('|')).toEqual(expect.arrayContaining(['tone.wav', 'dBFS', 'Hz', '10 k', '\u2212\u221e']));
    expect(Number(images)).toBe(1);
    const png = /xlink:href="data:image\/png;base64,([^"]+)"/.exec(readFileSync(out, 'utf8'))![1]!;
    expect(decode(Buffer.from(png, 'base64')).width).toBe(500 - LEFT - LEGEND);
    // As large on a screen, finer inside.
    expect(cli.run(['image', path('tone.wav'), '-o', out, '--pixel-ratio', '2', '--width', '500']).status).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('width="500" height="600" viewBox="0 0 1000 1200"');
  });

  it('is the same for a lossless copy in another format, and through a pipe', () => {
    const wav = makeSample(cli.folder, 'wav-s16', 2);
    const flac = makeSample(cli.folder, 'flac', 2);
    const same = (file: string): Buffer => cli.bytes(['image', file, '-o', '-', '--no-title', '--width', '500']);
    const [a, b] = [same(wav), same(flac)].map((bytes) => decode(bytes));
    expect(Buffer.compare(Buffer.from(a!.data as Uint8Array), Buffer.from(b!.data as Uint8Array))).toBe(0);
    expect(pixel(a!, 0, 0)).not.toEqual(LANE);
    const file = path('piped.png');
    expect(cli.run(['image', wav, '-o', file, '--no-title', '--width', '500']).status).toBe(0);
    expect(Buffer.compare(readFileSync(file), same(wav))).toBe(0);
    const svg = cli.run(['image', wav, '-o', '-', '--format', 'svg', '--view', 'waveform']);
    expect(svg.stdout.startsWith('<?xml')).toBe(true);
    expect(svg.stdout.trimEnd().endsWith('</svg>')).toBe(true);
  });

  it.each([
    ['none.wav', [], 'contains no audio'],
    ['absent.wav', [], 'was not found'],
    ['many.wav', ['--width', '20000', '--height', '20000'], 'is too large'],
    ['many.wav', ['--lanes', 'mid'], 'are for files of two channels: this one has 64 channels'],
    ['sine.wav', ['--lanes', '2'], 'There is no channel 2'],
  ])('says why there is no picture: %s %j', (name, args, words) => {
    const ran = cli.run(['image', path(name), '-o', path('none.png'), ...args]);
    expect(ran).toMatchObject({ stdout: '', status: 2 });
    expect(ran.stderr).toContain(words);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(path('none.png'))).toBe(false);
  });

  it('shows how it is used', () => {
    for (const [args, words] of [
      [['image'], 'no file given'],
      [['image', 'a.wav'], '-o OUT says where to'],
      [['image', 'a.wav', 'b.wav', '-o', 'x.png'], "what is 'b.wav'"],
      [['image', 'a.wav', '-o', 'x.png', '--fft', '3'], '--fft takes a power of two'],
      [['image', 'a.wav', '-o', 'x.png', '--colour', 'red'], '--colour'],
    ] as const) {
      const ran = cli.run([...args]);
      expect(ran).toMatchObject({ stdout: '', status: 2 });
      expect(ran.stderr).toContain(words);
      expect(ran.stderr).toContain('usage: earshot image FILE');
    }
    const help = cli.run(['image', '--help']);
    expect(help).toMatchObject({ stderr: '', status: 0 });
    for (const option of ['--pixel-ratio', '--window', '--range', '--palette']) expect(help.stdout).toContain(option);
  });

  it('leaves nothing behind when it is interrupted, and keeps what was there', async () => {
    const huge = path('huge.wav');
    // Sparse: a header over hours of silence.
    const header = wavBytes(sine(RATE, 1, 1000), RATE).subarray(0, 44);
    const bytes = 3_000_000_000;
    header.writeUInt32LE(bytes - 8, 4);
    header.writeUInt32LE(bytes - 44, 40);
    writeFileSync(huge, header);
    const handle = openSync(huge, 'r+');
    ftruncateSync(handle, bytes);
    closeSync(handle);
    writeFileSync(path('kept.png'), 'as it was');
    const child = cli.start(['image', huge, '-o', path('kept.png')]);
    const ended = outcome(child);
    await until(() => readdirSync(cli.folder).some((name) => name.startsWith('.earshot-')));
    child.kill('SIGINT');
    expect((await ended).status).toBe(130);
    expect(readFileSync(path('kept.png'), 'utf8')).toBe('as it was');
    expect(readdirSync(cli.folder).filter((name) => name.startsWith('.earshot-'))).toEqual([]);
  });
});

async function until(there: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !there(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(there()).toBe(true);
}
