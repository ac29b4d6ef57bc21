import { describe, expect, it } from 'vitest';
import { imageOptions, joinRanges, parseImage } from '../../../src/cli/imageOptions.ts';
import { parseOptions } from '../../../src/cli/options.ts';
import { lanesOf, sizeOf } from '../../../src/node/clientImageView.ts';

const parse = (...args: string[]) => {
  const { values } = parseOptions('image', joinRanges(args), imageOptions);
  return parseImage(values, values.output ?? 'out.png');
};

describe('options of a picture', () => {
  it('are those of the editor where nothing is said', () => {
    expect(parse()).toMatchObject({
      format: 'png',
      analysis: { size: 2048 },
      frequencies: { scale: 'log' },
      title: true,
    });
    expect(sizeOf(parse(), 2)).toEqual({ width: 1600, height: 600 });
    expect(sizeOf(parse(), 64)).toEqual({ width: 1600, height: 72 + 128 * 56 });
  });

  it('take names in any case, and levels that begin with a minus', () => {
    const options = parse(
      '--window',
      'Blackman-Harris',
      '--palette',
      'greyOnWhite',
      '--range',
      '-90:-10',
      '-o',
      'x.SVG',
    );
    expect(options).toMatchObject({
      format: 'svg',
      analysis: { window: 'blackmanHarris' },
      colours: { palette: 'greyOnWhite', floor: -90, ceiling: -10 },
    });
    expect(parse('--range=\u2212100..0').colours).toEqual({ floor: -100, ceiling: 0 });
    expect(parse('--frequencies', '0:8000', '--scale', 'MEL').frequencies).toEqual({
      scale: 'mel',
      low: 0,
      high: 8000,
    });
  });

  it('turn a hop into an overlap', () => {
    expect(parse('--fft', '1024', '--hop', '64').analysis).toEqual({ size: 1024, overlap: 0.9375 });
    expect(parse('--hop', '2048').analysis).toEqual({ size: 2048, overlap: 0 });
    expect(() => parse('--fft', '1024', '--hop', '100')).toThrow(
      '--hop takes one of 1024, 512, 256, 128, 64 where --fft is 1024',
    );
  });

  it.each([
    [['-o', 'x.jpg'], 'ends in .png or .svg'],
    [['--width', '99'], 'width is a whole number from 100 to 20000, not 99'],
    [['--height', '20001'], 'height is a whole number'],
    [['--width', '1e3.5'], '--width takes a number'],
    [['--pixel-ratio', '5'], 'pixel-ratio is 1, 2, 3 or 4, not 5'],
    [['--fft', '1000'], '--fft takes a power of two from 128 to 65536'],
    [['--view', 'wave'], '--view takes one of waveform, spectrogram, both, over'],
    [['--window', 'boxcar'], 'blackman-harris'],
    [['--range', '0:-90'], '--range takes MIN:MAX in dBFS'],
    [['--range', '-300:0'], 'from -200 to 60'],
    [['--frequencies', '100'], '--frequencies takes MIN:MAX in Hz'],
    [['--lanes', 'left'], '--lanes takes one of channels, mid-side'],
    [['--theme', 'screen'], '--theme takes one of dark, light, print'],
    [['--select', '5:1'], 'ends where it starts'],
    [['--channels', '2'], '--channels needs --raw'],
  ])('say what is wrong: %j', (args, words) => {
    expect(() => parse(...args)).toThrow(words);
  });

  it('name the lanes of a file', () => {
    expect(lanesOf({ lanes: 'all' }, 2)).toEqual(['channel 0', 'channel 1', 'mid', 'side']);
    expect(lanesOf({ lanes: 'mid' }, 2)).toEqual(['mid']);
    expect(lanesOf({ lanes: 'mid' }, 1)).toEqual(['channel 0']);
    expect(lanesOf(parse('--lanes', '3,1,3'), 6)).toEqual(['channel 2', 'channel 0']);
    expect(() => lanesOf({ lanes: [7] }, 6)).toThrow('There is no channel 7: the file has 6.');
    expect(() => lanesOf({ lanes: 'mid-side' }, 6)).toThrow('this one has 6 channels');
  });
});
