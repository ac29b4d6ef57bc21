import { type DocumentAction, type EditorCommand, PROTOCOL_VERSION } from '../../src/core/protocol/editorApi.ts';
import { type EarshotError, toErrorInfo } from '../../src/core/protocol/errors.ts';
import type { Remembered, Taste } from '../../src/core/protocol/remembered.ts';
import { Scope } from '../../src/core/util/scope.ts';
import type { Engine } from '../engine/types.ts';
import { Exports } from '../export/exports.ts';
import { Labels } from '../labels/labels.ts';
import type { WaveformDrawn } from '../layers/waveform.ts';
import { FrameLoop } from '../render/frameLoop.ts';
import { GlStage } from '../render/gl/glStage.ts';
import { type Surface, SurfaceObserver } from '../render/surface.ts';
import { readTheme, watchTheme } from '../render/theme.ts';
import { type Place, Store } from '../store.ts';
import { ChannelStrips } from '../ui/channelStrips.ts';
import type { LaneSet } from '../ui/lanes.ts';
import { MeterColumn } from '../ui/meterColumn.ts';
import { createPage, type Page } from '../ui/page.ts';
import { ReadoutBar } from '../ui/readoutBar.ts';
import { soundStatus } from '../ui/soundStatus.ts';
import { Status } from '../ui/status.ts';
import { timeMenu } from '../ui/timeMenu.ts';
import { Toolbar } from '../ui/toolbar.ts';
import { keepTyping } from '../ui/typing.ts';
import { Actions } from './actions.ts';
import { Places } from './places.ts';
import { Reports } from './reports.ts';
import { followBox, keepBox } from './box.ts';
import { boxKeys } from './boxKeys.ts';
import { keepCursorsInside } from './cursorCommands.ts';
import { isNewer } from './document.ts';
import { Following } from './follow.ts';
import { connectHost, type Host, type VsCodeApi } from './host.ts';
import { FileData } from './fileData.ts';
import { type AskMeasures, FileMeasures } from './fileMeasures.ts';
import { followRows, measureAxis } from './layout.ts';
import { addLanes } from './lanes.ts';
import { Links } from './links.ts';
import { LoudnessData } from './loudnessData.ts';
import { Memory } from './memory.ts';
import { Navigation } from './navigation.ts';
import { addGestures } from './pageGestures.ts';
import { openReads } from './overlays.ts';
import { createPanels, type Panels } from './panels.ts';
import { addLayers } from './picture.ts';
import { Playback } from './playback.ts';
import { createProbe, type Probe } from './probe.ts';
import { Selection } from './selection.ts';
import { SelectionLevels } from './selectionLevels.ts';
import { SelectionMeasures } from './selectionMeasures.ts';
import { Sound } from './sound.ts';

export interface EditorParts {
  scriptStart: number;
  vscode: VsCodeApi;
  engine: Engine;
}

/** Wires the page. Everything with a lifetime hangs on one scope that ends with the page. */
export function startEditor({ scriptStart, vscode, engine }: EditorParts): void {
  new Editor(vscode, engine, scriptStart).start();
}

class Editor {
  #scope = new Scope();
  #store = new Store(readTheme());
  #meterColumn = new MeterColumn(this.#scope);
  #readings = new ReadoutBar(this.#scope);
  #page: Page = createPage(this.#meterColumn.element, this.#readings.element);
  #vscode: VsCodeApi;
  #host: Host;
  #loop: FrameLoop;
  #stage = new GlStage();
  #ruler: Surface;
  #lanes: LaneSet;
  #playback: Playback;
  #navigation = new Navigation(this.#store);
  #selection = new Selection(this.#store);
  #sound = new Sound(this.#store);
  #actions: Actions;
  #memory: Memory;
  #following: Following;
  #links: Links;
  #labels: Labels;
  #probe: Probe;
  #panels: Panels;
  #data: FileData;
  #measures: FileMeasures;
  #places: Places;
  /** Where to go once the file is shown. */
  #goal: Place | null = null;
  #live: HTMLElement;

  constructor(vscode: VsCodeApi, engine: Engine, scriptStart: number) {
    this.#vscode = vscode;
    this.#host = this.#scope.add(this.#connect());
    this.#data = this.#scope.add(new FileData(this.#store, this.#host, (error) => this.#readFailed(error)));
    const measure: AskMeasures = (revision, range, signal) =>
      this.#host.request('measures', { revision, range }, signal);
    this.#measures = this.#scope.add(new FileMeasures(this.#store, measure));
    this.#scope.add(new SelectionMeasures(this.#store, measure));
    this.#loop = this.#scope.add(
      new FrameLoop((layer, error) => this.#log('error', `layer ${layer}: ${String(error)}`)),
    );
    const surfaces = this.#scope.add(new SurfaceObserver((resized) => this.#resized(resized)));
    this.#ruler = surfaces.observe(this.#page.rulerCanvas);
    const stage = this.#scope.add(this.#stage);
    this.#scope.add(stage.changed.on(() => this.#loop.invalidateAll()));
    const strips = new ChannelStrips(this.#scope, this.#store, this.#sound);
    this.#lanes = addLanes({
      ...{ scope: this.#scope, store: this.#store, page: this.#page, observer: surfaces, stage, strips },
      tiles: () => this.#data.tiles,
    });
    this.#playback = this.#scope.add(new Playback(engine, this.#store, this.#host));
    const tell = (state: Remembered, taste: Taste | null): void => this.#host.emit('remember', { state, taste });
    this.#memory = this.#scope.add(new Memory(vscode, this.#store, tell));
    this.#following = this.#scope.add(new Following(this.#store, this.#navigation, this.#playback));
    this.#links = this.#scope.add(
      new Links({
        store: this.#store,
        navigation: this.#navigation,
        playback: this.#playback,
        selection: this.#selection,
        send: (view) => this.#host.emit('viewed', view),
      }),
    );
    const [scope, store, host, loop] = [this.#scope, this.#store, this.#host, this.#loop];
    const seek = (frame: number): void => this.#actions.seekAndReveal(frame);
    this.#labels = new Labels({
      ...{ scope, store, host, page: this.#page, loop, surfaces, seek },
      navigation: this.#navigation,
      selection: this.#selection,
      act: (action) => void this.#act(action),
    });
    const places = (this.#places = new Places(scope, store, seek));
    const reports = new Reports(store, host, (words) => places.say(words));
    this.#live = places.live;
    this.#panels = createPanels({
      ...{ scope, store, host, engine, loop, surfaces, seek, places, reports },
      labels: this.#labels.panel,
    });
    this.#actions = new Actions({
      store,
      playback: this.#playback,
      navigation: this.#navigation,
      selection: this.#selection,
      sound: this.#sound,
      lanes: this.#lanes,
      labels: this.#labels.actions,
      panels: this.#panels.commands,
      ...{ places, reports },
      exports: new Exports({
        ...{ store, host, page: this.#page, tiles: () => this.#data.tiles, changed: store.tiles },
        lane: () => this.#lanes.current(),
      }),
    });
    this.#probe = createProbe(this.#store, this.#loop, engine, this.#lanes);
    this.#probe.marks['scriptStart'] = scriptStart;
    window.earshot = this.#probe;
    this.#build(surfaces, engine);
  }

  start(): void {
    document.body.dataset['state'] = 'loading';
    this.#lanes.build(null);
    // Before any message: a document that comes as an event may overtake the answer to 'ready'.
    this.#memory.recall();
    void this.#ready();
  }

  async #ready(): Promise<void> {
    try {
      const answer = await this.#host.request('ready', { protocolVersion: PROTOCOL_VERSION });
      this.#loop.setVisible(answer.visible);
      this.#store.visible.set(answer.visible);
      this.#store.notice.set(answer.notice);
      if (isNewer(answer.document, this.#store.document.value, this.#store.scan.value?.progress ?? null)) {
        this.#store.setDocument(answer.document);
      }
    } catch (error) {
      this.#store.setDocument({ kind: 'failed', fileName: '', error: toErrorInfo(error), actions: [] });
    }
  }

  #connect(): Host {
    return connectHost(this.#vscode, {
      document: (state) => this.#store.setDocument(state),
      progress: ({ revision, scan, error }) => {
        if (revision === this.#store.file.value?.revision) this.#store.setScan({ revision, progress: scan, error });
      },
      overview: ({ revision, level, peaks }) => {
        if (revision !== this.#store.file.value?.revision) return;
        this.#data.tiles?.cache.put(level, peaks);
        this.#loop.flush();
      },
      notice: (notice) => this.#store.notice.set(notice),
      visibility: ({ visible }) => {
        if (!visible) this.#playback.follow();
        if (!visible) this.#memory.flush();
        this.#loop.setVisible(visible);
        this.#store.visible.set(visible);
      },
      command: ({ command }) => this.#actions.run(command),
      pause: () => this.#playback.pause(),
      goTo: (place) => this.#goTo(place),
      measuresChanged: () => this.#measures.again(),
      labels: (state) => this.#labels.received(state),
      linked: (view) => this.#links.show(view),
      links: ({ on, first }) => this.#links.set(on, first ?? false),
    });
  }

  #build(surfaces: SurfaceObserver, engine: Engine): void {
    const [store, page, drawer] = [this.#store, this.#page, this.#panels.details.drawer];
    const run = (command: EditorCommand): void => this.#actions.run(command);
    const leave = (): void => this.#host.emit('link', { on: false });
    const toolbar = new Toolbar(this.#scope, store, this.#sound, run, leave);
    const act = (action: DocumentAction): void => void this.#act(action);
    const status = new Status(this.#scope, store, act, () => this.#playback.play());
    page.main.append(status.enableSound);
    page.readout.append(soundStatus(this.#scope, store), drawer.toggle);
    const app = document.getElementById('app') ?? document.body;
    app.append(toolbar.element, status.progress, status.notice, page.main, status.error, page.readout);
    app.append(drawer.element, page.summary.element, status.live, this.#live);
    app.setAttribute('role', 'main');
    page.summary.follow(this.#scope, store);
    // What lies under the page of a file that cannot be opened is out of reach.
    const covered = [toolbar.element, page.main, page.readout, drawer.element];
    const cover = (): void => covered.forEach((each) => (each.inert = store.document.value.kind === 'failed'));
    this.#scope.add(store.document.on(cover));
    const { markers, spectrogram } = addLayers({
      ...{ scope: this.#scope, readings: this.#readings, store, page, toolbar, surfaces, engine },
      meterColumn: this.#meterColumn,
      loop: this.#loop,
      lanes: this.#lanes,
      ruler: this.#ruler,
      following: this.#following,
      cache: () => this.#data.tiles?.cache ?? null,
      tiles: () => this.#data.tiles,
      reads: openReads(this.#scope, store, this.#host),
      codeAt: (lane, frame, hertz) => this.#data.spectra?.tiles.codeAt(lane, frame, hertz) ?? null,
      stage: this.#stage,
      spectrograms: () => this.#data.spectrograms,
      onDrawn: (drawn) => this.#drawn(drawn),
    });
    this.#probe.spectrogram = (key) => spectrogram.read(key);
    addGestures({
      ...{ scope: this.#scope, store, page, markers, labels: this.#labels },
      navigation: this.#navigation,
      playback: this.#playback,
      selection: this.#selection,
      seek: (frame) => this.#actions.seekAndReveal(frame),
    });
    followRows(this.#scope, store, page);
    const [navigation, selection] = [this.#navigation, this.#selection];
    boxKeys({ scope: this.#scope, store, lanes: page.lanes, navigation, selection, hear: () => run('hearBox') });
    keepBox(this.#scope, store, this.#lanes);
    followBox(this.#scope, store);
    keepTyping(this.#scope);
    this.#scope.add(this.#selection.keepInside());
    this.#scope.add(keepCursorsInside(store));
    timeMenu(this.#scope, store, page.rulerCorner);
    this.#scope.add(
      new SelectionLevels(store, (revision, range, signal) =>
        this.#host.request('levels', { revision, ...range }, signal),
      ),
    );
    this.#scope.add(
      new LoudnessData(store, (revision, from, signal) => this.#host.request('loudness', { revision, from }, signal)),
    );
    this.#scope.add(store.file.on(() => this.#fileChanged()));
    this.#scope.add(store.document.on(() => this.#documentChanged()));
    this.#scope.add(store.scan.on(() => this.#scanChanged()));
    this.#scope.add(watchTheme(() => store.theme.set(readTheme())));
  }

  #fileChanged(): void {
    const file = this.#store.file.value;
    if (!this.#data.load(file)) return;
    this.#scanChanged();
    this.#store.problem.set(null);
    this.#lanes.build(file?.info ?? null);
    const { playing, position, totalFrames } = this.#store;
    this.#playback.load(file, position.value);
    // A file that is made anew while it is heard is heard on.
    if (playing && position.value < totalFrames.value) this.#playback.play();
  }

  #scanChanged(): void {
    const scan = this.#store.scan.value;
    this.#data.setScan();
    if (scan && scan.progress.state !== 'scanning') this.#panels.details.want();
  }

  #documentChanged(): void {
    const { kind } = this.#store.document.value;
    document.body.dataset['state'] = kind;
    if (kind === 'ready' && this.#probe.marks['ready'] === undefined) this.#mark('ready');
    // The first picture need not wait for the next frame: its requests can leave now.
    queueMicrotask(() => this.#loop.flush());
  }

  #goTo(place: Place): void {
    if (document.body.dataset['painted'] === 'true' && this.#store.file.value) this.#places.goTo(place);
    else this.#goal = place;
  }

  #drawn({ shown, complete }: WaveformDrawn): void {
    if (shown) {
      const goal = this.#goal;
      this.#goal = null;
      // Not amid the drawing of a frame.
      if (goal) queueMicrotask(() => this.#places.goTo(goal));
      this.#panels.details.want();
      this.#measures.begin();
    }
    if (shown && this.#probe.marks['firstPaint'] === undefined) {
      document.body.dataset['painted'] = 'true';
      this.#mark('firstPaint');
      this.#data.beginSpectra();
    }
    const done = this.#store.scan.value?.progress.state !== 'scanning';
    if (complete && done && this.#probe.marks['fullPaint'] === undefined) this.#mark('fullPaint');
  }

  #resized(resized: readonly Surface[]): void {
    const lanesOnly = this.#lanes.owns(resized);
    measureAxis(this.#store, this.#page, this.#ruler);
    // Lanes that are scrolled in change nothing else.
    if (!lanesOnly) this.#loop.invalidateAll();
    this.#loop.flush();
  }

  #readFailed(error: EarshotError): void {
    this.#log('warn', `pictures: ${error.message}`);
    // A lost server is announced by the host, with a way on.
    if (error.code === 'server-lost') return;
    this.#store.problem.set({ severity: 'warning', text: `A part of the file could not be read: ${error.message}` });
  }

  async #act(action: DocumentAction): Promise<void> {
    try {
      await this.#host.request('act', { action });
    } catch (error) {
      this.#store.problem.set({ severity: 'error', text: toErrorInfo(error).message });
    }
  }

  #mark(name: string): void {
    const at = performance.now();
    this.#probe.marks[name] = at;
    const resolvedAt = Number(document.body.dataset['resolvedAt']);
    const since = resolvedAt > 0 ? `, ${Date.now() - resolvedAt} ms after the editor was asked for` : '';
    this.#log('info', `${name}: ${Math.round(at)} ms${since}`);
  }

  #log(level: 'info' | 'warn' | 'error', message: string): void {
    this.#host.emit('log', { level, message });
  }
}
