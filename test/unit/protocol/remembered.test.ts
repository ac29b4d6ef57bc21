import * as v from 'valibot';
import { expect, it } from 'vitest';
import { EQ_BANDS, eqKinds, monitors } from '../../../src/core/engine/lens.ts';
import { remembered, type Remembered } from '../../../src/core/protocol/remembered.ts';
import { MAX_GAIN_DB, MAX_SPEED, MIN_SPEED } from '../../../webview/engine/types.ts';
import { follows, laneSets } from '../../../webview/store.ts';
import { smpteRates } from '../../../src/core/picture/axes/smpte.ts';
import { timeUnits } from '../../../src/core/picture/axes/timeFormat.ts';

const at = <T>(list: readonly T[], i: number): T => list[i % list.length]!;

it('takes every choice and every limit the page knows', () => {
  for (let i = 0; i < 10; i++) {
    const gainDb = i % 2 ? MAX_GAIN_DB : -60;
    const bands = Array.from({ length: EQ_BANDS }, (_, band) => ({
      ...{ kind: at(eqKinds, band + i), on: true, frequency: 1000, gainDb: -24, q: 0.1 },
    }));
    const state: Remembered = {
      version: 2,
      revision: 'r',
      view: null,
      positionFrame: 2 ** 40,
      gainDb,
      sound: {
        selection: { startFrame: 0, endFrame: 1 },
        loop: false,
        speed: i % 2 ? MAX_SPEED : MIN_SPEED,
        speedMode: i % 2 ? 'pitch' : 'varispeed',
        reverse: true,
        returnOnStop: false,
        mix: { monitor: at(monitors, i), strips: [null, { gainDb, pan: i % 2 ? 1 : -1, mute: true, solo: false }] },
        eq: { on: true, bands, matchLoudness: false },
        band: { low: 20, high: 20_000 },
      },
      look: {
        timeFormat: { unit: at(timeUnits, i), smpte: i % smpteRates.length, tempo: 120, beatsPerBar: 4 },
        follow: at(follows, i),
        lanes: { set: at(laneSets, i), solo: null, heights: {} },
      },
    };
    expect(v.parse(remembered, state)).toEqual(state);
  }
});
