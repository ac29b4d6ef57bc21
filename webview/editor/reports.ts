import { toErrorInfo } from '../../src/core/protocol/errors.ts';
import type { Store } from '../store.ts';
import type { Host } from './host.ts';

/** The report of the file, or of the selection if there is one: made by the host as the command line makes it. */
export class Reports {
  #store: Store;
  #host: Host;
  #say: (words: string) => void;
  #busy = false;

  constructor(store: Store, host: Host, say: (words: string) => void) {
    this.#store = store;
    this.#host = host;
    this.#say = say;
  }

  async make(to: 'file' | 'clipboard'): Promise<void> {
    const revision = this.#store.file.value?.revision;
    if (revision === undefined || this.#busy) return;
    this.#busy = true;
    const range = this.#store.selection.value;
    try {
      const { saved } = await this.#host.request('report', { revision, range, to });
      if (to === 'clipboard') this.#say(`Copied: the report of the ${range ? 'selection' : 'file'}`);
      else if (saved !== null) this.#say(`Exported ${saved}`);
    } catch (error) {
      const { code, message } = toErrorInfo(error);
      if (code !== 'cancelled') this.#store.problem.set({ severity: 'error', text: message });
    } finally {
      this.#busy = false;
    }
  }
}
