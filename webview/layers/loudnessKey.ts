import type { Scope } from '../../src/core/util/scope.ts';
import type { Figure } from '../../src/core/report/measured.ts';
import { SILENCE } from '../../src/core/report/measured.ts';
import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { frameAt } from '../../src/core/picture/viewport.ts';
import type { LoudnessCurves, Store } from '../store.ts';
import { Copyable } from '../ui/copyable.ts';
import { el, setAttribute } from '../ui/dom.ts';
import { formatDb, plainDb } from '../../src/core/picture/axes/units.ts';

const LONGEST = '−00.0';

type Curve = 'momentary' | 'shortTerm';
const curveWords = {
  momentary: {
    letter: 'M',
    name: 'momentary loudness',
    about: 'Momentary loudness, LUFS: of the 400 ms up to',
    span: '400 ms',
  },
  shortTerm: {
    letter: 'S',
    name: 'short-term loudness',
    about: 'Short-term loudness, LUFS: of the 3 s up to',
    span: '3 s',
  },
} as const;

/** null: not known yet. */
type Known = Figure | null;

/** Of the window that ended last at a frame, or why there is none. */
export function loudnessAt(curves: LoudnessCurves, curve: Curve, frame: number, sampleRate: number): Known {
  const values = curves[curve];
  const index = Math.floor((frame * 10) / sampleRate + 1e-9) - 1;
  const { span } = curveWords[curve];
  if (values.length === 0 && curves.final) return { reason: `the file is shorter than ${span}` };
  const value = index < 0 ? NaN : values[index];
  if (value === undefined) return curves.final ? { reason: 'nothing was measured here' } : null;
  if (Number.isNaN(value)) return { reason: `less than ${span} have gone by` };
  return value === -Infinity ? SILENCE : value;
}

/** At the right of the curves: which is which, and their values under the pointer, else at the playhead. */
export class LoudnessKeyLayer implements Layer {
  readonly name = 'loudnessKey';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #readings: Readonly<Record<Curve | 'integrated', Copyable>>;

  constructor(scope: Scope, store: Store, key: HTMLElement) {
    this.#store = store;
    const line = (kind: string, letter: string): Copyable => {
      const reading = new Copyable(scope, letter);
      reading.element.prepend(el('span', { class: `swatch ${kind}`, 'aria-hidden': 'true' }));
      reading.reserve(LONGEST);
      key.append(reading.element);
      return reading;
    };
    this.#readings = {
      momentary: line('momentary', 'M'),
      shortTerm: line('short-term', 'S'),
      integrated: line('integrated', 'I'),
    };
    const { pointer, position, view, screen, totalFrames, file, loudnessCurves, measures } = store;
    const all = [pointer, position, view, screen, totalFrames, file, loudnessCurves, measures];
    const whileShown = all.map((watched): Watched => ({
      on: (run) => watched.on(() => store.loudness.value && run()),
    }));
    this.dirtiedBy = [...whileShown, store.loudness];
  }

  draw(): void {
    const { loudness, file, pointer, position, totalFrames, loudnessCurves } = this.#store;
    if (!loudness.value) return;
    const sampleRate = file.value?.info.sampleRate ?? 1;
    const under = pointer.value;
    const at = under ? frameAt(this.#store.viewport(), under.x) : position.value;
    const frame = Math.min(Math.max(Math.round(at), 0), totalFrames.value);
    const where = under ? 'the cursor' : 'the playhead';
    const curves = file.value && loudnessCurves.value;
    for (const curve of ['momentary', 'shortTerm'] as const) {
      const { name, about } = curveWords[curve];
      const known = curves && loudnessAt(curves, curve, frame, sampleRate);
      show(this.#readings[curve], `${name} at ${where}`, `${about} ${where}`, known);
    }
    const measures = this.#store.measures.value;
    const mine = measures?.revision === file.value?.revision ? measures : null;
    const about = `Integrated loudness, LUFS: of the file${mine && !mine.final ? ' as far as it is measured' : ''}`;
    show(this.#readings.integrated, 'integrated loudness', about, mine?.measured.loudness.integratedLufs ?? null);
  }
}

function show(reading: Copyable, name: string, about: string, known: Known): void {
  const { element } = reading;
  const value = typeof known === 'number' ? known : null;
  const reason = known !== null && typeof known === 'object' ? known.reason : null;
  const none = reason === SILENCE.reason ? '−∞' : '–';
  const words = value !== null ? formatDb(value) : reason === null ? '…' : none;
  element.disabled = value === null;
  reading.show({ name, value: words, unit: 'LUFS', copy: value === null ? '' : `${plainDb(value)} LUFS` });
  setAttribute(element, 'title', reason === null ? about : `${about}. None: ${reason}`);
}
