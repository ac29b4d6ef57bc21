// Texts of numbers. One minus sign (U+2212), commas between thousands of frames, `…` where nothing is known yet.

const MINUS = '\u2212';

/** h:m:s as short as it goes: 0:09.5, 12:03, 1:00:00. Rounded to the decimals, with carry. */
export function formatClock(seconds: number, decimals: number): string {
  const unit = 10 ** decimals;
  const ticks = Math.round(Math.abs(seconds) * unit);
  const whole = Math.floor(ticks / unit);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const fraction = decimals > 0 ? `.${String(ticks % unit).padStart(decimals, '0')}` : '';
  const tail = `${String(whole % 60).padStart(2, '0')}${fraction}`;
  const sign = seconds < 0 && ticks > 0 ? MINUS : '';
  return sign + (hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`);
}

/** 00:00:12.345: cut, not rounded, so that no instant shows before it is reached. */
export function formatPosition(frame: number, sampleRate: number): string {
  // A frame at exactly 12.345 s must not read 12.344 because of its binary fraction.
  const millis = Math.floor((frame * 1000) / sampleRate + 1e-6);
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(millis / 1000);
  const rest = String(millis % 1000).padStart(3, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${rest}`;
}

export function formatSeconds(seconds: number, decimals: number): string {
  return signed(seconds.toFixed(decimals));
}

export function formatFrame(frame: number): string {
  return `#${formatCount(frame)}`;
}

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** A sample that has no level. */
export function oddSample(value: number): string {
  return Number.isNaN(value) ? NOT_A_NUMBER : `${value > 0 ? '+' : MINUS}infinity`;
}

/** Six digits, whatever the size: 0.869565, 441.000, 44100.0. */
export function formatHertz(hertz: number): string {
  return hertz.toPrecision(6);
}

/** As a program reads it: ASCII, no thousands, no more digits than a Float32 has. */
export function plainNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(Number(value.toPrecision(9)));
}

/** A level in dB, or a change of one, as a program reads it. */
export function plainDb(db: number): string {
  return Number.isFinite(db) ? String(Number(db.toFixed(6))) : plainNumber(db);
}

/** dBFS of a linear level (1 = full scale); silence has no level. */
export function formatLevel(linear: number): string {
  if (!(linear > 0)) return `${MINUS}∞`;
  const db = (20 * Math.log10(linear)).toFixed(1);
  return Number(db) > 0 ? `+${db}` : signed(db);
}

export function formatDb(db: number, decimals = 1): string {
  return signed(db.toFixed(decimals));
}

/** A change of level: +6.0, 0.0, −12.5. */
export function formatGain(db: number, decimals = 1): string {
  const text = formatDb(db, decimals);
  return Number(db.toFixed(decimals)) > 0 ? `+${text}` : text;
}

/** 1.00×, 0.333×: two decimals unless a third says more. */
export function formatSpeed(speed: number): string {
  return `${Math.abs(speed * 100 - Math.round(speed * 100)) > 0.01 ? speed.toFixed(3) : speed.toFixed(2)}×`;
}

export const NOT_A_NUMBER = 'not a number';

/** A sample's value re full scale. */
export function formatSample(value: number): string {
  if (!Number.isFinite(value)) return oddSample(value);
  return value >= 0 ? `+${value.toFixed(7)}` : signed(value.toFixed(7));
}

/** 48 kHz, 44.1 kHz, 1 Hz. */
export function formatRate(hertz: number): string {
  return hertz >= 1000 ? `${Number((hertz / 1000).toFixed(3))} kHz` : `${hertz} Hz`;
}

/** Three digits that count: 31.5 Hz, 440 Hz, 1.2 kHz, 19.9 kHz. */
export function formatFrequency(hertz: number): string {
  const rounded = roundTo(hertz, 3);
  return rounded >= 1000 ? `${roundTo(rounded / 1000, 3)} kHz` : `${rounded} Hz`;
}

export function roundTo(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** Three digits that count: 10.7 ms, 1.37 s. */
export function milliseconds(seconds: number): string {
  const ms = roundTo(seconds * 1000, 3);
  return ms >= 1000 ? `${roundTo(ms / 1000, 3)} s` : `${ms} ms`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** What a screen reader says: 1 hour 2 minutes 3.5 seconds. */
export function spokenTime(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const hours = Math.floor(tenths / 36000);
  const minutes = Math.floor(tenths / 600) % 60;
  const rest = (tenths % 600) / 10;
  const part = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? '' : 's'}`;
  const parts = [hours ? part(hours, 'hour') : '', minutes ? part(minutes, 'minute') : '', part(rest, 'second')];
  return parts.filter(Boolean).join(' ');
}

export function channelNames(channels: number): string[] {
  const layouts: Readonly<Record<number, readonly string[]>> = {
    1: ['M'],
    2: ['L', 'R'],
    6: ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'],
  };
  return [...(layouts[channels] ?? Array.from({ length: channels }, (_, index) => String(index + 1)))];
}

export function channelLayout(channels: number): string {
  if (channels === 1) return 'Mono';
  if (channels === 2) return 'Stereo';
  return channels === 6 ? '5.1' : `${channels} channels`;
}

/** toFixed with the typographic minus, and no negative zero. */
function signed(text: string): string {
  if (/^-0(\.0*)?$/.test(text)) return text.slice(1);
  return text.replace('-', MINUS);
}
