import { toErrorInfo } from '../../src/core/protocol/errors.ts';
import type { Store } from '../store.ts';
import type { Host } from './host.ts';

/** The report of the file, or of the selection if there is one: made by the host as the command line makes it. */
export class Reports {
  #store: Store;
  #host: Host;
  #busy = false;

  constructor(store: Store, host: Host) {
    this.#store = store;
    this.#host = host;
  }

  async make(to: 'file' | 'clipboard'): Promise<void> {
    const revision = this.#store.file.value?.revision;
    if (revision === undefined || this.#busy) return;
    this.#busy = true;
    try {
      await this.#host.request('report', { revision, range: this.#store.selection.value, to });
    } catch (error) {
      const { code, message } = toErrorInfo(error);
      if (code !== 'cancelled') this.#store.problem.set({ severity: 'error', text: message });
    } finally {
      this.#busy = false;
    }
  }
}
