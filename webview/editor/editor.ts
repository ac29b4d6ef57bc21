import type { ScanProgress } from '../../src/core/protocol/audio.ts';
import { type DocumentAction, type DocumentState, PROTOCOL_VERSION } from '../../src/core/protocol/editorApi.ts';
import { type EarshotError, toErrorInfo } from '../../src/core/protocol/errors.ts';
import { Scope } from '../../src/core/util/scope.ts';
import type { Engine } from '../engine/types.ts';
import { ClockLayer } from '../layers/clock.ts';
import { CrosshairLayer } from '../layers/crosshair.ts';
import { MarkersLayer } from '../layers/markers.ts';
import { MinimapLayer } from '../layers/minimap.ts';
import { MinimapWindowLayer } from '../layers/minimapWindow.ts';
import { PlayheadLayer } from '../layers/playhead.ts';
import { PositionLayer } from '../layers/position.ts';
import { RailLayer } from '../layers/rail.ts';
import { ReadoutLayer } from '../layers/readout.ts';
import { RulerLayer } from '../layers/ruler.ts';
import { WaveformLayer } from '../layers/waveform.ts';
import { DetailsView } from '../panels/detailsView.ts';
import { FrameLoop } from '../render/frameLoop.ts';
import { PeakCache } from '../render/peakCache.ts';
import { type Surface, SurfaceObserver } from '../render/surface.ts';
import { readTheme, watchTheme } from '../render/theme.ts';
import { showsSamples } from '../render/viewport.ts';
import { type LoadedFile, Store } from '../store.ts';
import { LaneSet } from '../ui/lanes.ts';
import { createPage, type Page } from '../ui/page.ts';
import { Status } from '../ui/status.ts';
import { TimeAxis } from '../ui/timeAxis.ts';
import { Toolbar } from '../ui/toolbar.ts';
import { channelLayout, spokenTime } from '../ui/units.ts';
import { Actions, frameUnder } from './actions.ts';
import { axisGestures, markerGestures, minimapGestures } from './gestures.ts';
import { connectHost, type Host, type VsCodeApi } from './host.ts';
import { Memory, recall } from './memory.ts';
import { Playback } from './playback.ts';
import { createProbe, type Probe } from './probe.ts';

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
  #page: Page = createPage();
  #vscode: VsCodeApi;
  #host: Host;
  #loop: FrameLoop;
  #ruler: Surface;
  #lanes: LaneSet;
  #playback: Playback;
  #actions: Actions;
  #memory: Memory;
  #probe: Probe;
  #details: DetailsView;
  #cache: PeakCache | null = null;
  #revision: string | null = null;

  constructor(vscode: VsCodeApi, engine: Engine, scriptStart: number) {
    this.#vscode = vscode;
    this.#host = this.#scope.add(this.#connect());
    this.#loop = this.#scope.add(
      new FrameLoop((layer, error) => this.#log('error', `layer ${layer}: ${String(error)}`)),
    );
    const surfaces = this.#scope.add(new SurfaceObserver(() => this.#resized()));
    this.#ruler = surfaces.observe(this.#page.rulerCanvas);
    this.#lanes = new LaneSet(this.#page.lanes, surfaces);
    this.#playback = this.#scope.add(new Playback(engine, this.#store, this.#host));
    this.#actions = new Actions(this.#store, this.#playback);
    this.#memory = this.#scope.add(new Memory(vscode, this.#store));
    const seek = (frame: number): void => this.#actions.seekAndReveal(frame);
    this.#details = new DetailsView(this.#scope, this.#store, this.#host, seek);
    this.#probe = createProbe(this.#store, this.#loop, engine, this.#lanes);
    this.#probe.marks['scriptStart'] = scriptStart;
    window.earshot = this.#probe;
    this.#build(surfaces);
  }

  start(): void {
    document.body.dataset['state'] = 'loading';
    this.#lanes.build(0);
    const remembered = recall(this.#vscode);
    if (remembered) {
      this.#store.view.set(remembered.view);
      this.#store.gainDb.set(remembered.gainDb);
      if (remembered.drawer) this.#store.drawer.set(remembered.drawer);
      // Before any message: a document that comes as an event may overtake the answer to 'ready'.
      this.#store.position.set(remembered.positionFrame);
    }
    void this.#ready();
  }

  async #ready(): Promise<void> {
    try {
      const answer = await this.#host.request('ready', { protocolVersion: PROTOCOL_VERSION });
      this.#loop.setVisible(answer.visible);
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
        this.#cache?.put(level, peaks);
        this.#loop.flush();
      },
      notice: (notice) => this.#store.notice.set(notice),
      visibility: ({ visible }) => {
        if (!visible) this.#playback.follow();
        if (!visible) this.#memory.flush();
        this.#loop.setVisible(visible);
      },
      command: ({ command }) => this.#actions.run(command),
      pause: () => this.#playback.pause(),
    });
  }

  #build(surfaces: SurfaceObserver): void {
    const [store, page, loop, actions] = [this.#store, this.#page, this.#loop, this.#actions];
    const toolbar = new Toolbar(this.#scope, store, actions);
    const status = new Status(
      this.#scope,
      store,
      (action) => void this.#act(action),
      () => this.#playback.play(),
    );
    page.main.append(status.enableSound);
    const app = document.getElementById('app') ?? document.body;
    app.append(toolbar.element, status.progress, status.notice, page.main, status.error, page.readout);
    app.append(this.#details.drawer.element, page.summary, status.live);

    const minimap = surfaces.observe(page.minimapCanvas);
    const ruler = this.#ruler;
    const axis = new TimeAxis(store, (text, font) => ruler.renderer.measure(text, font));
    const cache = (): PeakCache | null => this.#cache;
    const turnPage = (frame: number): void => actions.reveal(frame);
    loop.add(new PositionLayer(store, () => this.#playback.follow(), turnPage));
    loop.add(
      new WaveformLayer({
        store,
        lanes: this.#lanes,
        axis,
        cache,
        onDrawn: ({ shown, complete }) => this.#drawn(shown, complete),
      }),
    );
    loop.add(new MinimapLayer(store, minimap, axis, cache));
    const markers = new MarkersLayer(store, surfaces.observe(page.markersCanvas), axis);
    loop.add(markers);
    loop.add(new RulerLayer(store, ruler, axis));
    loop.add(new RailLayer(store, this.#lanes, axis));
    const windowParts = { frame: page.windowFrame, before: page.windowBefore, after: page.windowAfter };
    loop.add(new MinimapWindowLayer(store, windowParts));
    loop.add(new PlayheadLayer(store, page.playhead, page.smallPlayhead));
    loop.add(new CrosshairLayer(store, page.crosshair));
    loop.add(
      new ClockLayer(store, { time: toolbar.time, frame: toolbar.frame, total: toolbar.total, slider: page.lanes }),
    );
    loop.add(new ReadoutLayer(store, this.#lanes, cache, page.readout));
    page.readout.append(this.#details.drawer.toggle);

    const gestures = {
      seekAt: (x: number) => actions.seek(frameUnder(store, x)),
      zoom: (factor: number, x: number) => actions.zoom(factor, x),
      pan: (pixels: number) => actions.pan(pixels),
      showFrames: (startFrame: number, endFrame: number) => actions.showFrames(startFrame, endFrame),
    };
    const axisLeft = (): number => page.rulerCanvas.getBoundingClientRect().left;
    axisGestures(this.#scope, page.lanes, axisLeft, store, gestures);
    axisGestures(this.#scope, page.ruler, axisLeft, store, gestures);
    markerGestures(this.#scope, page.markers, axisLeft, store, gestures, markers, actions);
    minimapGestures(this.#scope, page.minimap, store, gestures);

    this.#scope.add(store.file.on(() => this.#fileChanged()));
    this.#scope.add(store.details.on(() => this.#detailsChanged()));
    this.#scope.add(store.document.on(() => this.#documentChanged()));
    this.#scope.add(store.scan.on(() => this.#scanChanged()));
    for (const signal of [store.view, store.screen, store.totalFrames]) {
      this.#scope.add(signal.on(() => this.#setRulerHeight()));
    }
    this.#scope.add(watchTheme(() => store.theme.set(readTheme())));
  }

  #fileChanged(): void {
    const file = this.#store.file.value;
    this.#page.summary.textContent = file ? summarise(file) : '';
    // It has only grown.
    if (file && file.revision === this.#revision) return;
    this.#revision = file?.revision ?? null;
    this.#cache?.dispose();
    this.#cache = file && this.#openCache(file);
    this.#scanChanged();
    this.#store.problem.set(null);
    this.#lanes.build(file?.info.channels ?? 0);
    const { playing, position, totalFrames } = this.#store;
    this.#playback.load(file, position.value);
    // A file that is made anew while it is heard is heard on.
    if (playing && position.value < totalFrames.value) this.#playback.play();
  }

  #scanChanged(): void {
    const scan = this.#store.scan.value;
    if (scan && scan.revision === this.#store.file.value?.revision) this.#cache?.setScan(scan.progress);
    if (scan && scan.progress.state !== 'scanning') this.#details.want();
  }

  #openCache(file: LoadedFile): PeakCache {
    const { revision, info } = file;
    const cache = new PeakCache(
      {
        channels: info.channels,
        peaks: (level, start, count, signal) => this.#host.request('peaks', { revision, level, start, count }, signal),
        pcm: async (startFrame, frames, signal) => {
          const answer = await this.#host.request('pcm', { revision, startFrame, frames }, signal);
          return { count: answer.frames, data: answer.data };
        },
      },
      {
        later: (run, ms) => {
          const timer = setTimeout(run, ms);
          return { dispose: () => clearTimeout(timer) };
        },
        onError: (error) => this.#tilesFailed(error),
      },
    );
    cache.changed.on(() => {
      this.#store.problem.set(null);
      this.#store.tiles.emit();
    });
    return cache;
  }

  #documentChanged(): void {
    const { kind } = this.#store.document.value;
    document.body.dataset['state'] = kind;
    if (kind === 'ready' && this.#probe.marks['ready'] === undefined) this.#mark('ready');
    // The first picture need not wait for the next frame: its requests can leave now.
    queueMicrotask(() => this.#loop.flush());
  }

  #drawn(shown: boolean, complete: boolean): void {
    if (shown) this.#details.want();
    if (shown && this.#probe.marks['firstPaint'] === undefined) {
      document.body.dataset['painted'] = 'true';
      this.#mark('firstPaint');
    }
    const done = this.#store.scan.value?.progress.state !== 'scanning';
    if (complete && done && this.#probe.marks['fullPaint'] === undefined) this.#mark('fullPaint');
  }

  #detailsChanged(): void {
    const markers = this.#store.details.value?.details?.markers ?? [];
    this.#page.main.classList.toggle('marked', markers.length > 0);
  }

  #resized(): void {
    const { lanes, main } = this.#page;
    const dpr = window.devicePixelRatio;
    const width = this.#ruler.width / dpr;
    // Lanes that scroll lose the width of their bar; minimap and ruler give up as much, so that all share one axis.
    main.style.setProperty('--gutter', `${lanes.offsetWidth - lanes.clientWidth}px`);
    const before = this.#store.screen.value;
    if (before.width !== width || before.dpr !== dpr) this.#store.screen.set({ width, dpr });
    this.#store.laneSizes.emit();
    this.#loop.invalidateAll();
    this.#loop.flush();
  }

  #setRulerHeight(): void {
    const { view, screen } = this.#store;
    const samples = view.value !== null && showsSamples(this.#store.viewport(), screen.value.dpr);
    this.#page.main.classList.toggle('samples', samples);
  }

  #tilesFailed(error: EarshotError): void {
    this.#log('warn', `peaks: ${error.message}`);
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

function summarise({ fileName, info }: LoadedFile): string {
  const length = info.frames === null ? '' : `, ${spokenTime(info.frames / info.sampleRate)}`;
  return `Waveform of ${fileName}: ${info.container}, ${channelLayout(info.channels)}${length}.`;
}

/** The answer to 'ready' may cross with events, in either order; what came before the page could listen is lost. */
function isNewer(answer: DocumentState, known: DocumentState, scan: ScanProgress | null): boolean {
  if (known.kind === 'loading') return true;
  if (answer.kind !== 'ready' || known.kind !== 'ready' || answer.revision !== known.revision) return false;
  return scan?.state === 'scanning' && answer.scan.scannedFrames >= scan.scannedFrames;
}
