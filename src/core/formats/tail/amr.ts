import { amrFrames } from '../../demux/amrFrames.ts';
import { ascii } from '../byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from '../format.ts';
import { endBeforeTags } from '../tailTags.ts';
import { noAudio, unsupported } from '../validate.ts';
import { firstFrames } from './frames.ts';

/** AMR speech, narrow band (8 kHz) and wide band (16 kHz), as RFC 4867 section 5 stores it. */
export const amr = defineFormat({
  id: 'amr',
  extensions: ['amr', 'awb'],
  sniff: (head) => ascii(head, 0, 5) === '#!AMR',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const end = await endBeforeTags(source, start);
  const magic = ascii(await source.read(start, 12), 0, 12);
  const wide = magic.startsWith('#!AMR-WB\n');
  if (!wide && !magic.startsWith('#!AMR\n')) throw unsupported(name, 'AMR with several channels');
  const first = start + (wide ? 9 : 6);
  const rule = amrFrames(wide);
  const heads = await firstFrames(source, first, rule);
  if (!heads[0]) throw noAudio(name, 'it has an AMR header but no speech frame after it');
  const sampleRate = wide ? 16000 : 8000;
  const bytes = heads.reduce((sum, head) => sum + head.size, 0);
  return {
    info: {
      container: 'AMR',
      codec: wide ? 'AMR-WB' : 'AMR-NB',
      sampleRate,
      channels: 1,
      bitsPerSample: null,
      frames: Math.round(((end - first) / bytes) * heads.length) * heads[0].frames,
      framesExact: false,
      fileBytes: source.size,
      bitrate: Math.round((bytes * 8 * 50) / heads.length),
      warnings: [],
    },
    stream: {
      kind: 'packets',
      sampleRate,
      channels: 1,
      parts: [{ demux: { type: 'amr', wide, start: first, end }, codec: { type: 'amr', wide }, skip: 0, frames: null }],
    },
  };
}
