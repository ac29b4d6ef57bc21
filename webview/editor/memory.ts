import * as v from 'valibot';
import {
  recalled,
  type Recalled,
  type Remembered,
  remembered,
  type RememberedLook,
  type RememberedSound,
  type Taste,
} from '../../src/core/protocol/remembered.ts';
import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { takeDefaults } from './spectrogramDefaults.ts';
import type { VsCodeApi } from './host.ts';

const SAVE_EVERY_MS = 500;

/** Keeps what is set for the next time: for each file what concerns it, for all files what is the user's way. */
export class Memory implements Disposable {
  #vscode: VsCodeApi;
  #store: Store;
  #tell: (state: Remembered, taste: Taste | null) => void;
  #scope = new Scope();
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** JSON of what was told last. */
  #told = '';
  #taste: Required<Taste>;
  /** Of the file that was remembered, until a file is there to compare. */
  #revision: string | null = null;

  /** tell: to the host, which keeps it when the editor is closed. */
  constructor(vscode: VsCodeApi, store: Store, tell: (state: Remembered, taste: Taste | null) => void) {
    this.#vscode = vscode;
    this.#store = store;
    this.#tell = tell;
    this.#taste = tasteOf(store);
    const { selection, loop, speed, speedMode, reverse, returnOnStop, mix, eq, band } = store;
    const { timeFormat, amplitude, curved, normalised, lanes, cursors, follow, snap, loudness, loudnessScale } = store;
    const sound = [selection, loop, speed, speedMode, reverse, returnOnStop, mix, eq, band];
    const { pictures, analysis, frequencies, colours, extras } = store;
    const spectra = [pictures, analysis, frequencies, colours, extras];
    const look = [
      timeFormat,
      amplitude,
      curved,
      normalised,
      lanes,
      cursors,
      follow,
      snap,
      loudness,
      loudnessScale,
      ...spectra,
    ];
    for (const watched of [
      store.view,
      store.position,
      store.gainDb,
      store.drawer,
      store.loudnessTarget,
      ...sound,
      ...look,
    ]) {
      this.#scope.add(watched.on(() => this.#later()));
    }
    this.#scope.add(store.file.on(() => this.#fit()));
    const leave = (): void => this.flush();
    window.addEventListener('pagehide', leave);
    this.#scope.defer(() => window.removeEventListener('pagehide', leave));
    this.#scope.defer(() => this.#stop());
  }

  /** Into the store: the page's own state, else the host's. What is of another version, or spoilt, counts as none. */
  recall(): void {
    const own = v.safeParse(remembered, this.#vscode.getState());
    const { state: kept, taste, defaults } = fromHost();
    if (taste) recallTaste(taste, this.#store);
    if (defaults) takeDefaults(defaults, this.#store);
    const state = own.success ? own.output : kept;
    if (state) recallState(state, this.#store);
    this.#revision = state?.revision ?? null;
    this.#taste = tasteOf(this.#store);
    this.#stop();
  }

  flush(): void {
    this.#stop();
    const { file, view, position, gainDb, drawer } = this.#store;
    if (!file.value) return;
    const state: Remembered = {
      version: 2,
      revision: file.value.revision,
      view: view.value && { startFrame: view.value.startFrame, framesPerPixel: view.value.framesPerPixel },
      positionFrame: position.value,
      gainDb: gainDb.value,
      sound: soundOf(this.#store),
      drawer: drawer.value,
      look: lookOf(this.#store),
    };
    this.#vscode.setState(state);
    const [taste, told] = [this.#changedTaste(), JSON.stringify(state)];
    if (told === this.#told && !taste) return;
    this.#told = told;
    this.#tell(state, taste);
  }

  dispose(): void {
    this.#scope.dispose();
  }

  /** Once the file is known: what lies beyond the end of another revision is let go. */
  #fit(): void {
    const { file, totalFrames, view, screen, position } = this.#store;
    const revision = this.#revision;
    if (!file.value || revision === null) return;
    this.#revision = null;
    const total = totalFrames.value;
    if (revision === file.value.revision || !file.value.info.framesExact || total === 0) return;
    const { startFrame, framesPerPixel } = view.value ?? { startFrame: 0, framesPerPixel: 0 };
    if (startFrame + framesPerPixel * Math.max(1, screen.value.width - 1) > total) view.set(null);
    if (position.value > total) position.set(0);
  }

  #changedTaste(): Taste | null {
    const [before, now] = [this.#taste, tasteOf(this.#store)];
    this.#taste = now;
    const names = Object.keys(now) as (keyof Taste)[];
    const changed = names.filter((name) => JSON.stringify(now[name]) !== JSON.stringify(before[name]));
    return changed.length > 0 ? Object.fromEntries(changed.map((name) => [name, now[name]])) : null;
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.flush(), SAVE_EVERY_MS);
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** The host writes it into the page, so that it is there before anything is drawn. */
function fromHost(): Recalled {
  try {
    const parsed = v.safeParse(recalled, JSON.parse(document.body.dataset['recalled'] ?? 'null'));
    if (parsed.success) return parsed.output;
  } catch {
    // Not JSON: as if it were not there.
  }
  return { state: null, taste: null };
}

function recallState({ view, gainDb, drawer, positionFrame, sound, look }: Remembered, store: Store): void {
  if (view !== undefined) store.view.set(view);
  if (gainDb !== undefined) store.gainDb.set(gainDb);
  if (drawer) store.drawer.set(drawer);
  if (sound) recallSound(sound, store);
  if (look) recallLook(look, store);
  if (positionFrame !== undefined) store.position.set(positionFrame);
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

function recallLook(look: RememberedLook, store: Store): void {
  if (look.timeFormat) store.timeFormat.set(look.timeFormat);
  if (look.amplitude) store.amplitude.set(look.amplitude);
  if (look.curved !== undefined) store.curved.set(look.curved);
  if (look.normalised !== undefined) store.normalised.set(look.normalised);
  if (look.lanes) store.lanes.set(look.lanes);
  if (look.cursors) store.cursors.set(look.cursors);
  if (look.follow) store.follow.set(look.follow);
  if (look.snap !== undefined) store.snap.set(look.snap);
  if (look.loudness !== undefined) store.loudness.set(look.loudness);
  if (look.loudnessScale) store.loudnessScale.set(look.loudnessScale);
  if (look.pictures) store.pictures.set(look.pictures);
  if (look.analysis) store.analysis.set(look.analysis);
  if (look.frequencies) store.frequencies.set(look.frequencies);
  if (look.colours) store.colours.set(look.colours);
  if (look.extras) store.extras.set(look.extras);
}

function lookOf(store: Store): RememberedLook {
  const { lanes } = store;
  return {
    timeFormat: store.timeFormat.value,
    amplitude: store.amplitude.value,
    curved: store.curved.value,
    normalised: store.normalised.value,
    lanes: { ...lanes.value, heights: { ...lanes.value.heights } },
    cursors: store.cursors.value,
    follow: store.follow.value,
    snap: store.snap.value,
    loudness: store.loudness.value,
    loudnessScale: store.loudnessScale.value,
    pictures: store.pictures.value,
    analysis: store.analysis.value,
    frequencies: store.frequencies.value,
    colours: store.colours.value,
    extras: store.extras.value,
  };
}

function recallTaste({ timeFormat, follow, snap, curved, scale, loudnessTarget }: Taste, store: Store): void {
  recallLook({ timeFormat, follow, snap, curved }, store);
  if (loudnessTarget) store.loudnessTarget.set(loudnessTarget);
  if (scale) store.amplitude.set({ ...store.amplitude.value, ...scale });
}

function tasteOf(store: Store): Required<Taste> {
  const { kind, rangeDb } = store.amplitude.value;
  return {
    timeFormat: store.timeFormat.value,
    follow: store.follow.value,
    snap: store.snap.value,
    curved: store.curved.value,
    scale: { kind, rangeDb },
    loudnessTarget: store.loudnessTarget.value,
  };
}
