import type { Packet } from './demuxer.ts';

/** Packets from the one that holds `frame`, with the one that primes it. Wherever they come from, it is the same one. */
export function* packetsFrom(packets: Iterable<Packet>, frame: number): Generator<Packet> {
  let primer: Packet | undefined;
  let reached = false;
  for (const packet of packets) {
    if (!reached && packet.position + packet.frames <= frame) {
      primer = packet.frames === 0 ? packet : undefined;
      continue;
    }
    if (primer) yield primer;
    primer = undefined;
    reached = true;
    yield packet;
  }
}
