import type { Demuxer } from './demuxer.ts';

const PACKET_FRAMES = 4096;

/** Packets without bytes, for as long as anyone asks: an empty edit. */
export function demuxSilence(): Demuxer {
  return {
    *packets(frame) {
      const data = new Uint8Array(0);
      for (let position = frame - (frame % PACKET_FRAMES); ; position += PACKET_FRAMES) {
        yield { data, position, frames: PACKET_FRAMES };
      }
    },
  };
}
