import { FIELD } from '../../../src/core/engine/engineState.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { createEngine } from '../../../webview/engine/engine.ts';
import { COMMAND } from '../../../src/core/engine/commands.ts';
import { openLink } from '../../../webview/engine/openLink.ts';
import type { Engine, EngineInfo, PcmSource } from '../../../webview/engine/types.ts';
import { blockOf, sampleAt } from '../../unit/engine/support/signal.ts';

export interface FileOptions {
  sampleRate?: number;
  channels?: number;
  unknownLength?: boolean;
  /** What frames() says, where that is wrong. */
  told?: number;
}

/** What a test page offers to the test, as window.rig. Sources are made here: functions do not cross from Node. */
export interface Rig {
  engines: Engine[];
  /** Adds an engine with a file of that length; returns its number. */
  add(length: number, options?: FileOptions): number;
  /** Lets every read fail with this code, or with null work again. */
  failReads(code: 'server-lost' | 'corrupt' | null): void;
  reads(): number;
  /** Every answer comes so much later, ms. */
  delayReads(ms: number): void;
  /** Takes the output away from every engine, as a system does; the result gives it back. */
  interrupt(): () => void;
  /** Main thread busy for so long. */
  block(ms: number): void;
  /** Waits until the engine is in that state. */
  until(index: number, state: EngineInfo['state'], timeoutMs?: number): Promise<EngineInfo>;
  /** Frames of the file that were sent to the speaker at full level, as unbroken runs [first frame, length]. */
  heard(): [number, number][];
  /** Renders so many frames offline through the real link and worklet. */
  renderOffline(options: { channels: number; frames: number; length: number }): Promise<{
    transport: string;
    exact: number;
    phase: number;
    consumed: number;
  }>;
  /** Of every context that sound went to. */
  contextStates(): AudioContextState[];
}

let failing: 'server-lost' | 'corrupt' | null = null;
let reads = 0;
let delayMs = 3;
const captured: Float32Array[][] = [];
const contexts = new Set<AudioContext>();

function sourceOf(length: number, options: FileOptions): PcmSource {
  const { sampleRate = 48000, channels = 2, unknownLength = false, told = length } = options;
  return {
    sampleRate,
    channels,
    frames: () => (unknownLength ? null : told),
    read: async (start, frames) => {
      reads++;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (failing) throw new EarshotError(failing, `reading failed: ${failing}`);
      const count = Math.max(0, Math.min(frames, length - start));
      return { frames: count, data: blockOf(start, count, channels) };
    },
  };
}

/** Whatever an engine connects to the speaker goes to a recorder too. */
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with call()
const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode;
AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode): AudioNode {
  if (this instanceof AudioWorkletNode && to instanceof AudioDestinationNode && to.context instanceof AudioContext) {
    const { context } = to;
    contexts.add(context);
    void context.audioWorklet.addModule('/recorder.js').then(() => {
      const recorder = new AudioWorkletNode(context, 'recorder', { channelCount: 2, channelCountMode: 'explicit' });
      recorder.port.onmessage = (event: MessageEvent<Float32Array[]>) => captured.push(event.data);
      connect.call(this, recorder);
      connect.call(recorder, context.destination);
    });
    return to;
  }
  return connect.call(this, to);
} as typeof AudioNode.prototype.connect;

function heard(): [number, number][] {
  const runs: [number, number][] = [];
  let next = -1;
  for (const quantum of captured) {
    for (let i = 0; i < quantum[0]!.length; i++) {
      const value = quantum[0]![i]!;
      const frame = Math.round((value * 8388608 - 1) / 2 / 3);
      if (value === 0 || value !== sampleAt(frame, 0) || quantum[1]![i] !== sampleAt(frame, 1)) continue;
      if (frame === next) runs.at(-1)![1]++;
      else runs.push([frame, 1]);
      next = frame + 1;
    }
  }
  // A value of a fade may look like a frame by chance.
  return runs.filter(([, length]) => length > 4);
}

async function renderOffline({ channels, frames, length }: { channels: number; frames: number; length: number }) {
  const context = new OfflineAudioContext(channels, frames, 48000);
  await context.audioWorklet.addModule('/engine.worklet.js');
  let answered = (): void => undefined;
  const onState = (): void => answered();
  const link = await openLink({ context, channels, fileRate: 48000, onState, onCrash: onState, onStretch: onState });
  const poll = (): Promise<void> =>
    new Promise((resolve) => {
      answered = resolve;
      link.poll();
    });
  link.command(COMMAND.seek, 1, 0);
  link.command(COMMAND.play);
  for (let at = 0; at <= length && at < frames + 128;) {
    const count = Math.min(link.producer.free(), length - at);
    if (count < 0) throw new Error('the file does not fit the queue');
    const last = at + count === length;
    const header = { epoch: 1, startFrame: at, frames: count, step: 1, loopStart: 0, loopEnd: 0, last } as const;
    if (!link.producer.write(header, blockOf(at, count, channels), count)) break;
    at += count;
    if (last) break;
  }
  await poll();
  const result = await context.startRendering();
  await poll();
  const out = Array.from({ length: channels }, (_, channel) => result.getChannelData(channel));
  let exact = 0;
  while (exact < frames && out.every((samples, channel) => samples[exact] === sampleAt(exact, channel))) exact++;
  const { transport, state } = link;
  return { transport, exact, phase: state[FIELD.phase]!, consumed: state[FIELD.consumed]! };
}

const rig: Rig = {
  engines: [],
  add: (length, options = {}) => {
    const engine = createEngine();
    engine.load(sourceOf(length, options), 0);
    return rig.engines.push(engine) - 1;
  },
  failReads: (code) => (failing = code),
  reads: () => reads,
  delayReads: (ms) => (delayMs = ms),
  interrupt: () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- put back, or called with call()
    const { resume } = AudioContext.prototype;
    AudioContext.prototype.resume = () => Promise.reject(new Error('the system has the output'));
    for (const context of contexts) void context.suspend();
    return () => {
      AudioContext.prototype.resume = resume;
      for (const context of contexts) void resume.call(context);
    };
  },
  block: (ms) => {
    for (const end = performance.now() + ms; performance.now() < end;);
  },
  until: (index, state, timeoutMs = 5000) =>
    new Promise((resolve, reject) => {
      const engine = rig.engines[index]!;
      const check = (): void => {
        if (engine.info().state !== state) return;
        clearTimeout(timer);
        listening.dispose();
        resolve(engine.info());
      };
      const fail = (): void => reject(new Error(`waited for ${state}: ${JSON.stringify(engine.info())}`));
      const timer = setTimeout(fail, timeoutMs);
      const listening = engine.onChange(check);
      check();
    }),
  heard,
  renderOffline,
  contextStates: () => [...contexts].map((context) => context.state),
};

declare global {
  interface Window {
    rig: Rig;
  }
}
window.rig = rig;
const button = document.createElement('button');
button.textContent = 'anything';
document.body.append(button);

// What a test evaluates counts as a gesture, so here the page plays by itself and tells by the console.
if (location.search === '?play') {
  const engine = rig.engines[rig.add(1_000_000)]!;
  engine.onChange(() => console.log(`state ${engine.info().state}`));
  engine.play();
}
