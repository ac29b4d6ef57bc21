/** Fours of numbers for a renderer's batch: rectangles or lines. Grows as needed and is used again. */
export class RectBatch {
  data = new Float32Array(256);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(a: number, b: number, c: number, d: number): void {
    let at = 4 * this.count++;
    if (this.data.length < at + 4) {
      const larger = new Float32Array(2 * this.data.length);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[at++] = a;
    this.data[at++] = b;
    this.data[at++] = c;
    this.data[at] = d;
  }
}
