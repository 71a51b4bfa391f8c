// Near misses: a valid document with one or two things wrong, or merely different, somewhere in it.
import fc from 'fast-check'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const values: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, '', 'p', 'a', [], {}, [1], [null], { id: 'x' }),
  fc.constantFrom<Json>(0, 1, 2, -1, 0.5, 1.0005, 2600, 2601, 520, 521, -520, -521, 2 ** 53, 2 ** 53 - 1, 1e300),
  fc.constantFrom<Json>('2027-03-01', '2027-03-02', '2027-02-30', '2027-13-01', '2027-3-1', '2026-27', '2026-28'),
  fc.constantFrom<Json>('quick', 'capped', 'none', 'budget', 'no-room', 'lenscap-problem/1', 'lenscap-plan/2'),
)

/** A place in a document: the object or list, and the name or index in it. */
interface Spot {
  readonly holder: Json[] | { [name: string]: Json }
  readonly at: string
}

function spotsOf(json: Json): Spot[] {
  if (typeof json !== 'object' || json === null) return []
  const holder = json
  return Object.entries(holder).flatMap(([at, child]) => [{ holder, at }, ...spotsOf(child)])
}

type Change = 'set' | 'remove' | 'add' | 'repeat'

function change(json: Json, { kind, pick, value }: { kind: Change; pick: number; value: Json }): void {
  const spots = spotsOf(json)
  const { holder, at } = spots[pick % spots.length]!
  if (Array.isArray(holder)) {
    if (kind === 'remove') holder.splice(Number(at), 1)
    else if (kind === 'repeat') holder.push(structuredClone(holder[Number(at)]!))
    else holder[Number(at)] = structuredClone(value)
  } else if (kind === 'remove') delete holder[at]
  else holder[kind === 'add' ? 'stray' : at] = structuredClone(value)
}

/** One or two changes: another value, a missing field or item, a stray field, an item twice. */
export function mutated(json: Json): fc.Arbitrary<Json> {
  const one = fc.record({
    kind: fc.constantFrom<Change>('set', 'set', 'set', 'remove', 'remove', 'add', 'repeat'),
    // Without bias, or most picks would be the first fields.
    pick: fc.noBias(fc.nat()),
    value: values,
  })
  return fc.array(one, { minLength: 1, maxLength: 2 }).map((changes) => {
    const copy = structuredClone(json)
    // A document emptied by the first change has no place left for the second.
    for (const each of changes) if (spotsOf(copy).length > 0) change(copy, each)
    return copy
  })
}
