import { expect, it } from 'vitest';
import { clipLevel } from '../../../src/core/picture/lane/amplitude.ts';

it.each([8, 16, 24])('%i-bit integers clip at their highest code, and not one code below', (bits) => {
  const highest = 2 ** (bits - 1) - 1;
  expect(highest / 2 ** (bits - 1)).toBeGreaterThanOrEqual(clipLevel(bits));
  expect((highest - 1) / 2 ** (bits - 1)).toBeLessThan(clipLevel(bits));
});

it.each([null, 32, 64])('floats and lossy codecs clip at full scale (bits: %s)', (bits) => {
  expect(clipLevel(bits)).toBe(1);
});
