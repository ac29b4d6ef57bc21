import type { Disposable } from '../../src/core/util/scope.ts';
import type { OutputDevice, OutputDevices } from './types.ts';

const FORBIDDEN = 'This editor may not choose the output device; it plays through the one the system uses.';
const UNNAMED = 'The browser does not tell this editor which output devices there are.';

/** setSinkId is too young for the types. */
type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/** Output devices by their id; asked for once, and again when the browser says that they changed. Main thread. */
export class Outputs implements Disposable {
  #devices = new Map<string, OutputDevice>();
  #currentId = '';
  #why: string | null = null;
  #asked = false;
  #context: SinkContext | null = null;
  #changed: () => void;
  #lost: (label: string) => void;
  #onDeviceChange = (): void => void this.#refresh();

  /** lost: the chosen device has gone, and the system's is used. */
  constructor(changed: () => void, lost: (label: string) => void) {
    this.#changed = changed;
    this.#lost = lost;
    if (!('setSinkId' in AudioContext.prototype) || !isAllowed()) this.#why = FORBIDDEN;
  }

  list(): OutputDevices {
    if (!this.#asked && this.#why === null) {
      this.#asked = true;
      navigator.mediaDevices?.addEventListener('devicechange', this.#onDeviceChange);
      void this.#refresh();
    }
    const devices = this.#why === null ? [...this.#devices.values()] : null;
    return { devices, currentId: this.#currentId, why: this.#why };
  }

  /** A new context plays where the last one did. */
  attach(context: AudioContext): void {
    this.#context = context;
    if (this.#currentId !== '') void this.choose(this.#currentId).catch(() => this.#fallBack());
  }

  async choose(id: string): Promise<void> {
    const device = this.#devices.get(id);
    if (id !== '' && !device) throw new Error('That output device is not there any more.');
    try {
      if (this.#why !== null) throw new Error(this.#why);
      await this.#context?.setSinkId?.(id);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        this.#why = FORBIDDEN;
        this.#changed();
        throw new Error(FORBIDDEN, { cause: error });
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${device?.label ?? 'The output device'} could not be used: ${reason}`, { cause: error });
    }
    this.#currentId = id;
    this.#changed();
  }

  dispose(): void {
    navigator.mediaDevices?.removeEventListener('devicechange', this.#onDeviceChange);
  }

  async #refresh(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    if (this.#why === FORBIDDEN) return;
    const chosen = this.#devices.get(this.#currentId);
    const found = all.filter(({ kind, deviceId }) => kind === 'audiooutput' && deviceId !== '');
    this.#devices.clear();
    this.#devices.set('', { id: '', label: 'System default' });
    for (const { deviceId, label } of found) {
      if (deviceId !== 'default') this.#devices.set(deviceId, { id: deviceId, label: label || 'Unnamed device' });
    }
    this.#why = found.length === 0 ? UNNAMED : null;
    if (!this.#devices.has(this.#currentId)) {
      this.#fallBack();
      this.#lost(chosen?.label ?? 'The output device');
    }
    this.#changed();
  }

  #fallBack(): void {
    this.#currentId = '';
    this.#context?.setSinkId?.('').catch(() => undefined);
    this.#changed();
  }
}

/** What the page around this one lets it do, where the browser tells. */
function isAllowed(): boolean {
  const { featurePolicy } = document as {
    featurePolicy?: { allowsFeature(name: string): boolean; features(): string[] };
  };
  return !featurePolicy?.features().includes('speaker-selection') || featurePolicy.allowsFeature('speaker-selection');
}
