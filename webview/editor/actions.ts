import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import type { FrameRange } from '../engine/types.ts';
import type { Exports } from '../export/exports.ts';
import type { LabelActions } from '../labels/labelActions.ts';
import { frameAt } from '../../src/core/picture/viewport.ts';
import type { Signal } from '../render/signal.ts';
import type { Store } from '../store.ts';
import type { LaneSet } from '../ui/lanes.ts';
import { cursorCommands } from './cursorCommands.ts';
import { exportCommands } from './exportCommands.ts';
import { measureCommands } from './measureCommands.ts';
import { labelCommands } from './labelCommands.ts';
import { laneCommands } from './laneCommands.ts';
import { spectrogramCommands } from './spectrogramCommands.ts';
import { viewCommands } from './viewCommands.ts';
import type { Navigation } from './navigation.ts';
import type { Places } from './places.ts';
import type { Reports } from './reports.ts';
import type { Playback } from './playback.ts';
import type { Selection } from './selection.ts';
import { snapSelection } from './snap.ts';
import type { Sound } from './sound.ts';

const panelCommands = [
  'showStatistics',
  'showLoudness',
  'showFindings',
  'showEq',
  'showPerformance',
  'logPerformance',
  'diagnoseSound',
  'measureLatency',
] as const;
export type PanelCommand = (typeof panelCommands)[number];
/** What panels do; a command without a panel does nothing. */
export type PanelCommands = Partial<Record<PanelCommand, () => void>>;

const VOLUME_STEP_DB = 1;
const ZOOM_STEP = 2;
/** Part of the visible span. */
const SEEK_STEP = 1 / 50;

export interface ActionParts {
  readonly store: Store;
  readonly playback: Playback;
  readonly navigation: Navigation;
  readonly selection: Selection;
  readonly sound: Sound;
  readonly lanes: LaneSet;
  readonly labels: LabelActions;
  readonly panels: PanelCommands;
  readonly exports: Exports;
  readonly places: Places;
  readonly reports: Reports;
}

/** What a user can do by a command: of VS Code, or of a button in the page. */
export class Actions {
  #parts: ActionParts;
  #commands: Record<EditorCommand, () => void>;

  constructor(parts: ActionParts) {
    this.#parts = parts;
    const { store, playback, navigation, selection, sound } = parts;
    const toggle = (signal: Signal<boolean>) => (): void => signal.set(!signal.value);
    const panel = (command: PanelCommand) => (): void => parts.panels[command]?.();
    this.#commands = {
      playPause: () => playback.toggle(),
      stop: () => this.#stop(),
      seekStart: () => this.seekAndReveal(0),
      seekEnd: () => this.seekAndReveal(store.totalFrames.value),
      seekBack: () => this.#step(-1),
      seekForward: () => this.#step(1),
      zoomIn: () => navigation.zoom(1 / ZOOM_STEP),
      zoomOut: () => navigation.zoom(ZOOM_STEP),
      zoomFit: () => navigation.showAll(),
      panLeft: () => navigation.turn(-1),
      panRight: () => navigation.turn(1),
      volumeUp: () => sound.setGain(store.gainDb.value + VOLUME_STEP_DB),
      volumeDown: () => sound.setGain(store.gainDb.value - VOLUME_STEP_DB),
      toggleDrawer: () => store.drawer.set({ ...store.drawer.value, open: !store.drawer.value.open }),
      playSelection: () => this.#playSelection(),
      playFromCursor: () => playback.playFrom(this.#cursor()),
      toggleLoop: toggle(store.loop),
      toggleReturnOnStop: toggle(store.returnOnStop),
      toggleReverse: toggle(store.reverse),
      speedUp: () => sound.stepSpeed(1),
      speedDown: () => sound.stepSpeed(-1),
      speedReset: () => sound.setSpeed(1),
      toggleKeepPitch: () => sound.setKeepPitch(store.speedMode.value !== 'pitch'),
      toggleMute: () => sound.toggleMute(),
      monitorNext: () => sound.nextMonitor(),
      frameBack: () => this.#stepFrames(-1),
      frameForward: () => this.#stepFrames(1),
      millisecondBack: () => this.#stepMilliseconds(-1),
      millisecondForward: () => this.#stepMilliseconds(1),
      selectAll: () =>
        document.activeElement instanceof HTMLInputElement ? document.activeElement.select() : selection.all(),
      selectNone: () => selection.none(),
      selectionStartHere: () => {
        selection.startHere();
        void snapSelection(store, selection, 'start');
      },
      selectionEndHere: () => {
        selection.endHere();
        void snapSelection(store, selection, 'end');
      },
      toggleEq: () => store.eq.set({ ...store.eq.value, on: !store.eq.value.on }),
      clearBand: () => store.band.set(null),
      ...(Object.fromEntries(panelCommands.map((name) => [name, panel(name)])) as Record<PanelCommand, () => void>),
      ...measureCommands(parts),
      ...cursorCommands(parts),
      ...exportCommands(parts),
      ...labelCommands(parts),
      ...laneCommands(parts),
      ...spectrogramCommands(parts),
      ...viewCommands(parts),
    };
  }

  run(command: EditorCommand): void {
    this.#commands[command]();
  }

  seekAndReveal(frame: number): void {
    this.#parts.playback.seek(frame);
    this.#parts.navigation.reveal(this.#parts.store.position.value);
  }

  #stop(): void {
    this.#parts.playback.stop();
    this.#parts.navigation.reveal(this.#parts.store.position.value);
  }

  #playSelection(): void {
    const { store, playback, navigation } = this.#parts;
    const range: FrameRange | null = store.selection.value;
    if (!range) return playback.play();
    playback.playRange(range);
    navigation.reveal(store.position.value);
  }

  /** Under the pointer, else where it stands. */
  #cursor(): number {
    const { store } = this.#parts;
    const pointer = store.pointer.value;
    return pointer ? frameAt(store.viewport(), pointer.x) : store.position.value;
  }

  #step(direction: -1 | 1): void {
    const { width } = this.#parts.store.screen.value;
    const { framesPerPixel } = this.#parts.navigation.view();
    this.#stepFrames(
      direction * (framesPerPixel < 1 ? 1 : Math.max(1, Math.round(width * framesPerPixel * SEEK_STEP))),
    );
  }

  /** From the frame that stands there: a position between two frames counts as the earlier. */
  #stepFrames(frames: number): void {
    this.seekAndReveal(Math.floor(this.#parts.store.position.value) + frames);
  }

  /** At least one frame, so that low rates do not stand still. */
  #stepMilliseconds(milliseconds: number): void {
    const { store } = this.#parts;
    const rate = store.file.value?.info.sampleRate ?? 0;
    const frames = Math.max(1, Math.round((rate * Math.abs(milliseconds)) / 1000));
    this.#stepFrames(Math.sign(milliseconds) * frames);
  }
}
