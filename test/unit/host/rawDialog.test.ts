import { beforeEach, describe, expect, it, vi } from 'vitest';
import { guessLayout } from '../../../src/host/raw/rawGuess.ts';
import { describeRaw, encodingName } from '../../../src/host/raw/rawFacts.ts';

interface Item {
  label: string;
  description?: string;
}

/** The quick pick that is open. */
class FakePick {
  items: readonly Item[] = [];
  activeItems: readonly Item[] = [];
  title = '';
  step = 0;
  buttons: unknown[] = [];
  #gone = false;
  readonly #on: Record<string, (value: never) => void> = {};
  onDidChangeValue = (run: (value: never) => void) => (this.#on['value'] = run);
  onDidAccept = (run: (value: never) => void) => (this.#on['accept'] = run);
  onDidTriggerButton = (run: (value: never) => void) => (this.#on['button'] = run);
  onDidHide = (run: (value: never) => void) => (this.#on['hide'] = run);

  show(): void {
    open.pick = this;
  }

  /** Disposing hides, as in VS Code. */
  dispose(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#on['hide']!(undefined as never);
  }

  type(text: string): Item {
    this.#on['value']!(text as never);
    this.activeItems = this.items.slice(0, 1);
    return this.items[0]!;
  }

  async accept(label?: string): Promise<void> {
    if (label !== undefined) this.activeItems = this.items.filter((item) => item.label.startsWith(label)).slice(0, 1);
    this.#on['accept']!(undefined as never);
    await turn();
  }

  async back(): Promise<void> {
    this.#on['button']!(undefined as never);
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const open = vi.hoisted<{ pick: FakePick }>(() => ({ pick: undefined as never }));
vi.mock('vscode', () => ({
  window: { createQuickPick: () => new FakePick() },
  QuickInputButtons: { Back: 'back' },
}));
const { askRateOnly, askRaw } = await import('../../../src/host/raw/rawDialog.ts');

const guess = { sampleRate: 16000, raw: { encoding: 's16le' as const, channels: 1, offset: 0 } };
beforeEach(() => {
  open.pick = undefined as never;
});

describe('the raw dialog', () => {
  it('takes Enter four times for a good guess, and shows what each choice makes of the file', async () => {
    const answer = askRaw({ fileName: 'a.raw', bytes: 64001, guess, known: false });
    expect(open.pick.title).toBe('Open a.raw as Raw PCM');
    expect(open.pick.activeItems[0]).toMatchObject({ label: '16000 Hz', description: '2.000 s, 1 byte left over' });
    await open.pick.accept();
    const stereo = open.pick.items.find(({ label }) => label === '2, stereo');
    expect(stereo?.description).toBe('1.000 s, 1 byte left over');
    await open.pick.accept();
    const wide = open.pick.items.find(({ label }) => label === '24-bit signed, little-endian');
    expect(wide?.description).toBe('s24le \u00b7 1.333 s, 2 bytes left over');
    await open.pick.accept();
    expect(open.pick.type('1')).toMatchObject({ label: 'At byte 1', description: '2.000 s, whole frames' });
    await open.pick.accept();
    expect(await answer).toEqual({ sampleRate: 16000, raw: { encoding: 's16le', channels: 1, offset: 1 } });
  });

  it('goes back, keeps what was chosen, and takes what is typed', async () => {
    const answer = askRaw({ fileName: 'a.raw', bytes: 1000, guess, known: false });
    expect(open.pick.buttons).toEqual([]);
    open.pick.type('11000.5 Hz');
    await open.pick.accept();
    await open.pick.accept('6');
    expect(open.pick.step).toBe(3);
    await open.pick.back();
    await open.pick.back();
    expect(open.pick.activeItems[0]?.label).toBe('11000.5 Hz');
    await open.pick.accept();
    await open.pick.accept();
    await open.pick.accept('32-bit float, big');
    open.pick.type('0x20');
    await open.pick.accept();
    expect(await answer).toEqual({ sampleRate: 11000.5, raw: { encoding: 'f32be', channels: 6, offset: 32 } });
  });

  it('says what is wrong with what is typed, and does not take it', async () => {
    const answer = askRaw({ fileName: 'a.raw', bytes: 1000, guess, known: false });
    for (const wrong of ['0', '-5', 'fast', '1e12']) expect(open.pick.type(wrong).label).toMatch(/A sample rate from/);
    await open.pick.accept();
    expect(open.pick.step).toBe(1);
    open.pick.type('8000');
    await open.pick.accept();
    for (const wrong of ['0', '65', '1.5', 'x']) expect(open.pick.type(wrong).label).toMatch(/from 1 to 64/);
    open.pick.dispose();
    expect(await answer).toBeUndefined();
  });

  it('takes back what was said of a file, and asks arrays for their rate only', async () => {
    const forgotten = askRaw({ fileName: 'a.raw', bytes: 1000, guess, known: true });
    await open.pick.accept('$(discard)');
    expect(await forgotten).toBe('forget');
    const rate = askRateOnly('a.npy', 44100, false);
    expect(open.pick.items.some(({ label }) => label.startsWith('$(discard)'))).toBe(false);
    await open.pick.accept();
    expect(await rate).toEqual({ sampleRate: 44100 });
  });
});

describe('the guess', () => {
  it.each([
    ['take_16k_stereo_s24le.raw', 16000, 's24le', 2],
    ['noise-48000hz-6ch.f32', 48000, 'f32le', 6],
    ['call.ul', 16000, 'ulaw', 1],
    ['call.sln', 8000, 's16le', 1],
    ['call.sln16', 16000, 's16le', 1],
    ['music.44.1khz.mono.s16be.pcm', 44100, 's16be', 1],
    ['music_44k1.u8', 44100, 'u8', 1],
    ['take 3.raw', 16000, 's16le', 1],
  ])('reads %s', (name, sampleRate, encoding, channels) => {
    expect(guessLayout(name, 240_000, undefined)).toEqual({ sampleRate, raw: { encoding, channels, offset: 0 } });
  });

  it('prefers what was chosen last, and what fits the size', () => {
    const last = { sampleRate: 48000, raw: { encoding: 'f32le' as const, channels: 2, offset: 44 } };
    expect(guessLayout('b.raw', 44 + 80, last)).toEqual(last);
    expect(guessLayout('b.raw', 81, undefined).raw.encoding).toBe('s24le');
    expect(guessLayout('b.raw', 83, undefined).raw.encoding).toBe('u8');
  });
});

it('says what a file would be', () => {
  const raw = { encoding: 'alaw' as const, channels: 1, offset: 0 };
  expect(describeRaw(8000 * 3723, 8000, raw)).toBe('1:02:03, whole frames');
  expect(describeRaw(8000 * 59, 8000, raw)).toBe('59.000 s, whole frames');
  expect(describeRaw(10, 8000, { ...raw, offset: 20 })).toMatch(/no audio/);
  expect(encodingName('u8')).toBe('8-bit unsigned');
  expect(encodingName('f64be')).toBe('64-bit float, big-endian');
});
