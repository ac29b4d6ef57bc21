import { AudioSide } from '../../../src/core/engine/audioSide.ts';
import type { TimerClocks } from '../../../src/core/engine/callbackTimer.ts';
import type { WorkletMessage } from '../../../src/core/engine/messages.ts';

/** Not every browser has a fine clock on the audio thread; the coarse one is good for the mean load. */
function clocks(): TimerClocks {
  const { performance } = globalThis as { performance?: { now?: () => number } };
  return performance?.now ? { now: () => performance.now!() } : { coarseNow: () => Date.now() };
}

/** The shell round AudioSide. process() runs on the audio thread; messages arrive on the same thread between quanta. */
class EngineProcessor extends AudioWorkletProcessor implements AudioWorkletProcessorImpl {
  #side: AudioSide;

  constructor() {
    super();
    const post = (message: WorkletMessage, transfer: ArrayBuffer[] = []): void =>
      this.port.postMessage(message, transfer);
    this.#side = new AudioSide(sampleRate, clocks(), post);
    this.port.onmessage = (event) => this.#side.receive(event.data);
    this.port.onmessageerror = () => post({ kind: 'undelivered' });
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const out = outputs[0]!;
    return this.#side.process(out, out[0]!.length, currentFrame);
  }
}

registerProcessor('earshot-engine', EngineProcessor);
