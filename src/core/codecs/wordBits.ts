const MARGIN = 4;

/**
 * The bits of one packet, most significant first, as 32-bit words. After the packet come zeros: decoders may peek a few
 * words too far, and find out by `overrun`. Hot loops take `words` and `pos` and do their own reading.
 */
export class WordBits {
  words: Int32Array = new Int32Array(4096);
  /** In bits. */
  pos = 0;
  end = 0;

  get overrun(): boolean {
    return this.pos > this.end;
  }

  load(data: Uint8Array): void {
    const whole = data.length >> 2;
    if (whole + MARGIN + 1 > this.words.length) this.words = new Int32Array(2 * (whole + MARGIN + 1));
    const words = this.words;
    let at = 0;
    for (let i = 0; i < whole; i++, at += 4) {
      words[i] = (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
    }
    let rest = 0;
    for (let shift = 24; at < data.length; at++, shift -= 8) rest |= data[at]! << shift;
    words[whole] = rest;
    words.fill(0, whole + 1, whole + 1 + MARGIN);
    this.pos = 0;
    this.end = data.length * 8;
  }

  /** The next 32 bits. pos must not be beyond the end by more than 64. */
  peek(): number {
    const at = this.pos >>> 5;
    // Shifts count modulo 32: ~pos is 31 less what is left of the first word.
    return (this.words[at]! << this.pos) | ((this.words[at + 1]! >>> 1) >>> ~this.pos);
  }

  /** Whether so many bits are left; if not, it counts as an overrun. */
  has(bits: number): boolean {
    if (this.end - this.pos >= bits) return true;
    this.pos = this.end + 1;
    return false;
  }

  /** Up to 32 bits, unsigned. Beyond the end: zeros. */
  read(count: number): number {
    if (count === 0) return 0;
    const value = this.pos > this.end ? 0 : this.peek() >>> (32 - count);
    this.pos += count;
    return value;
  }

  /** Up to 33 bits, two's complement: 33 are what the difference of two 32-bit channels takes. */
  signed(count: number): number {
    if (count === 0) return 0;
    if (count > 32) return -this.read(1) * 2 ** 32 + this.read(32);
    const value = this.pos > this.end ? 0 : this.peek() >> (32 - count);
    this.pos += count;
    return value;
  }

  /** Zeros before the next one, which is read too; −1 where there is none. */
  zeros(): number {
    let count = 0;
    for (;;) {
      if (!this.has(1)) return -1;
      const lead = Math.clz32(this.peek());
      count += lead;
      this.pos += lead;
      if (lead < 32) break;
    }
    this.pos++;
    return count;
  }
}
