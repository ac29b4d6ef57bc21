import { afterEach, expect, it, vi } from 'vitest';

const load = async (): Promise<{ quick: boolean }> => {
  vi.resetModules();
  // Both anew, so that they know the same plain kernel.
  const { plainKernel: plain } = await import('../../../src/core/spectrogram/kernel.ts');
  const { loadKernel } = await import('../../../src/node/spectrogram/loadKernel.ts');
  const make = await loadKernel();
  expect(await loadKernel()).toBe(make);
  return { quick: make !== plain };
};

afterEach(() => vi.unstubAllGlobals());

it('the quick kernel is there, once a thread', async () => {
  expect(await load()).toEqual({ quick: true });
});

it('where there is no WebAssembly, or none with SIMD, the plain kernel does it', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(await load()).toEqual({ quick: false });
  vi.stubGlobal('WebAssembly', { instantiate: () => Promise.reject(new Error('invalid opcode 0xfd')) });
  expect(await load()).toEqual({ quick: false });
});

it('a length that PFFFT has no transform of is refused, not crashed on', async () => {
  const { loadPffft } = await import('../../../src/node/spectrogram/loadKernel.ts');
  const pffft = await loadPffft();
  expect(() => pffft.newSetup(48)).toThrow(RangeError);
  expect(pffft.newSetup(64)).toBeGreaterThan(0);
});
