import { layer3Preroll } from '../codecs/layer3.ts';
import type { AudioInfo } from '../protocol/audio.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { findMpegFrame, type MpegHeader, mpegHeader, MpegKind } from './mpegHeader.ts';
import { type MpegTag, readMpegTag } from './mpegTag.ts';
import { endBeforeTags } from './tailTags.ts';
import { corrupt, unsupported } from './validate.ts';

const SEARCH = 64 * 1024;
/** Samples by which every layer III decoder is late: those of the filter bank and one more. */
const DECODER_DELAY = 529;

/** MPEG audio, layers I to III, as a bare stream of frames. */
export const mp3 = defineFormat({
  id: 'mp3',
  extensions: ['mp3', 'mp2', 'mp1', 'mpga'],
  // Streams cut out of something longer start with junk: search, but ask for a run of frames.
  sniff: (head) => findMpegFrame(head, head.length < SEARCH) >= 0,
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const head = Uint8Array.from(await source.read(start, SEARCH));
  const at = findMpegFrame(head, head.length < SEARCH);
  const kind = at < 0 ? undefined : MpegKind.at(head, at);
  const header = kind && mpegHeader(head, at, kind.freeBytes);
  if (!kind || !header) throw corrupt(name, 'no MP3 frame was found');
  const { sampleRate, channels, layer, samples } = header;
  checkFree(kind, header, name);
  const end = await endBeforeTags(source, start + at);
  const tag = readMpegTag(head.subarray(at, at + header.frameBytes), header);
  // The frame of the tag would decode to silence: it is no audio.
  const first = start + at + (tag ? header.frameBytes : 0);
  const walked = walkHead(kind, head, at + (tag ? header.frameBytes : 0));
  const warnings: string[] = [];
  const skip = tag?.delay === undefined ? 0 : tag.delay + DECODER_DELAY;
  const stated = statedFrames(tag, end - start - at, header, warnings);
  const beyond = stated === undefined ? 0 : Math.max(0, (tag?.padding ?? 0) - DECODER_DELAY);
  const meanBytes = tag?.frames && tag.bytes ? tag.bytes / tag.frames : walked.meanBytes;
  const guessed = Math.max(1, Math.round((end - first) / meanBytes)) * samples;
  const frames = Math.max(0, (stated ?? guessed) - skip - beyond);
  const seconds = (stated ?? guessed) / sampleRate;
  const info: AudioInfo = {
    container: `MP${layer}`,
    codec: `MPEG-${header.mpeg} layer ${'I'.repeat(layer)}`,
    sampleRate,
    channels,
    bitsPerSample: null,
    frames,
    framesExact: stated !== undefined,
    fileBytes: source.size,
    bitrate: Math.round(walked.constant ? walked.bitRate : ((end - first) * 8) / seconds),
    bitrateMode: tag?.mode ?? (walked.constant ? 'constant' : 'variable'),
    warnings,
  };
  if (tag?.delay !== undefined) {
    info.delayFrames = skip;
    info.paddingFrames = beyond;
  }
  return {
    info,
    stream: {
      kind: 'packets',
      sampleRate,
      channels,
      parts: [
        {
          demux: { type: 'mpeg', start: first, end },
          codec: { type: 'mpeg', layer, ...(kind.freeBytes && layer === 3 ? { preroll: freePreroll(header) } : {}) },
          skip,
          frames: stated === undefined ? null : frames,
        },
      ],
    },
  };
}

/** Free format is read where its frames fit into those of the highest rate. */
function checkFree({ freeBytes }: MpegKind, { layer, mpeg, sampleRate, samples }: MpegHeader, name: string): void {
  if (freeBytes === 0) return;
  const rate = Math.round((freeBytes * 8 * sampleRate) / samples / 1000);
  const top = mpeg === 1 ? 320 : 160;
  if (layer !== 3 || rate > top) throw unsupported(name, `MPEG layer ${layer} audio in free format at ${rate} kbit/s`);
}

/** Samples that the tag promises, if the file is as long as it says: one cut or joined is counted instead. */
function statedFrames(
  tag: MpegTag | undefined,
  bytes: number,
  header: MpegHeader,
  warnings: string[],
): number | undefined {
  if (!tag?.frames) return undefined;
  const { bytes: promised = 0 } = tag;
  const slack = 2 * header.frameBytes + promised / 1000;
  if (promised > bytes + slack) {
    warnings.push(`The header promises ${promised} bytes of audio, but the file has ${bytes}: its end is missing.`);
    return undefined;
  }
  if (promised > 0 && promised < bytes - slack) {
    warnings.push(`The header tells of ${promised} bytes of audio, but the file has ${bytes}: all of it is shown.`);
    return undefined;
  }
  return tag.frames * header.samples;
}

/** The frames at the head of the file stand for all where no tag tells more. */
function walkHead(kind: MpegKind, head: Uint8Array, from: number) {
  let at = from;
  let count = 0;
  let bitRate = -1;
  let constant = true;
  while (at + 4 <= head.length) {
    const header = mpegHeader(head, at, kind.freeBytes);
    const size = kind.frameBytes(head, at);
    if (!header || size === 0) break;
    const rate = header.bitRate || (kind.freeBytes * 8 * header.sampleRate) / header.samples;
    if (bitRate >= 0 && rate !== bitRate) constant = false;
    bitRate = rate;
    at += size;
    count++;
  }
  return { meanBytes: count > 0 ? (at - from) / count : 1, bitRate, constant: constant && count > 0 };
}

/** Frames in free format may be smaller than any other. */
function freePreroll({ sampleRate, channels, frameBytes, mpeg }: MpegHeader): number {
  const main = Math.max(1, frameBytes - 7 - (mpeg === 1 ? 32 : 17));
  return Math.max(layer3Preroll(sampleRate, channels), Math.ceil(511 / main) + 3);
}
