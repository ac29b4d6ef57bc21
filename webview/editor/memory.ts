import * as v from 'valibot';
import type { Disposable } from '../../src/core/util/scope.ts';
import { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import type { VsCodeApi } from './host.ts';

const finite = v.pipe(v.number(), v.finite());

/** What survives a reload of the window. view is null for the whole file. */
const remembered = v.object({
  version: v.literal(1),
  revision: v.string(),
  view: v.nullable(v.object({ startFrame: finite, framesPerPixel: v.pipe(finite, v.minValue(1e-6)) })),
  positionFrame: v.pipe(finite, v.minValue(0)),
  gainDb: v.pipe(finite, v.minValue(-60), v.maxValue(0)),
  drawer: v.optional(
    v.object({
      open: v.boolean(),
      tab: v.picklist(['info', 'header']),
      height: v.pipe(finite, v.minValue(40), v.maxValue(10_000)),
    }),
  ),
});
export type Remembered = v.InferOutput<typeof remembered>;

/** State of another version, or spoilt, counts as none. */
export function recall(vscode: VsCodeApi): Remembered | null {
  const parsed = v.safeParse(remembered, vscode.getState());
  return parsed.success ? parsed.output : null;
}

const SAVE_EVERY_MS = 500;

/** Writes the state at most twice a second, and at once when the page is hidden or left. */
export class Memory implements Disposable {
  #vscode: VsCodeApi;
  #store: Store;
  #scope = new Scope();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(vscode: VsCodeApi, store: Store) {
    this.#vscode = vscode;
    this.#store = store;
    for (const watched of [store.view, store.position, store.gainDb, store.drawer]) {
      this.#scope.add(watched.on(() => this.#later()));
    }
    const leave = (): void => this.flush();
    window.addEventListener('pagehide', leave);
    this.#scope.defer(() => window.removeEventListener('pagehide', leave));
    this.#scope.defer(() => this.#stop());
  }

  flush(): void {
    this.#stop();
    const { file, view, position, gainDb, drawer } = this.#store;
    if (!file.value) return;
    const state: Remembered = {
      version: 1,
      revision: file.value.revision,
      view: view.value && { startFrame: view.value.startFrame, framesPerPixel: view.value.framesPerPixel },
      positionFrame: position.value,
      gainDb: gainDb.value,
      drawer: drawer.value,
    };
    this.#vscode.setState(state);
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.flush(), SAVE_EVERY_MS);
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
