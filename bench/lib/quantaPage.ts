// In a browser's page; see workletChromium.bench.ts.
import { percentile } from './percentile.ts';
import { type Load, timeRuns } from './quanta.ts';

export interface QuantaPage {
  run(load: Load, runs: number, quanta: number): Promise<{ mean: number; p999: number; raw: number; max: number }>;
}

declare global {
  interface Window {
    quantaPage: QuantaPage;
  }
}

window.quantaPage = {
  run: async (load, runs, quanta) => {
    const wasm = await (await fetch('/stretch.wasm')).arrayBuffer();
    const { own, all } = timeRuns(runs, load, quanta, wasm, () => performance.now());
    return {
      mean: own.reduce((sum, value) => sum + value, 0) / quanta,
      p999: percentile(own, 0.999),
      raw: percentile(all, 0.999),
      max: percentile(all, 1),
    };
  },
};
