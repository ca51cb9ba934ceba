/** A set of small whole numbers with one bit for each. Grows with its largest member. */
export class SlotSet {
  #words = new Uint32Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(slot: number): boolean {
    return ((this.#words[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0;
  }

  add(slot: number): void {
    if (this.has(slot)) return;
    const word = slot >>> 5;
    if (word >= this.#words.length) {
      const words = new Uint32Array(Math.max(word + 1, Math.ceil(this.#words.length * 1.25)));
      words.set(this.#words);
      this.#words = words;
    }
    this.#words[word]! |= 1 << (slot & 31);
    this.#size++;
  }

  delete(slot: number): void {
    if (!this.has(slot)) return;
    this.#words[slot >>> 5]! &= ~(1 << (slot & 31));
    this.#size--;
  }

  /** In ascending order. */
  *[Symbol.iterator](): Generator<number> {
    for (const [word, bits] of this.#words.entries()) {
      for (let rest = bits; rest !== 0; rest &= rest - 1) yield word * 32 + 31 - Math.clz32(rest & -rest);
    }
  }
}
