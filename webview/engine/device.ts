import type { Disposable } from '../../src/core/util/scope.ts';
import { onNextGesture } from './gesture.ts';

/** Time after which a context that still does not run is taken for refused; more where the user has been active. */
const REFUSED_MS = 300;
const SLOW_DEVICE_MS = 3000;
/** Time without playing after which the device is let go, so that an idle editor costs nothing. */
const IDLE_MS = 5000;

export interface DeviceOptions {
  sampleRate: number;
  latencyHint: AudioContextLatencyCategory | number;
  workletUrl: string;
  /** Sound runs: after start(), or by itself after an interruption. */
  onRunning: () => void;
  /** Sound ran, is wanted, and has been stopped from outside: by the system, or with the device. */
  onInterrupted: () => void;
  /** Sound was asked for and does not run. The next gesture in the page asks again. */
  onRefused: () => void;
}

/**
 * One AudioContext with the worklet's module in it. Main thread. Made inside play(), so inside the gesture where there is
 * one.
 */
export class Device implements Disposable {
  readonly context: AudioContext;
  /** The rate that was asked for; context.sampleRate is what came of it. */
  readonly wantedRate: number;
  /** The module has been loaded; rejects when the page may not load it. */
  readonly ready: Promise<void>;
  #options: DeviceOptions;
  #wanted = false;
  #idle: number | undefined;
  #refusal: number | undefined;
  #gesture: Disposable | null = null;
  /** It has run since it was asked to. */
  #ran = false;
  #failed = (): void => {
    if (this.#wanted) this.#interrupted();
  };

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.wantedRate = options.sampleRate;
    this.context = openContext(options.sampleRate, options.latencyHint);
    this.context.onstatechange = () => this.#stateChanged();
    // A device that fails; not every browser tells of it, and the types do not know it.
    this.context.addEventListener('error', this.#failed);
    this.ready = this.context.audioWorklet.addModule(options.workletUrl);
    // Whoever waits for it hears of a failure; nobody may be waiting any more.
    this.ready.catch(() => undefined);
  }

  get running(): boolean {
    return this.context.state === 'running';
  }

  /** Asks for sound. Call it inside a gesture where there is one, again and again if need be. */
  start(): void {
    clearTimeout(this.#idle);
    this.#wanted = true;
    this.#ran ||= this.running;
    if (!this.running) this.#ask();
  }

  /** No sound is wanted for now; the device is let go a little later. */
  stop(): void {
    this.#wanted = this.#ran = false;
    this.#disarm();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.context.suspend().catch(() => undefined), IDLE_MS);
  }

  dispose(): void {
    this.#disarm();
    clearTimeout(this.#idle);
    this.context.onstatechange = null;
    this.context.removeEventListener('error', this.#failed);
    this.context.close().catch(() => undefined);
  }

  /** A refused resume() stays unanswered, and a slow device answers late: only time tells them apart. */
  #ask(): void {
    this.#disarm();
    this.context.resume().catch(() => undefined);
    const wait = navigator.userActivation?.hasBeenActive === false ? REFUSED_MS : SLOW_DEVICE_MS;
    this.#refusal = setTimeout(() => {
      this.#gesture = onNextGesture(() => this.#ask());
      this.#options.onRefused();
    }, wait);
  }

  #stateChanged(): void {
    if (!this.#wanted) return;
    if (this.running) {
      this.#ran = true;
      this.#disarm();
      this.#options.onRunning();
    } else if (this.context.state !== 'closed') {
      this.#interrupted();
    }
  }

  #interrupted(): void {
    if (this.#ran) this.#options.onInterrupted();
    this.#ask();
  }

  #disarm(): void {
    clearTimeout(this.#refusal);
    this.#gesture?.dispose();
    this.#gesture = null;
  }
}

function openContext(sampleRate: number, latencyHint: AudioContextLatencyCategory | number): AudioContext {
  try {
    return new AudioContext({ sampleRate, latencyHint });
  } catch {
    return new AudioContext({ latencyHint });
  }
}

/** Rate of the output device: what a context gets that asks for none. Null where no context can be had. */
export function probeDeviceRate(): number | null {
  try {
    const probe = new AudioContext();
    const rate = probe.sampleRate;
    probe.close().catch(() => undefined);
    return rate;
  } catch {
    return null;
  }
}
