import { demuxAdts } from '../../core/demux/adts.ts';
import { ac3Frames } from '../../core/demux/ac3Frames.ts';
import { amrFrames } from '../../core/demux/amrFrames.ts';
import { demuxBlocks } from '../../core/demux/blocks.ts';
import type { Demuxer, DemuxInput } from '../../core/demux/demuxer.ts';
import { demuxFlac } from '../../core/demux/flac.ts';
import { dtsFrames } from '../../core/demux/dtsFrames.ts';
import { demuxFrames } from '../../core/demux/frameWalk.ts';
import { demuxImaQt } from '../../core/demux/imaQt.ts';
import { demuxMatroska } from '../../core/demux/matroska.ts';
import { demuxMp4 } from '../../core/demux/mp4.ts';
import { MpegDemuxer } from '../../core/demux/mpeg.ts';
import { demuxOgg } from '../../core/demux/ogg.ts';
import { demuxSilence } from '../../core/demux/silence.ts';
import { demuxTable } from '../../core/demux/table.ts';
import { demuxWavpack } from '../../core/demux/wavpackBlocks.ts';
import type { Part } from '../../core/formats/format.ts';

/** The codec counts too: packets of Ogg and Matroska do not tell their length themselves. */
export function openDemuxer({ demux, codec }: Part, input: DemuxInput): Demuxer {
  switch (demux.type) {
    case 'mpeg':
      return new MpegDemuxer(demux, input);
    case 'adts':
      return demuxAdts(demux, input);
    case 'mp4':
      return demuxMp4(demux, codec, input);
    case 'silence':
      return demuxSilence();
    case 'table':
      return demuxTable(demux, input);
    case 'blocks':
      return codec.type === 'adpcm' && codec.variant === 'ima-qt'
        ? demuxImaQt(demux, codec.blockBytes / 34, input)
        : demuxBlocks(demux, input);
    case 'wavpack':
      return demuxWavpack(input, demux);
    case 'ac3':
      return demuxFrames(input, demux, ac3Frames);
    case 'dts':
      return demuxFrames(input, demux, dtsFrames);
    case 'amr':
      return demuxFrames(input, demux, amrFrames(demux.wide));
    case 'flac':
      return demuxFlac(demux, input);
    case 'matroska':
      return demuxMatroska(demux, codec, input);
    case 'ogg':
      return demuxOgg(demux, codec, input);
  }
}

/** Whether packets near a frame are found only by walking the headers of the whole file first. */
export function needsIndex({ demux, codec }: Part): boolean {
  switch (demux.type) {
    case 'flac':
    case 'table':
    case 'silence':
      return false;
    case 'ogg':
      return demux.counted;
    case 'mp4':
      return demux.fragmented;
    case 'blocks':
      return codec.type === 'adpcm' && codec.variant === 'ima-qt';
    case 'ac3':
    case 'adts':
    case 'amr':
    case 'dts':
    case 'matroska':
    case 'mpeg':
    case 'wavpack':
      return true;
  }
}
