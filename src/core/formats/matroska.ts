import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { viewOf } from './byteSource.ts';
import { matroskaCodec } from './matroskaCodec.ts';
import { heardAudio, readMatroska } from './matroskaTracks.ts';
import { runSteps } from './steps.ts';
import { checkShape, corrupt, noAudio, unsupported } from './validate.ts';

const EBML = 0x1a45dfa3;

/** Of Opus packets of one byte, 120 ms each; with what is around them they take more. */
const MOST_FRAMES_A_BYTE = 2880;

/** Matroska and WebM (RFC 9559), audio and the sound of video. */
export const matroska = defineFormat({
  id: 'matroska',
  extensions: ['mka', 'weba'],
  optionalExtensions: ['mkv', 'webm'],
  sniff: (head) => head.length >= 4 && viewOf(head).getUint32(0) === EBML,
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const head = await runSteps(source, readMatroska(start, source.size));
  if (!head?.tracks) throw corrupt(name, 'its Matroska header is damaged or cut off');
  const track = heardAudio(head.tracks);
  if (!track) throw noAudio(name, 'it has no audio track');
  if (track.encoding) throw unsupported(name, track.encoding);
  const {
    config,
    name: codec,
    sampleRate,
    channels,
    layout,
    bits,
    packetFrames,
    frameBytes,
  } = matroskaCodec(track, name);
  checkShape(name, channels, sampleRate);
  if (head.start >= head.end) throw noAudio(name, `it has a ${codec} track but no clusters`);
  const skip = Math.round((track.codecDelay * sampleRate) / 1e9);
  const seconds = (head.duration * head.scale) / 1e9;
  const frames = Math.round(seconds * sampleRate);
  // More than the file can hold is no length.
  const known = frames > 0 && frames <= source.size * MOST_FRAMES_A_BYTE;
  return {
    info: {
      container: head.docType === 'webm' ? 'WebM' : 'Matroska',
      codec,
      sampleRate,
      channels,
      bitsPerSample: bits,
      frames: known ? frames : null,
      framesExact: false,
      fileBytes: source.size,
      ...(layout && { layout: [...layout] }),
      ...(skip > 0 && { delayFrames: skip }),
      ...(!known && !head.sized && { growing: true }),
      warnings: head.cut ? ['The file ends before its header says: it is truncated.'] : [],
    },
    stream: {
      kind: 'packets',
      sampleRate,
      channels,
      parts: [
        {
          demux: {
            type: 'matroska',
            track: track.number,
            start: head.start,
            end: head.end,
            scale: head.scale,
            sampleRate,
            stripped: track.stripped,
            packetFrames,
            frameBytes,
            frames: known ? frames : 0,
          },
          codec: config,
          skip,
          frames: null,
        },
      ],
    },
  };
}
