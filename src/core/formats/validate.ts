import { EarshotError } from '../protocol/errors.ts';

export const MAX_CHANNELS = 64;
export const MAX_RATE = 100_000_000;

/** Refuses what no decoder may be trusted with: measured to hang or exhaust memory. */
export function checkShape(name: string, channels: number, sampleRate: number): void {
  if (!(channels >= 1 && channels <= MAX_CHANNELS)) {
    throw new EarshotError(
      'corrupt',
      `${name} cannot be read: its header says ${channels} channels (1 to ${MAX_CHANNELS} are possible).`,
    );
  }
  if (!(sampleRate >= 1 && sampleRate <= MAX_RATE)) {
    throw new EarshotError('corrupt', `${name} cannot be read: its header says a sample rate of ${sampleRate} Hz.`);
  }
}

export const corrupt = (name: string, what: string): EarshotError =>
  new EarshotError('corrupt', `${name} cannot be read: ${what}.`);

export const noAudio = (name: string, what: string): EarshotError =>
  new EarshotError('no-audio', `${name} contains no audio: ${what}.`);

export const unsupported = (name: string, what: string): EarshotError =>
  new EarshotError('unsupported', `${name} holds ${what}, which Earshot does not decode.`);
