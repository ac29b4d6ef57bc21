// Runs in the page, before the editor's bundle: acquireVsCodeApi with a host behind it that serves a made-up file.
import { blockFrames, type ScanProgress } from '../../../src/core/protocol/audio.ts';
import {
  type DocumentAction,
  type DocumentState,
  hostApi,
  type LinkedView,
  pageApi,
} from '../../../src/core/protocol/editorApi.ts';
import { EarshotError, type ErrorInfo } from '../../../src/core/protocol/errors.ts';
import type { MatrixRequest, SpectrogramRequest } from '../../../src/core/protocol/spectrogram.ts';
import { connect, type Connection, type Port } from '../../../src/core/protocol/rpc.ts';
import { Emitter } from '../../../src/core/util/emitter.ts';
import type { VsCodeApi } from '../../../webview/editor/host.ts';
import type { FrameRange } from '../../../webview/engine/types.ts';
import { fakeLoudness, fakeMeasures } from './fakeMeasures.ts';
import { fakePitch, fakeSpectrogram, fakeSpectrum } from './fakeSpectra.ts';
import { FakeLabels } from './fakeLabels.ts';
import { shared } from './shared.ts';
import { bruteForce, levelsOf, makeOther, makeSignal, midSide } from './testSignal.ts';
import type { FakeHost, FakeOptions, Request } from './fakeHostTypes.ts';

const STATE_KEY = 'vscode-state';

function startFakeHost(): FakeHost {
  let options = window.fakeOptions ?? {};
  let revision = 1;
  let signal: Float32Array[] = [];
  /** A test has it, and may have changed it. */
  let handedOut = false;
  let scannedFrames = 0;
  let holding = options.hold ?? false;
  let failure: ErrorInfo | null = null;
  let stateWrites = 0;
  let held: (() => void)[] = [];
  const requests: Request[] = [];
  const acts: DocumentAction[] = [];
  const images: FakeHost['images'] = [];
  const selections: FakeHost['selections'] = [];
  const spectrograms: SpectrogramRequest[] = [];
  const reports: { range: FrameRange | null; to: 'file' | 'clipboard' }[] = [];
  const matrices: MatrixRequest[] = [];
  const reveals: { offset: number; length: number }[] = [];
  const ruleActions: FakeHost['ruleActions'] = [];
  let detailsAsked = 0;
  const logs: string[] = [];
  const playing: boolean[] = [];
  const keys: string[] = [];
  const viewed: LinkedView[] = [];
  const linkWishes: boolean[] = [];
  const remembered: FakeHost['remembered'] = [];
  const fromPage = new Emitter<unknown>();
  window.addEventListener('keydown', (event) => keys.push(event.key));

  const load = (next: FakeOptions): void => {
    options = next;
    handedOut = false;
    const { channels = 2, sampleRate = 48000, frames = 20 * 48000, overs = false } = options;
    signal = options.made
      ? makeOther(options.made, channels, frames, sampleRate)
      : makeSignal(channels, frames, sampleRate, overs);
    scannedFrames = options.scannedFrames ?? frames;
  };
  load(options);

  const progress = (): ScanProgress => {
    const frames = signal[0]!.length;
    const done = scannedFrames >= frames;
    return {
      state: done ? 'done' : 'scanning',
      scannedFrames,
      totalFrames: options.framesKnown === false && !done ? null : frames,
      warnings: [],
    };
  };

  const state = (): DocumentState => {
    const { fileName = 'take-03.wav', sampleRate = 48000 } = options;
    if (options.failed) {
      return { kind: 'failed', fileName, error: options.failed, actions: ['retry', 'openAsBinary', 'openAsText'] };
    }
    if (options.loading) return { kind: 'loading', fileName };
    const frames = options.framesKnown === false ? null : signal[0]!.length;
    const info = {
      container: 'WAV',
      codec: 'PCM 24-bit',
      sampleRate,
      channels: signal.length,
      bitsPerSample: 24,
      frames,
      framesExact: frames !== null,
      ...(options.layout ? { layout: options.layout } : {}),
      fileBytes: 44 + signal.length * signal[0]!.length * 3,
      warnings: [],
    };
    return { kind: 'ready', fileName, revision: String(revision), info, scan: progress(), error: null };
  };

  const port: Port = {
    // As VS Code does: a copy, later.
    post: (message) => {
      const copy: unknown = structuredClone(message);
      setTimeout(() => window.dispatchEvent(new MessageEvent('message', { data: copy })), 0);
    },
    listen: (receive) => fromPage.on(receive),
  };

  const answer = async <T>(request: Request, signalled: { aborted: boolean }, make: () => T): Promise<T> => {
    requests.push(request);
    if (holding) await new Promise<void>((resolve) => held.push(resolve));
    if (signalled.aborted) {
      request.cancelled = true;
      throw new EarshotError('cancelled', 'cancelled');
    }
    if (failure) throw new EarshotError(failure.code, failure.message);
    return make();
  };

  const peaks = (tracks: Float32Array[], level: number, start: number, count: number): Float32Array<ArrayBuffer> => {
    const block = blockFrames(level);
    const data = new Float32Array(tracks.length * 3 * count);
    tracks.forEach((samples, channel) => {
      for (let i = 0; i < count; i++) {
        const from = (start + i) * block;
        const { min, max, rms, odd } = bruteForce(samples, from, Math.min(from + block, samples.length));
        data.set([min], channel * 3 * count + i);
        data.set([max], (channel * 3 + 1) * count + i);
        data.set([odd > 0 ? -(rms * rms) : rms * rms], (channel * 3 + 2) * count + i);
      }
    });
    return data;
  };

  const ofSignal = <T extends object>(what: string, range: readonly number[], make: () => T): T => {
    const { made = null, overs = false, sampleRate = 48000, layout = null } = options;
    const key = [what, ...range, made, overs, sampleRate, layout, signal.length, signal[0]!.length];
    return handedOut ? make() : shared(key, make);
  };

  const checkRevision = (asked: string): void => {
    if (asked !== String(revision)) throw new EarshotError('changed', 'The file has changed.');
  };

  const labels = new FakeLabels(options.labels, (next) => page.emit('labels', next));
  const page: Connection<typeof hostApi, typeof pageApi> = connect(port, {
    local: hostApi,
    remote: pageApi,
    handlers: {
      ready: () => {
        setTimeout(() => labels.send(), 0);
        return { document: state(), notice: null, visible: true };
      },
      peaks: ({ revision: asked, level, start, count, tracks }, aborted) =>
        answer(
          { method: tracks === 'midSide' ? 'midSide' : 'peaks', level, start, count, cancelled: false },
          aborted,
          () => {
            checkRevision(asked);
            const whole = scannedFrames >= signal[0]!.length;
            const blocks = whole
              ? Math.ceil(scannedFrames / blockFrames(level))
              : Math.floor(scannedFrames / blockFrames(level));
            const there = Math.max(0, Math.min(count, blocks - start));
            return {
              start,
              count: there,
              channels: signal.length,
              data: peaks(tracks === 'midSide' ? midSide(signal) : signal, level, start, there),
            };
          },
        ),
      pcm: ({ revision: asked, startFrame, frames }, aborted) =>
        answer({ method: 'pcm', level: -1, start: startFrame, count: frames, cancelled: false }, aborted, () => {
          checkRevision(asked);
          const there = Math.max(0, Math.min(frames, signal[0]!.length - startFrame));
          const data = new Float32Array(signal.length * there);
          signal.forEach((samples, channel) =>
            data.set(samples.subarray(startFrame, startFrame + there), channel * there),
          );
          return { startFrame, frames: there, channels: signal.length, data };
        }),
      details: ({ revision: asked }) => {
        checkRevision(asked);
        detailsAsked++;
        if (options.detailsError) throw new EarshotError(options.detailsError.code, options.detailsError.message);
        const { details = { tags: [], pictures: [], markers: [], structure: [], warnings: [] } } = options;
        // The options have come as JSON.
        const bytes = (data: object): Uint8Array<ArrayBuffer> => Uint8Array.from(Object.values(data) as number[]);
        return { ...details, pictures: details.pictures.map((each) => ({ ...each, data: bytes(each.data) })) };
      },
      reveal: (place) => {
        reveals.push(place);
        return {};
      },
      act: ({ action }) => {
        acts.push(action);
        return {};
      },
      levels: ({ revision: asked, startFrame, endFrame }, aborted) =>
        answer(
          { method: 'levels', level: -1, start: startFrame, count: endFrame - startFrame, cancelled: false },
          aborted,
          () => {
            checkRevision(asked);
            return { channels: signal.map((samples) => levelsOf(samples.subarray(startFrame, endFrame))) };
          },
        ),
      measures: ({ revision: asked, range }, aborted) => {
        const [start, end] = range ? [range.startFrame, range.endFrame] : [0, scannedFrames];
        return answer({ method: 'measures', level: 0, start, count: end - start, cancelled: false }, aborted, () => {
          checkRevision(asked);
          const final = range !== null || scannedFrames >= signal[0]!.length;
          const figures = ofSignal('measures', [start, end], () =>
            fakeMeasures(signal, options.sampleRate ?? 48000, start, end, options.layout),
          );
          const { findings } = figures.measured;
          const { demands = [] } = options;
          const shown = 'reason' in findings || range ? findings : [...demands, ...findings];
          const measured = { ...figures.measured, findings: shown };
          return { ...figures, measured, final, ...(range === null && final && options.md5) };
        });
      },
      loudness: ({ revision: asked, from }) => {
        checkRevision(asked);
        const curves = ofSignal('loudness', [scannedFrames], () =>
          fakeLoudness(signal, options.sampleRate ?? 48000, scannedFrames, options.layout),
        );
        return {
          final: scannedFrames >= signal[0]!.length,
          from,
          momentary: curves.momentary.slice(from),
          shortTerm: curves.shortTerm.slice(from),
        };
      },
      report: ({ range, to }) => {
        reports.push({ range, to });
        if (failure) throw new EarshotError(failure.code, failure.message);
        return { saved: to === 'file' ? 'take-03.json' : null };
      },
      spectrogram: ({ revision: asked, ...request }, aborted) =>
        answer(
          { method: 'spectrogram', level: request.level, start: request.start, count: request.count, cancelled: false },
          aborted,
          () => {
            checkRevision(asked);
            spectrograms.push(request);
            return fakeSpectrogram(signal, options.sampleRate ?? 48000, request);
          },
        ),
      spectrum: ({ revision: asked, ...request }, aborted) =>
        answer(
          {
            method: 'spectrum',
            level: 0,
            start: request.startFrame,
            count: request.endFrame - request.startFrame,
            cancelled: false,
          },
          aborted,
          () => {
            checkRevision(asked);
            return fakeSpectrum(signal, options.sampleRate ?? 48000, request);
          },
        ),
      pitch: ({ revision: asked, ...request }, aborted) =>
        answer(
          { method: 'pitch', level: 0, start: request.start, count: request.count, cancelled: false },
          aborted,
          () => {
            checkRevision(asked);
            return fakePitch(signal, options.sampleRate ?? 48000, request);
          },
        ),
      exportMatrix: (request) => {
        matrices.push(request);
        if (failure) throw new EarshotError(failure.code, failure.message);
        return { saved: 'part.npy' };
      },
      exportSelection: ({ startFrame, endFrame }) => {
        selections.push([startFrame, endFrame]);
        if (failure) throw new EarshotError(failure.code, failure.message);
        return { saved: 'part.wav' };
      },
      saveImage: ({ name, kind, bytes }) => {
        images.push({ name, kind, bytes });
        return { saved: name };
      },
      actOnRule: (request) => {
        ruleActions.push(request);
        return {};
      },
      editLabels: (request) => labels.edit(request as Parameters<FakeLabels['edit']>[0]),
    },
    events: {
      viewed: (view) => viewed.push(view),
      link: ({ on }) => linkWishes.push(on),
      remember: (what) => remembered.push(what),
      playing: (event) => playing.push(event.playing),
      log: ({ level, message }) => logs.push(`${level}: ${message}`),
    },
    onProtocolError: (what) => logs.push(`protocol: ${what}`),
  });

  const api: VsCodeApi = {
    postMessage: (message) => {
      const copy: unknown = structuredClone(message);
      setTimeout(() => fromPage.emit(copy), 0);
    },
    getState: () => JSON.parse(sessionStorage.getItem(STATE_KEY) ?? 'null') as unknown,
    setState: (value) => {
      stateWrites++;
      sessionStorage.setItem(STATE_KEY, JSON.stringify(value));
    },
  };
  Object.assign(window, { acquireVsCodeApi: () => api });
  const { recalled } = options;
  // What is not about spectrograms is tested without.
  const defaults = { show: options.show ?? 'waveform' };
  document.body.dataset['recalled'] =
    typeof recalled === 'string' ? recalled : JSON.stringify({ state: null, taste: null, defaults, ...recalled });

  return {
    get signal() {
      handedOut = true;
      return signal;
    },
    get stateWrites() {
      return stateWrites;
    },
    get options() {
      return options;
    },
    get detailsAsked() {
      return detailsAsked;
    },
    requests,
    acts,
    labels,
    images,
    selections,
    spectrograms,
    reports,
    matrices,
    reveals,
    ruleActions,
    goTo: (place) => page.emit('goTo', place),
    demand: (demands) => {
      options = { ...options, demands };
      page.emit('measuresChanged', {});
    },
    logs,
    playing,
    keys,
    viewed,
    linkWishes,
    remembered,
    linked: (view) => page.emit('linked', view),
    links: (on, first = false) => page.emit('links', { on, first }),
    scan: (to, scanState, error) => {
      scannedFrames = to;
      const scan = { ...progress(), ...(scanState ? { state: scanState } : {}) };
      page.emit('progress', { revision: String(revision), scan, error: error ?? null });
    },
    document: (next) => page.emit('document', next),
    change: (next) => {
      revision++;
      load(next);
      page.emit('document', state());
    },
    notice: (notice) => page.emit('notice', notice),
    visibility: (visible) => page.emit('visibility', { visible }),
    command: (command) => page.emit('command', { command }),
    pause: () => page.emit('pause', {}),
    hold: () => {
      holding = true;
    },
    release: (newestFirst = false) => {
      const waiting = newestFirst ? held.reverse() : held;
      held = [];
      for (const resolve of waiting) resolve();
    },
    failPeaks: (error) => {
      failure = error;
    },
    brute: (channel, from, to) => bruteForce(signal[channel]!, from, to),
  };
}

window.fake = startFakeHost();
