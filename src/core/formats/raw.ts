import type { PcmEncoding } from '../dsp/pcm.ts';
import { EarshotError } from '../protocol/errors.ts';
import type { RawLayout } from '../protocol/audio.ts';
import type { ByteSource } from './byteSource.ts';
import { defineFormat, type OpenedAudio } from './format.ts';
import { pcmAudio } from './pcmAudio.ts';
import { MAX_CHANNELS, MAX_RATE } from './validate.ts';

/** Samples without a header. Nothing recognises them; the user says what they are. */
export const raw = defineFormat({
  id: 'raw',
  extensions: [],
  optionalExtensions: [
    ...['raw', 'pcm', 'sw', 'sb', 'ub', 'uw', 'sl', 'al', 'ul', 's8', 'u8', 's16', 's24', 's32', 'f32', 'f64'],
    ...['s16le', 's16be', 's24le', 's24be', 's32le', 's32be', 'f32le', 'f32be', 'f64le', 'f64be', 'alaw', 'ulaw'],
  ],
  sniff: () => false,
  open: ({ source, name, layout }) => Promise.resolve().then(() => openRaw(source, name, layout)),
});

export const needsLayout = (name: string, why: string): EarshotError =>
  new EarshotError(
    'needs-layout',
    `${name} ${why}: to read it as raw PCM, say its sample rate, channels and kind of samples.`,
  );

/** The file as the user says it is, whatever it looks like. */
export function openRaw(source: ByteSource, name: string, layout: RawLayout | undefined): OpenedAudio {
  if (!layout?.raw) throw needsLayout(name, 'has no header');
  const { sampleRate } = layout;
  const { encoding, channels, offset } = layout.raw;
  if (!(channels >= 1 && channels <= MAX_CHANNELS)) {
    throw needsLayout(name, `cannot have ${channels} channels (1 to ${MAX_CHANNELS} are possible)`);
  }
  if (!(sampleRate >= 1 && sampleRate <= MAX_RATE)) throw needsLayout(name, `cannot have a rate of ${sampleRate} Hz`);
  if (offset >= source.size) {
    throw needsLayout(name, `has ${source.size} bytes, so that its audio cannot start at byte ${offset}`);
  }
  const facts = { container: 'Raw', encoding: encoding.replace(/le$/, '') as PcmEncoding, channels, sampleRate };
  return pcmAudio(name, source, facts, { offset, declaredBytes: null, mayBeOpen: true });
}
