import { viewOf } from '../formats/byteSource.ts';
import type { DemuxInput } from './demuxer.ts';

/** Where the packets of an ASF file stand, and which of its streams is wanted. Plain data. */
export interface AsfLayout {
  dataOffset: number;
  dataEnd: number;
  packetBytes: number;
  streamNumber: number;
}

interface Payload {
  object: number;
  offset: number;
  objectBytes: number;
  /** When it is to be heard, in ms. */
  time: number;
  data: Uint8Array;
}

export interface AsfObject {
  data: Uint8Array;
  /** When it is to be heard, in ms from an unknown start. */
  time: number;
}

const MAX_OBJECT = 1 << 24;

/** The media objects of one stream, put together from their payloads (ASF specification, section 5.2). */
export function* asfObjects(input: DemuxInput, layout: AsfLayout): Generator<AsfObject> {
  const { packetBytes } = layout;
  const end = Math.min(layout.dataEnd, input.size);
  const lost = (): void => input.warn('Some ASF packets are damaged and were left out.');
  let current: { object: number; time: number; bytes: Uint8Array; filled: number } | undefined;
  for (let at = layout.dataOffset; at < end; at += packetBytes) {
    const packet = input.read(at, Math.min(packetBytes, end - at));
    if (packet.length < packetBytes) input.warn('The file ends inside an ASF packet: it is truncated.');
    let payloads: Payload[];
    try {
      payloads = parsePacket(packet, layout.streamNumber);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      lost();
      continue;
    }
    for (const { object, offset, objectBytes, time, data } of payloads) {
      if (offset === 0) {
        if (current) lost();
        current = undefined;
        if (objectBytes > MAX_OBJECT || objectBytes < data.length) {
          lost();
          continue;
        }
        current = { object, time, bytes: new Uint8Array(objectBytes), filled: 0 };
      }
      if (current?.object !== object || current.filled !== offset || offset + data.length > current.bytes.length) {
        current = undefined;
        lost();
        continue;
      }
      current.bytes.set(data, offset);
      current.filled += data.length;
      if (current.filled < current.bytes.length) continue;
      yield { data: current.bytes, time: current.time };
      current = undefined;
    }
  }
  if (current) lost();
}

/** Throws RangeError where the packet is shorter than it says. */
function parsePacket(packet: Uint8Array, wanted: number): Payload[] {
  const view = viewOf(packet);
  let at = 0;
  /** A number of 0, 1, 2 or 4 bytes. */
  const field = (kind: number): number => {
    const from = at;
    at += kind === 3 ? 4 : kind;
    if (kind === 0) return 0;
    return kind === 1 ? view.getUint8(from) : kind === 2 ? view.getUint16(from, true) : view.getUint32(from, true);
  };
  const bytes = (count: number): Uint8Array => {
    if (at + count > packet.length) throw new RangeError('payload beyond its packet');
    at += count;
    return packet.subarray(at - count, at);
  };

  if (view.getUint8(0) & 0x80) at = 1 + (view.getUint8(0) & 15);
  const lengths = field(1);
  const properties = field(1);
  const packetLength = field((lengths >> 5) & 3);
  field((lengths >> 1) & 3); // sequence
  const padding = field((lengths >> 3) & 3);
  at += 6; // send time, duration
  const several = (lengths & 1) !== 0;
  const flags = several ? field(1) : 0;
  const end = Math.min(packetLength || packet.length, packet.length) - padding;

  const payloads: Payload[] = [];
  for (let left = several ? flags & 63 : 1; left > 0; left--) {
    const stream = field(1) & 0x7f;
    const object = field((properties >> 4) & 3);
    const offset = field((properties >> 2) & 3);
    const replicated = field(properties & 3);
    // One byte of replicated data: whole small objects stand one after the other, each behind its size.
    const packed = replicated === 1;
    const objectBytes = replicated >= 8 ? view.getUint32(at, true) : 0;
    // Of packed objects the time stands where others have their offset.
    const time = replicated >= 8 ? view.getUint32(at + 4, true) : offset;
    bytes(replicated);
    const data = bytes(several ? field((flags >> 6) & 3) : Math.max(0, end - at));
    if (stream !== wanted) continue;
    if (!packed) payloads.push({ object, offset, objectBytes: objectBytes || data.length, time, data });
    for (let from = 0; packed && from < data.length;) {
      const part = data.subarray(from + 1, from + 1 + data[from]!);
      payloads.push({ object: object + payloads.length, offset: 0, objectBytes: part.length, time, data: part });
      from += 1 + data[from]!;
    }
  }
  return payloads;
}
