import { dtsFrames, type DtsHead } from '../../demux/dtsFrames.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from '../format.ts';
import { corrupt, unsupported } from '../validate.ts';
import { endBeforeTags } from '../tailTags.ts';
import { firstFrames, startsWithFrames } from './frames.ts';

/** By AMODE (ETSI TS 102 114 table 5-4), in the order that the decoder gives them. */
const layouts = [
  ['C'],
  ['L', 'R'],
  ['L', 'R'],
  ['L', 'R'],
  ['L', 'R'],
  ['L', 'R', 'C'],
  ['L', 'R', 'Cs'],
  ['L', 'R', 'C', 'Cs'],
  ['L', 'R', 'Ls', 'Rs'],
  ['L', 'R', 'C', 'Ls', 'Rs'],
];

/** DTS Coherent Acoustics as a bare stream of frames. Of DTS-HD, the core. */
export const dts = defineFormat({
  id: 'dts',
  extensions: ['dtshd'],
  /** Mostly device tree source text. */
  optionalExtensions: ['dts'],
  sniff: (head) => startsWithFrames(head, dtsFrames),
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const end = await endBeforeTags(source, start);
  const heads = (await firstFrames(source, start, dtsFrames)) as DtsHead[];
  const own = heads.filter((head) => !head.extra);
  const head = own[0];
  if (!head) throw unsupported(name, 'DTS-HD without a core');
  if (start + head.size > end) throw corrupt(name, 'its only DTS frame is cut off');
  const full = layouts[head.mode];
  if (!full) throw unsupported(name, 'DTS with more than five full-range channels');
  const layout = head.lfe ? [...full.slice(0, 3), 'LFE', ...full.slice(3)] : full;
  const bytes = heads.reduce((sum, each) => sum + each.size, 0);
  const seconds = own.reduce((sum, each) => sum + each.frames, 0) / head.sampleRate;
  return {
    info: {
      container: 'DTS',
      codec: heads.length > own.length ? 'DTS core (of DTS-HD)' : 'DTS',
      sampleRate: head.sampleRate,
      channels: layout.length,
      bitsPerSample: null,
      frames: Math.round(((end - start) / bytes) * seconds * head.sampleRate),
      framesExact: false,
      fileBytes: source.size,
      layout,
      bitrate: Math.round((bytes * 8) / seconds),
      warnings: heads.length > own.length ? ['Only the core is decoded; the DTS-HD part is left out.'] : [],
    },
    stream: {
      kind: 'packets',
      sampleRate: head.sampleRate,
      channels: layout.length,
      parts: [{ demux: { type: 'dts', start, end }, codec: { type: 'dts' }, skip: 0, frames: null }],
    },
  };
}
