// Lists of everything that an organisation has on its network or its books: which of their rows are surveillance equipment.
import { gatherEvidence } from '../../../register/evidence.ts'
import type { Register } from '../../../register/register.ts'
import type { Facts } from '../columns.ts'
import type { ReadRow } from '../rows/read-rows.ts'

/** A row that nothing marks is rejected `not-surveillance`, so that whoever looks for a device finds what became of it. */
export function onlySurveillance(row: number, read: ReadRow, register: Register): ReadRow {
  if (read.complaints || isSurveillance(read.facts, register)) return read
  return { complaints: [{ row, column: null, code: 'not-surveillance', message: NO_MARK }] }
}

const NO_MARK =
  'Nothing says that it is surveillance equipment: expected a kind of device such as camera or recorder, or a model, maker, MAC block or banner of such equipment that the register holds.'

/**
 * A kind, a model or a banner of surveillance equipment, or a maker or MAC block of one who makes little else. The name
 * of a maker of everything (Huawei, Sony) is on phones and laptops too.
 */
function isSurveillance(facts: Facts, register: Register): boolean {
  if (facts.kind !== null && facts.kind !== 'other') return true
  return gatherEvidence(register, facts).evidence.some(({ source, manufacturerId }) => {
    if (source === 'model-prefix' || source === 'banner') return true
    return register.makers.get(manufacturerId)?.wholeRange === false
  })
}
