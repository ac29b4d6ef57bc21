import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampView, frameAt, type View } from '../../../src/core/picture/viewport.ts';
import {
  frameTicks,
  LABEL_GAP,
  LABEL_INSET,
  LEVEL_GAP,
  levelTicks,
  type Ticks,
  timeTicks,
} from '../../../src/core/picture/axes/ticks.ts';
import { smpteRates, timeCode } from '../../../src/core/picture/axes/smpte.ts';
import {
  formatBeats,
  formatTime,
  plainTime,
  type TimeFormat,
  timeUnits,
} from '../../../src/core/picture/axes/timeFormat.ts';

const measure = (text: string): number => text.length * 6.1;

const anyView = fc
  .record({
    total: fc.integer({ min: 1, max: 2 ** 34 }),
    width: fc.integer({ min: 40, max: 3000 }),
    start: fc.double({ min: 0, max: 1, noNaN: true }),
    zoom: fc.double({ min: 0, max: 1, noNaN: true }),
    rate: fc.constantFrom(1, 8000, 11025, 44100, 48000, 192000, 768000),
  })
  .map(({ total, width, start, zoom, rate }) => {
    const deepest = Math.min(1 / 128, total / width);
    const framesPerPixel = deepest * Math.exp(zoom * Math.log(total / width / deepest));
    const view = clampView({ startFrame: start * total, framesPerPixel }, total, { width, dpr: 1 });
    return { view, width, rate };
  });

const anyFormat: fc.Arbitrary<TimeFormat> = fc.record({
  unit: fc.constantFrom(...timeUnits),
  smpte: fc.nat({ max: smpteRates.length - 1 }),
  tempo: fc.integer({ min: 20, max: 400 }),
  beatsPerBar: fc.integer({ min: 1, max: 12 }),
});

function expectReadable({ major }: Ticks, width: number): void {
  let free = -Infinity;
  for (const { x, label } of major) {
    if (!label) continue;
    expect(x + LABEL_INSET).toBeGreaterThanOrEqual(free);
    free = x + LABEL_INSET + measure(label) + LABEL_GAP - 1e-6;
    expect(x + LABEL_INSET + measure(label)).toBeLessThanOrEqual(width);
  }
}

function expectOnPixels({ major, minor }: Ticks, view: View, width: number): void {
  for (const { frame, x } of major) {
    expect(Math.abs(frameAt(view, x) - frame)).toBeLessThanOrEqual(view.framesPerPixel * 1e-3 + 1e-6);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(width + 1e-3);
  }
  for (const frame of minor) {
    expect(frame).toBeGreaterThanOrEqual(view.startFrame);
    expect(frame).toBeLessThanOrEqual(frameAt(view, width));
  }
}

/** Seconds that a label says. */
function read(label: string): number {
  return label.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

describe('ruler', () => {
  it('never lets two labels overlap or run out of the picture, at any zoom', () => {
    fc.assert(
      fc.property(anyView, ({ view, width, rate }) => {
        expectReadable(timeTicks(view, width, rate, plainTime, measure), width);
        expectReadable(frameTicks(view, width, measure), width);
      }),
      { numRuns: 500 },
    );
  });

  it('stands on the pixel of its time, and says that time', () => {
    fc.assert(
      fc.property(anyView, ({ view, width, rate }) => {
        const ticks = timeTicks(view, width, rate, plainTime, measure);
        expectOnPixels(ticks, view, width);
        for (const { frame, label } of ticks.major) {
          if (label) expect(Math.abs(read(label) - frame / rate)).toBeLessThanOrEqual(1e-9 * Math.max(1, frame / rate));
        }
        const frames = frameTicks(view, width, measure);
        expectOnPixels(frames, view, width);
        for (const { frame, label } of frames.major) {
          expect(Number.isInteger(frame)).toBe(true);
          if (label) expect(Number(label.replaceAll(',', ''))).toBe(frame);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with the readout in every unit, and stands on its pixel', () => {
    fc.assert(
      fc.property(anyView, anyFormat, ({ view, width, rate }, format) => {
        const ticks = timeTicks(view, width, rate, format, measure);
        expectReadable(ticks, width);
        expectOnPixels(ticks, view, width);
        for (const { frame, label } of ticks.major) {
          if (!label) continue;
          // A tick between two frames of audio: the readout shows the label from the next one on.
          const after = Math.max(0, Math.ceil(frame - 1e-6 * Math.max(1, frame * 1e-9)));
          const shown = formatTime(after, rate, format);
          // Below a video frame, and below a tick of a beat, the ruler says more than the readout.
          const [whole, part = ''] = format.unit === 'smpte' ? label.split('.') : [label];
          const finer = format.unit === 'beats' && label.split('.').length > 3;
          if (format.unit === 'smpte' && rate >= 8000 && !Number(part)) expect(shown).toBe(whole);
          if (format.unit === 'samples') expect(shown).toBe(label);
          if (format.unit === 'beats' && rate >= 8000 && !finer)
            expect(shown.startsWith(label.split('.')[0]!)).toBe(true);
          if (format.unit === 'seconds') expect(Number(label)).toBeCloseTo(frame / rate, 6);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('measures every label, not only the last', () => {
    const view = { startFrame: 0, framesPerPixel: 1 / 128 };
    const format: TimeFormat = { unit: 'beats', smpte: 0, tempo: 216, beatsPerBar: 10 };
    expectReadable(timeTicks(view, 378, 1, format, measure), 378);
  });

  it('counts drop-frame time code as SMPTE ST 12-1 does', () => {
    const df = smpteRates.find(({ name }) => name === '29.97 DF')!;
    expect([1799, 1800, 17981, 17982, 107892].map((number) => timeCode(number, df))).toEqual([
      '00:00:59;29',
      '00:01:00;02',
      '00:09:59;29',
      '00:10:00;00',
      '01:00:00;00',
    ]);
    const labels = timeTicks(
      { startFrame: 0, framesPerPixel: 48000 },
      600,
      48000,
      { ...plainTime, unit: 'smpte', smpte: 3 },
      measure,
    );
    expect(labels.major.slice(0, 3).map(({ label }) => label)).toEqual(['00:00:00;00', '00:02:00;02', '00:04:00;02']);
  });

  it('counts bars and beats from one', () => {
    expect(formatBeats(0, 4)).toBe('1.1.000');
    expect(formatBeats(5.5, 4)).toBe('2.2.480');
  });

  it('has labels wherever one fits twice', () => {
    fc.assert(
      fc.property(anyView, ({ view, width, rate }) => {
        fc.pre(width >= 400);
        const labelled = timeTicks(view, width, rate, plainTime, measure).major.filter(({ label }) => label);
        const oneSecondFits = view.framesPerPixel * width >= rate * 1e-6;
        if (oneSecondFits) expect(labelled.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('uses round steps', () => {
    const labels = (framesPerPixel: number, startFrame = 0): string[] =>
      timeTicks({ startFrame, framesPerPixel }, 600, 48000, plainTime, measure)
        .major.slice(0, 4)
        .map(({ label }) => label);
    expect(labels(4800)).toEqual(['0:00', '0:05', '0:10', '0:15']);
    expect(labels(48000)).toEqual(['0:00', '1:00', '2:00', '3:00']);
    expect(labels(480_000, 48000 * 3600)).toEqual(['1:00:00', '1:10:00', '1:20:00', '1:30:00']);
    expect(labels(4.8)).toEqual(['0:00.00', '0:00.01', '0:00.02', '0:00.03']);
  });
});

describe('level scale', () => {
  it('keeps its labels apart and drops the lesser ones first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 900 }), (half) => {
        const yOf = (level: number): number => half - level * half;
        const ticks = levelTicks(yOf, LEVEL_GAP);
        const ys = ticks.map(({ level }) => yOf(level)).sort((a, b) => a - b);
        for (let i = 1; i < ys.length; i++) expect(ys[i]! - ys[i - 1]!).toBeGreaterThanOrEqual(LEVEL_GAP);
        expect(ticks.slice(0, 3).map(({ label }) => label)).toEqual(['0', '0', '\u2212∞']);
      }),
    );
  });

  it('stands at the level it names', () => {
    for (const { level, label } of levelTicks((value) => 500 - value * 500, LEVEL_GAP)) {
      if (level === 0) continue;
      expect(20 * Math.log10(Math.abs(level))).toBeCloseTo(Number(label.replace('\u2212', '-')), 9);
    }
  });
});
