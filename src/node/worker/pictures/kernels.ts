import type { KernelSettings, MakeKernel, SpectrumKernel } from '../../../core/spectrogram/kernel.ts';
import { loadKernel } from '../../spectrogram/loadKernel.ts';

/** As many as a picture of several resolutions uses, and some more. */
const MOST = 10;

let maker: Promise<MakeKernel> | undefined;
/** Of this thread, those used last at the end. */
const held = new Map<string, SpectrumKernel>();

export async function kernelFor({ window, size, padding, combine }: KernelSettings): Promise<SpectrumKernel> {
  const make = await (maker ??= loadKernel());
  const key = [window, size, padding, combine].join();
  const kernel = held.get(key) ?? make({ window, size, padding, combine });
  held.delete(key);
  held.set(key, kernel);
  for (const [old, unused] of held) {
    if (held.size <= MOST) break;
    held.delete(old);
    unused.free();
  }
  return kernel;
}
