// Which of a million rows has a key, without holding the keys: each is kept as 64 bits of its hash, in columns of numbers.
// Two keys that differ and share them would be taken for one: once in forty million files of a million rows, and then the
// report says that the two rows are one device, and in what they differ.

/** Two halves of 32 bits; both are 0 for no key. */
export interface KeyHash {
  readonly high: number
  readonly low: number
}

export const NO_KEY: KeyHash = { high: 0, low: 0 }

/** The hash of the text, after that of another where it goes on from there. Two multiplicative hashes, each stirred (after cyrb53, public domain). */
export function hashKey(text: string, { high, low }: KeyHash = SEED): KeyHash {
  let [a, b] = [high, low]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return { high: a >>> 0, low: b >>> 0 || 1 }
}

const SEED: KeyHash = { high: 0xdeadbeef, low: 0x41c6ce57 }

/** Twice as many as before are a copy now and then, and never more than half of it is empty. */
const FIRST_ROWS = 1024

/** A growing list of whole numbers of 32 bits. */
export class NumberColumn {
  #values = new Int32Array(FIRST_ROWS)
  #length = 0

  push(value: number): void {
    if (this.#length === this.#values.length) this.#values = grown(this.#values, new Int32Array(2 * this.#length))
    this.#values[this.#length++] = value
  }

  get length(): number {
    return this.#length
  }

  at(row: number): number {
    return this.#values[row]!
  }

  set(row: number, value: number): void {
    this.#values[row] = value
  }
}

/** The key of each row. */
export class KeyColumn {
  readonly #high = new NumberColumn()
  readonly #low = new NumberColumn()

  push({ high, low }: KeyHash): void {
    this.#high.push(high)
    this.#low.push(low)
  }

  get length(): number {
    return this.#high.length
  }

  at(row: number): KeyHash {
    return { high: this.#high.at(row) >>> 0, low: this.#low.at(row) >>> 0 }
  }

  set(row: number, { high, low }: KeyHash): void {
    this.#high.set(row, high)
    this.#low.set(row, low)
  }

  has(row: number): boolean {
    return (this.#high.at(row) | this.#low.at(row)) !== 0
  }

  is(row: number, { high, low }: KeyHash): boolean {
    return this.#high.at(row) === (high | 0) && this.#low.at(row) === (low | 0)
  }

  /** By hash: below 0, or above, or 0 where both rows have one. */
  compare(a: number, b: number): number {
    const [one, other] = [this.at(a), this.at(b)]
    return one.high - other.high || one.low - other.low
  }
}

function grown(from: Int32Array<ArrayBuffer>, to: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  to.set(from)
  return to
}

/** Finds rows by a column of keys: open addressing, at most half full. */
export class KeyIndex {
  readonly keys: KeyColumn
  /** A row and one, so that 0 is an empty place. */
  #places = new Int32Array(2 * FIRST_ROWS)
  #held = 0

  constructor(keys: KeyColumn) {
    this.keys = keys
  }

  /** The row that was added under the key; -1 for none. */
  find(key: KeyHash): number {
    return this.#places[this.#placeOf(key)]! - 1
  }

  /** Under its own key, which no other row was added under. */
  add(row: number): void {
    if (2 * ++this.#held > this.#places.length) this.#grow()
    this.#places[this.#placeOf(this.keys.at(row))] = row + 1
  }

  #placeOf(key: KeyHash): number {
    const last = this.#places.length - 1
    for (let place = key.low & last; ; place = (place + 1) & last) {
      const held = this.#places[place]!
      if (held === 0 || this.keys.is(held - 1, key)) return place
    }
  }

  #grow(): void {
    const before = this.#places
    this.#places = new Int32Array(2 * before.length)
    for (const held of before) if (held > 0) this.#places[this.#placeOf(this.keys.at(held - 1))] = held
  }
}
