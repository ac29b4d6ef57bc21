import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { fileURLToPath } from 'node:url';
import type { Roots } from '../../node/clientRoots.ts';

/** A client that does not answer has not narrowed anything. */
const PATIENCE_MS = 3000;

/** The roots of the command line as the client narrows them by its own. */
export class ClientRoots {
  readonly #server: Server;
  readonly #given: Roots;
  #now: Promise<Roots> | undefined;

  constructor(server: Server, given: Roots) {
    this.#server = server;
    this.#given = given;
  }

  now(): Promise<Roots> {
    return (this.#now ??= this.#ask());
  }

  /** The client has other roots now. */
  forget(): void {
    this.#now = undefined;
  }

  async #ask(): Promise<Roots> {
    if (!this.#server.getClientCapabilities()?.roots) return this.#given;
    const answer = await this.#server.listRoots({}, { timeout: PATIENCE_MS }).catch(() => undefined);
    // No roots: the client has no folder open, and nothing to say about ours.
    if (!answer || answer.roots.length === 0) return this.#given;
    return this.#given.narrowedTo(answer.roots.flatMap(({ uri }) => pathOf(uri)));
  }
}

/** Of a file: URI of this machine. */
function pathOf(uri: string): string[] {
  try {
    return [fileURLToPath(uri)];
  } catch {
    return [];
  }
}
