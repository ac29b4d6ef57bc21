import * as v from 'valibot';
import { EQ_BANDS, eqKinds, monitors } from '../../src/core/engine/lens.ts';
import type { Disposable } from '../../src/core/util/scope.ts';
import { Scope } from '../../src/core/util/scope.ts';
import { MAX_GAIN_DB, MAX_SPEED, MIN_SPEED } from '../engine/types.ts';
import type { Store } from '../store.ts';
import type { VsCodeApi } from './host.ts';

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.minValue(0));
const between = (low: number, high: number) => v.pipe(finite, v.minValue(low), v.maxValue(high));
const range = v.pipe(
  v.object({ startFrame: positive, endFrame: positive }),
  v.check(({ startFrame, endFrame }) => endFrame > startFrame),
);
const strip = v.object({
  gainDb: between(-60, MAX_GAIN_DB),
  pan: between(-1, 1),
  mute: v.boolean(),
  solo: v.boolean(),
});
const eqBand = v.object({
  kind: v.picklist(eqKinds),
  on: v.boolean(),
  frequency: positive,
  gainDb: finite,
  q: positive,
});

/** How the file was played; the names are the store's. */
const soundState = v.object({
  selection: v.nullable(range),
  loop: v.boolean(),
  speed: between(MIN_SPEED, MAX_SPEED),
  speedMode: v.picklist(['pitch', 'varispeed']),
  reverse: v.boolean(),
  returnOnStop: v.boolean(),
  mix: v.object({ monitor: v.picklist(monitors), strips: v.array(v.nullable(strip)) }),
  eq: v.object({
    on: v.boolean(),
    bands: v.pipe(v.array(eqBand), v.maxLength(EQ_BANDS)),
    matchLoudness: v.boolean(),
  }),
  band: v.nullable(v.object({ low: positive, high: positive })),
});
type RememberedSound = v.InferOutput<typeof soundState>;

/** What survives a reload of the window. view is null for the whole file. */
const remembered = v.object({
  version: v.literal(1),
  revision: v.string(),
  view: v.nullable(v.object({ startFrame: finite, framesPerPixel: v.pipe(finite, v.minValue(1e-6)) })),
  positionFrame: positive,
  gainDb: between(-60, MAX_GAIN_DB),
  sound: v.optional(soundState),
  drawer: v.optional(
    v.object({
      open: v.boolean(),
      tab: v.picklist(['info', 'header', 'eq', 'performance']),
      height: between(40, 10_000),
    }),
  ),
});
type Remembered = v.InferOutput<typeof remembered>;

/** Into the store; state of another version, or spoilt, counts as none. */
export function recall(vscode: VsCodeApi, store: Store): void {
  const parsed = v.safeParse(remembered, vscode.getState());
  if (!parsed.success) return;
  const { view, gainDb, drawer, positionFrame, sound } = parsed.output;
  store.view.set(view);
  store.gainDb.set(gainDb);
  if (drawer) store.drawer.set(drawer);
  if (sound) recallSound(sound, store);
  store.position.set(positionFrame);
}

function recallSound(sound: RememberedSound, store: Store): void {
  store.selection.set(sound.selection);
  store.loop.set(sound.loop);
  store.speed.set(sound.speed);
  store.speedMode.set(sound.speedMode);
  store.reverse.set(sound.reverse);
  store.returnOnStop.set(sound.returnOnStop);
  store.mix.set({ ...sound.mix, strips: sound.mix.strips.map((each) => each ?? undefined) });
  store.eq.set(sound.eq);
  store.band.set(sound.band);
}

function soundOf(store: Store): RememberedSound {
  const { mix, eq } = store;
  return {
    selection: store.selection.value,
    loop: store.loop.value,
    speed: store.speed.value,
    speedMode: store.speedMode.value,
    reverse: store.reverse.value,
    returnOnStop: store.returnOnStop.value,
    mix: { monitor: mix.value.monitor, strips: mix.value.strips.map((each) => each ?? null) },
    eq: { ...eq.value, bands: [...eq.value.bands] },
    band: store.band.value,
  };
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
    const { selection, loop, speed, speedMode, reverse, returnOnStop, mix, eq, band } = store;
    const sound = [selection, loop, speed, speedMode, reverse, returnOnStop, mix, eq, band];
    for (const watched of [store.view, store.position, store.gainDb, store.drawer, ...sound]) {
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
      sound: soundOf(this.#store),
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
