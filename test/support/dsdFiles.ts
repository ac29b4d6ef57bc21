const BLOCK = 4096;

/** One channel of bits, the first in the highest of a byte: a sigma-delta modulator of the second order. */
export function modulate(signal: (seconds: number) => number, bits: number, rate: number): Uint8Array {
  const out = new Uint8Array(bits / 8);
  let first = 0;
  let second = 0;
  let last = 0;
  for (let i = 0; i < bits; i++) {
    first += signal(i / rate) - last;
    second += first - 2 * last;
    last = second >= 0 ? 1 : -1;
    if (last > 0) out[i >> 3]! |= 0x80 >> (i & 7);
  }
  return out;
}

const swapBits = (byte: number): number => {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) out |= 0x80 >> bit;
  return out;
};

/** bits: of each channel that count; the last block is filled up. */
export function dsfFile(channels: readonly Uint8Array[], rate: number, bits = channels[0]!.length * 8): Buffer {
  const blocks = Math.ceil(channels[0]!.length / BLOCK);
  const data = Buffer.alloc(blocks * BLOCK * channels.length);
  channels.forEach((bytes, c) => {
    bytes.forEach((byte, i) => {
      data[(Math.floor(i / BLOCK) * channels.length + c) * BLOCK + (i % BLOCK)] = swapBits(byte);
    });
  });
  const head = Buffer.alloc(92);
  head.write('DSD ', 0);
  head.writeBigUInt64LE(28n, 4);
  head.writeBigUInt64LE(BigInt(92 + data.length), 12);
  head.write('fmt ', 28);
  head.writeBigUInt64LE(52n, 32);
  [1, 0, channels.length === 1 ? 1 : 2, channels.length, rate, 1].forEach((v, i) => head.writeUInt32LE(v, 40 + i * 4));
  head.writeBigUInt64LE(BigInt(bits), 64);
  head.writeUInt32LE(BLOCK, 72);
  head.write('data', 80);
  head.writeBigUInt64LE(BigInt(12 + data.length), 84);
  return Buffer.concat([head, data]);
}

/** DSDIFF; compression: 'DSD ' or what stands in its place. */
export function dffFile(channels: readonly Uint8Array[], rate: number, compression = 'DSD '): Buffer {
  const chunk = (id: string, ...bodies: Buffer[]): Buffer => {
    const body = Buffer.concat(bodies);
    const head = Buffer.alloc(12);
    head.write(id, 0);
    head.writeBigUInt64BE(BigInt(body.length), 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
  };
  const number = (value: number, bytes: number): Buffer => {
    const out = Buffer.alloc(bytes);
    out.writeUIntBE(value, 0, bytes);
    return out;
  };
  const data = Buffer.alloc(channels[0]!.length * channels.length);
  channels.forEach((bytes, c) => bytes.forEach((byte, i) => (data[i * channels.length + c] = byte)));
  const names = Buffer.from(['SLFT', 'SRGT', 'C   '].slice(0, channels.length).join(''));
  const body = [
    Buffer.from('DSD '),
    chunk('FVER', number(0x01050000, 4)),
    chunk(
      'PROP',
      Buffer.from('SND '),
      chunk('FS  ', number(rate, 4)),
      chunk('CHNL', number(channels.length, 2), names),
      chunk('CMPR', Buffer.from(compression), Buffer.from('\x0enot compressed\0')),
    ),
    chunk('DSD ', data),
  ];
  return chunk('FRM8', ...body);
}
