// The reference that people read out on the telephone. Random: it tells nobody how many orders there are, which came first or
// what they are about.
import type { Ids } from '../shared/ids.ts'

const REF = /^WO-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})$/

/** `WO-7F3K-9Q2M`. Of 32^8 there are a trillion: two of a million orders share one by a chance of one in two; the index tells. */
export function newRef(ids: Pick<Ids, 'secret'>): string {
  const text = ids.secret().toUpperCase()
  return `WO-${text.slice(0, 4)}-${text.slice(4, 8)}`
}

/** As people type it: in any case, with o for zero and i or l for one; null: no such reference can be. */
export function parseRef(said: string): string | null {
  const text = said.trim().toUpperCase()
  const body = text.slice(3).replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  const ref = `${text.slice(0, 3)}${body}`
  return REF.test(ref) ? ref : null
}
