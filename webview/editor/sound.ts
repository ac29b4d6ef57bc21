import { type ChannelMix, type ChannelStrip, type Monitor, monitors } from '../../src/core/engine/lens.ts';
import { MAX_GAIN_DB, MAX_SPEED, MIN_SPEED } from '../engine/types.ts';
import type { Store } from '../store.ts';

export const SILENT_DB = -60;
export const commonSpeeds = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 4] as const;
export const plainStrip: ChannelStrip = { gainDb: 0, pan: 0, mute: false, solo: false };

/** The next common speed up or down from any speed. */
export function speedBeside(speed: number, direction: -1 | 1): number {
  const near = 0.001;
  if (direction > 0) return commonSpeeds.find((each) => each > speed + near) ?? MAX_SPEED;
  return commonSpeeds.filter((each) => each < speed - near).at(-1) ?? MIN_SPEED;
}

/** `1.5`, `1.5×`, `1,5x` or `150 %`; null for anything else. */
export function parseSpeed(text: string): number | null {
  const match = /^\s*(\d+(?:[.,]\d*)?|[.,]\d+)\s*([x×%]?)\s*$/i.exec(text);
  if (!match) return null;
  const value = Number(match[1]!.replace(',', '.'));
  return match[2] === '%' ? value / 100 : value;
}

/** `-3`, `+6 dB`, `−12,5`, `-inf`; null for anything else. */
export function parseDb(text: string): number | null {
  const plain = text
    .trim()
    .replaceAll('\u2212', '-')
    .replace(',', '.')
    .replace(/\s*db(fs)?$/i, '');
  if (/^-(inf|infinity|∞)$/i.test(plain)) return SILENT_DB;
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : null;
}

export function stripOf(mix: ChannelMix, channel: number): ChannelStrip {
  return mix.strips[channel] ?? plainStrip;
}

/** Nothing of a channel is heard: muted, or not among those that are solo. */
export function isSilenced(mix: ChannelMix, channel: number): boolean {
  const strip = stripOf(mix, channel);
  return strip.mute || strip.gainDb <= SILENT_DB || (!strip.solo && mix.strips.some((each) => each?.solo));
}

const limit = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** How the file is played, but for where: every control and command sets it through here. */
export class Sound {
  #store: Store;
  #audibleDb = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** dB; at or below SILENT_DB nothing is heard. */
  setGain(gainDb: number): void {
    this.#store.gainDb.set(limit(Math.round(gainDb * 100) / 100, SILENT_DB, MAX_GAIN_DB));
  }

  toggleMute(): void {
    const { value } = this.#store.gainDb;
    if (value > SILENT_DB) this.#audibleDb = value;
    this.setGain(value > SILENT_DB ? SILENT_DB : this.#audibleDb);
  }

  setSpeed(speed: number): void {
    this.#store.speed.set(limit(Math.round(speed * 1000) / 1000, MIN_SPEED, MAX_SPEED));
  }

  stepSpeed(direction: -1 | 1): void {
    this.setSpeed(speedBeside(this.#store.speed.value, direction));
  }

  setKeepPitch(keep: boolean): void {
    this.#store.speedMode.set(keep ? 'pitch' : 'varispeed');
  }

  setMonitor(monitor: Monitor): void {
    const { mix } = this.#store;
    if (mix.value.monitor !== monitor) mix.set({ ...mix.value, monitor });
  }

  nextMonitor(): void {
    if ((this.#store.file.value?.info.channels ?? 0) < 2) return;
    const at = monitors.indexOf(this.#store.mix.value.monitor);
    this.setMonitor(monitors[(at + 1) % monitors.length]!);
  }

  setStrip(channel: number, change: Partial<ChannelStrip>): void {
    const { mix } = this.#store;
    const before = stripOf(mix.value, channel);
    const strip = { ...before, ...change };
    const count = Math.max(mix.value.strips.length, channel + 1);
    const strips = Array.from({ length: count }, (_, i) => (i === channel ? strip : mix.value.strips[i]));
    mix.set({
      ...mix.value,
      strips: strips.map((each) => (each && JSON.stringify(each) !== JSON.stringify(plainStrip) ? each : undefined)),
    });
  }
}
