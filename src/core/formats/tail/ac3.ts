import { ac3Frames, type Ac3Head } from '../../demux/ac3Frames.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from '../format.ts';
import { corrupt, noAudio } from '../validate.ts';
import { endBeforeTags } from '../tailTags.ts';
import { firstFrames, startsWithFrames } from './frames.ts';

/** By acmod (ATSC A/52 table 5.8), in the order that the decoder gives them; the LFE stands behind the centre. */
const layouts = [
  ['L', 'R'],
  ['C'],
  ['L', 'R'],
  ['L', 'R', 'C'],
  ['L', 'R', 'Cs'],
  ['L', 'R', 'C', 'Cs'],
  ['L', 'R', 'Ls', 'Rs'],
  ['L', 'R', 'C', 'Ls', 'Rs'],
];
const WITH_CENTRE = 3;

export function ac3Layout({ mode, lfe }: Ac3Head): string[] {
  const full = layouts[mode]!;
  if (!lfe) return full;
  const before = full.indexOf('C') === 2 ? WITH_CENTRE : Math.min(2, full.length);
  return [...full.slice(0, before), 'LFE', ...full.slice(before)];
}

/** AC-3 and E-AC-3 (Dolby Digital and Dolby Digital Plus) as a bare stream of frames. */
export const ac3 = defineFormat({
  id: 'ac3',
  extensions: ['ac3', 'eac3', 'ec3'],
  sniff: (head) => startsWithFrames(head, ac3Frames),
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const end = await endBeforeTags(source, start);
  const heads = (await firstFrames(source, start, ac3Frames)) as Ac3Head[];
  const own = heads.filter((head) => !head.extra);
  const head = own[0];
  if (!head) throw noAudio(name, 'it has no AC-3 frame of a first programme');
  if (start + head.size > end) throw corrupt(name, 'its only AC-3 frame is cut off');
  const { sampleRate } = head;
  const layout = ac3Layout(head);
  const bytes = heads.reduce((sum, each) => sum + each.size, 0);
  const seconds = own.reduce((sum, each) => sum + each.frames, 0) / sampleRate;
  const warnings: string[] = [];
  if (heads.length > own.length) {
    warnings.push('Further substreams (more channels, or a second programme) are left out.');
  }
  return {
    info: {
      container: head.enhanced ? 'E-AC-3' : 'AC-3',
      codec: head.enhanced ? 'E-AC-3 (Dolby Digital Plus)' : 'AC-3 (Dolby Digital)',
      sampleRate,
      channels: layout.length,
      bitsPerSample: null,
      frames: Math.round(((end - start) / bytes) * seconds * sampleRate),
      framesExact: false,
      fileBytes: source.size,
      layout,
      bitrate: Math.round((bytes * 8) / seconds),
      warnings,
    },
    stream: {
      kind: 'packets',
      sampleRate,
      channels: layout.length,
      parts: [{ demux: { type: 'ac3', start, end }, codec: { type: 'ac3' }, skip: 0, frames: null }],
    },
  };
}
