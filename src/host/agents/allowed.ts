import { realpath } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { isInside, Roots } from '../../node/clientRoots.ts';

/** Whether the user lets a model read this, which is outside of the workspace. */
export type Ask = (path: string) => Promise<boolean>;

/** What tools may read: the folders of the workspace, and what the user has allowed besides, once for each path. */
export class Allowed {
  readonly #ask: Ask;
  readonly #answers = new Map<string, Promise<boolean>>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** For a call that names these paths; rejects if the user does not want it. Nothing outside is touched before. */
  async rootsFor(folders: readonly string[], paths: readonly string[]): Promise<Roots> {
    let roots = await Roots.of(folders);
    for (const path of paths) {
      if (!isAbsolute(path) || path.includes('\0')) continue;
      const named = resolve(path);
      const inside = folders.some((folder) => isInside(folder, named)) || roots.holds(named);
      if (!inside) await this.#agreed(named);
      const real = await realpath(named).catch(() => undefined);
      if (real === undefined || roots.holds(real)) continue;
      if (real !== named) await this.#agreed(real);
      roots = roots.with(real, named);
    }
    return roots;
  }

  async #agreed(path: string): Promise<void> {
    const answer = this.#answers.get(path) ?? this.#ask(path);
    this.#answers.set(path, answer);
    if (await answer) return;
    this.#answers.delete(path);
    throw new Error(`The user did not allow to read ${path}, which is outside of the workspace.`);
  }
}
