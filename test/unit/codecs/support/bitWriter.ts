/** Bits, most significant first. */
export class BitWriter {
  readonly bytes: number[] = [];
  #left = 0;

  /** Two's complement or unsigned, up to 40 bits. */
  write(value: number, bits: number): void {
    for (let rest = bits; rest > 0;) {
      if (this.#left === 0) {
        this.bytes.push(0);
        this.#left = 8;
      }
      const take = Math.min(rest, this.#left);
      rest -= take;
      this.#left -= take;
      const unit = 2 ** take;
      const piece = ((Math.floor(value / 2 ** rest) % unit) + unit) % unit;
      this.bytes[this.bytes.length - 1]! |= piece << this.#left;
    }
  }

  zeros(count: number): void {
    for (let i = 0; i < count; i++) this.write(0, 1);
  }

  align(): void {
    this.#left = 0;
  }
}
