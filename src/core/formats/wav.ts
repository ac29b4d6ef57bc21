import { ascii, viewOf } from './byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { findChunks } from './riff.ts';
import { corrupt, noAudio } from './validate.ts';
import { waveAudio } from './waveAudio.ts';
import { readWaveFormat } from './waveFormat.ts';

/** RIFF/WAVE, its big-endian twin RIFX, and RF64/BW64. */
export const wav = defineFormat({
  id: 'wav',
  extensions: ['wav', 'wave', 'bwf', 'rf64'],
  sniff: (head) => ['RIFF', 'RIFX', 'RF64', 'BW64'].includes(ascii(head, 0, 4)) && ascii(head, 8, 4) === 'WAVE',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const magic = ascii(await source.read(start, 4), 0, 4);
  const little = magic !== 'RIFX';
  const { format, data, fact, declaredBytes, strayBytes } = await findChunks(source, start, little);
  if (!format)
    throw data ? corrupt(name, "its WAV header has no 'fmt ' chunk") : noAudio(name, 'the WAV header is not complete');
  const wave = await readWaveFormat(name, source, format, little);
  if (!data) throw noAudio(name, "it has a WAV header but no 'data' chunk");
  const factBytes = viewOf(await source.read(fact?.offset ?? 0, fact ? Math.min(fact.size, 4) : 0));
  const frames = factBytes.byteLength === 4 ? factBytes.getUint32(0, little) : undefined;
  const container = { RF64: 'WAV (RF64)', BW64: 'WAV (BW64)', RIFX: 'WAV (RIFX)' }[magic] ?? 'WAV';
  return waveAudio(name, source, container, wave, { offset: data.offset, declaredBytes, strayBytes }, frames);
}
