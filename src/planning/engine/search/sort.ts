// Sorting whole numbers by a key, in linear time: the searches sort a million jobs again and again.

const BITS = 11
const BUCKETS = 1 << BITS
/** Below this, filling the buckets' counters costs more than comparing. */
const FEW = 300

/**
 * The list by key, ascending or descending; keys are 0 or more and may be infinite. Keys that are equal to 24 bits are
 * equal, and the order of the list decides: a stable radix sort over the bits of the keys as 32-bit floats.
 */
export function sortByKey(list: Int32Array, key: Float64Array, direction: 'up' | 'down'): Int32Array {
  const flip = direction === 'up' ? 0 : -1
  const floats = new Float32Array(list.length)
  list.forEach((item, i) => (floats[i] = key[item]!))
  const bits = new Int32Array(floats.buffer)
  for (let i = 0; i < bits.length; i++) bits[i]! ^= flip
  if (list.length < FEW) return sortFew(list, bits)
  let [fromItem, fromBits] = [list.slice(), bits]
  let [toItem, toBits] = [new Int32Array(list.length), new Int32Array(list.length)]
  for (let shift = 0; shift < 32; shift += BITS) {
    const next = new Int32Array(BUCKETS + 1)
    for (let i = 0; i < fromBits.length; i++) next[((fromBits[i]! >>> shift) & (BUCKETS - 1)) + 1]!++
    for (let bucket = 0; bucket < BUCKETS; bucket++) next[bucket + 1]! += next[bucket]!
    for (let i = 0; i < fromBits.length; i++) {
      const to = next[(fromBits[i]! >>> shift) & (BUCKETS - 1)]!++
      toItem[to] = fromItem[i]!
      toBits[to] = fromBits[i]!
    }
    ;[fromItem, toItem] = [toItem, fromItem]
    ;[fromBits, toBits] = [toBits, fromBits]
  }
  return fromItem
}

function sortFew(list: Int32Array, bits: Int32Array): Int32Array {
  const at = Int32Array.from(list, (_, i) => i).sort((a, b) => (bits[a]! >>> 0) - (bits[b]! >>> 0) || a - b)
  return at.map((i) => list[i]!)
}
