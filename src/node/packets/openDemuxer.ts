import type { Demuxer, DemuxInput } from '../../core/demux/demuxer.ts';
import { demuxSilence } from '../../core/demux/silence.ts';
import type { Part } from '../../core/formats/format.ts';

/** The codec counts too: packets of Ogg and Matroska do not tell their length themselves. */
export function openDemuxer({ demux }: Part, _input: DemuxInput): Demuxer {
  switch (demux.type) {
    case 'silence':
      return demuxSilence();
    default:
      throw new Error(`no demuxer for ${demux.type}`);
  }
}
