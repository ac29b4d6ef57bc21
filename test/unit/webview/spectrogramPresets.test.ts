import { expect, it } from 'vitest';
import * as v from 'valibot';
import { analysis, colourView, frequencyView, spectrogramPresets } from '../../../src/core/protocol/spectrogram.ts';
import { applyPreset, nextPreset, presetOf } from '../../../webview/editor/spectrogramPresets.ts';
import { takeDefaults } from '../../../webview/editor/spectrogramDefaults.ts';
import { Store } from '../../../webview/store.ts';
import { info } from '../host/fakes.ts';

function storeAt(sampleRate: number): Store {
  const store = new Store({} as never);
  const scan = { state: 'done' as const, scannedFrames: 100, totalFrames: 100, warnings: [] };
  const file = { kind: 'ready' as const, fileName: 'a.wav', revision: '1', info: { ...info, sampleRate }, error: null };
  store.setDocument({ ...file, scan });
  return store;
}

it('are possible at any rate, and known again', () => {
  for (const rate of [1, 8000, 16_000, 44_100, 48_000, 192_000, 384_000, 768_000]) {
    const store = storeAt(rate);
    expect(presetOf(store)).toBe('standard');
    for (const preset of spectrogramPresets) {
      applyPreset(store, preset);
      expect(presetOf(store), `${preset} at ${rate} Hz`).toBe(preset);
      expect(v.is(analysis, store.analysis.value)).toBe(true);
      expect(v.is(frequencyView, store.frequencies.value)).toBe(true);
      expect(v.is(colourView, store.colours.value)).toBe(true);
    }
  }
});

it('have windows of the same length in time, whatever the rate', () => {
  const sizes = (rate: number): number[] => {
    const store = storeAt(rate);
    return spectrogramPresets.map((preset) => {
      applyPreset(store, preset);
      return store.analysis.value.size;
    });
  };
  expect(sizes(48_000)).toEqual([2048, 512, 4096, 8192, 128]);
  expect(sizes(16_000)).toEqual([2048, 128, 1024, 2048, 128]);
  expect(sizes(192_000)).toEqual([2048, 2048, 16_384, 32_768, 512]);
  expect(sizes(384_000)[4]).toBe(1024);
});

it('are custom once anything is changed, but for the palette; the next one follows', () => {
  const store = storeAt(48_000);
  applyPreset(store, 'speech');
  store.colours.set({ ...store.colours.value, palette: 'magma' });
  expect(presetOf(store)).toBe('speech');
  nextPreset(store);
  expect(presetOf(store)).toBe('music');
  expect(store.colours.value.palette).toBe('magma');
  store.colours.set({ ...store.colours.value, floor: -100 });
  expect(presetOf(store)).toBeNull();
  nextPreset(store);
  expect(presetOf(store)).toBe('standard');
  store.analysis.set({ ...store.analysis.value, padding: 8 });
  expect(presetOf(store)).toBeNull();
});

it('give way to what the workspace has set; a range that is none is left', () => {
  const store = storeAt(48_000);
  takeDefaults({ show: 'over', size: 4096, scale: 'mel', palette: 'viridis', floor: -90, ceiling: -100 }, store);
  expect(store.pictures.value.show).toBe('over');
  expect(store.analysis.value).toMatchObject({ size: 4096, window: 'hann' });
  expect(store.frequencies.value).toEqual({ scale: 'mel', low: null, high: null });
  expect(store.colours.value).toMatchObject({ palette: 'viridis', floor: -120, ceiling: 0 });
  takeDefaults({ floor: -90 }, store);
  expect(store.colours.value).toMatchObject({ floor: -90, ceiling: 0 });
  expect(store.analysis.value.size).toBe(4096);
});
