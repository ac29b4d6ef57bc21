/** Frames of 48 kHz in an Opus frame, by the upper five bits of the packet's first byte (RFC 6716 section 3.1). */
const frameFrames = Uint16Array.from({ length: 32 }, (_, config) => {
  if (config < 12) return [480, 960, 1920, 2880][config & 3]!;
  if (config < 16) return config & 1 ? 960 : 480;
  return 120 << (config & 3);
});

/** 120 ms, more than which no packet may hold. */
const LONGEST = 5760;

/** Frames that a packet decodes to; 0: it is none. */
export function opusPacketFrames(packet: Uint8Array): number {
  if (packet.length === 0) return 0;
  const code = packet[0]! & 3;
  const count = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 63;
  const frames = count * frameFrames[packet[0]! >> 3]!;
  return frames <= LONGEST ? frames : 0;
}
