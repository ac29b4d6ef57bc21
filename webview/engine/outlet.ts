import type { Disposable } from '../../src/core/util/scope.ts';
import { Device, type DeviceOptions, probeDeviceRate } from './device.ts';
import type { Link } from './link.ts';
import { Session } from './session.ts';
import type { PcmSource } from './types.ts';

export interface OutletOptions extends Omit<DeviceOptions, 'sampleRate'> {
  /** A context has been made. */
  onDevice(context: AudioContext): void;
  /** The worklet has answered; the session is told of its program afterwards. */
  onLink(session: Session, link: Link): void;
  onState(session: Session): void;
  onStretch(failure: string | null): void;
  /** There is no sound to be had; in the user's words. */
  onFailed(message: string): void;
}

/** The present file's session, and the device that it is heard through once it is opened. Main thread. */
export class Outlet implements Disposable {
  device: Device | null = null;
  session: Session | null = null;
  #options: OutletOptions;

  constructor(options: OutletOptions) {
    this.#options = options;
  }

  /** Another file, or none. The device stays if it can; not after a failure. */
  load(source: PcmSource | null, failed: boolean): void {
    this.session?.dispose();
    if (failed || this.device?.wantedRate !== source?.sampleRate) this.#closeDevice();
    this.session = source && new Session(source);
  }

  /** Sees to it that there is a device and, later, a link. False when there is no sound to be had at all. */
  open(session: Session): boolean {
    const options = this.#options;
    if (!this.device) {
      try {
        this.device = new Device({ ...options, sampleRate: session.source.sampleRate });
      } catch (error) {
        options.onFailed(`This system offers no sound output (${String(error)}).`);
        return false;
      }
      options.onDevice(this.device.context);
    }
    if (!session.opening) void this.#connect(session, this.device);
    return true;
  }

  /** Hz, as far as the browser tells: a context at the file's rate does not say what it is converted to. */
  findDeviceRate(): number | null {
    const { context, wantedRate } = this.device ?? {};
    return context && context.sampleRate !== wantedRate ? context.sampleRate : probeDeviceRate();
  }

  dispose(): void {
    this.load(null, true);
  }

  async #connect(session: Session, device: Device): Promise<void> {
    const options = this.#options;
    try {
      const link = await session.connect(device, {
        onState: () => session === this.session && options.onState(session),
        onCrash: () => options.onFailed('The sound engine stopped unexpectedly. Play again.'),
        onStretch: (failure) => options.onStretch(failure),
      });
      if (link) options.onLink(session, link);
    } catch (error) {
      if (this.session !== session) return;
      options.onFailed(`Sound could not be started: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #closeDevice(): void {
    this.device?.dispose();
    this.device = null;
  }
}
