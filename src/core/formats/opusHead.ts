import { ascii, viewOf } from './byteSource.ts';
import { surroundOrder } from './surroundOrder.ts';

/** What OpusHead says (RFC 7845 section 5.1). */
export interface OpusHead {
  channels: number;
  preSkip: number;
  /** In 1/256 dB. */
  gain: number;
  family: number;
  streams: number;
  coupled: number;
  /** For each channel of the result, in WAVE order where there is one, which decoded channel it is. 255: silence. */
  mapping: readonly number[];
}

/** A sentence: what is wrong, or not known here. */
export function parseOpusHead(packet: Uint8Array): OpusHead | string {
  if (packet.length < 19 || ascii(packet, 0, 8) !== 'OpusHead') return 'its Opus header is cut off';
  const view = viewOf(packet);
  const channels = packet[9]!;
  const family = packet[18]!;
  const head = { channels, preSkip: view.getUint16(10, true), gain: view.getInt16(16, true), family };
  if (packet[8]! > 15) return `its Opus header has the unknown version ${packet[8]}`;
  if (family === 0) {
    if (channels < 1 || channels > 2) return `its Opus header says ${channels} channels, where 1 or 2 are possible`;
    return { ...head, streams: 1, coupled: channels - 1, mapping: channels === 1 ? [0] : [0, 1] };
  }
  if (family > 2 && family !== 255) return `its Opus header has the unknown channel mapping ${family}`;
  if (packet.length < 21 + channels) return 'its Opus header is cut off';
  const streams = packet[19]!;
  const coupled = packet[20]!;
  const table = packet.subarray(21, 21 + channels);
  const possible = channels > 0 && (family !== 1 || channels <= 8) && streams > 0 && coupled <= streams;
  if (!possible || streams + coupled > 255 || table.some((n) => n !== 255 && n >= streams + coupled)) {
    return 'its Opus header has an impossible channel mapping';
  }
  const order = family === 1 ? surroundOrder(channels) : table.keys();
  return { ...head, streams, coupled, mapping: Array.from(order, (channel) => table[channel]!) };
}
