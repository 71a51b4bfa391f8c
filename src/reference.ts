// The data files that Lenscap ships: who makes what, what weighs how much, what costs what. Read once at start, on the
// main thread and in every worker; each has a version that every result names.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readWeights } from './directive/weights.ts'
import { readClaimRules, type ClaimRules } from './orders/claims/rules.ts'
import type { PlanningReference } from './planning/problem/build-problem.ts'
import { readBankHolidays } from './planning/crews/bank-holidays.ts'
import { readCatalogue } from './planning/catalogue/catalogue.ts'
import { readWork } from './planning/problem/pack.ts'
import { readRegister } from './register/register.ts'

export interface Reference extends PlanningReference {
  readonly claims: ClaimRules
}

/** `folder` is the package's data/. Throws `bad-register`, `bad-policy-file`. */
export function readReference(folder: string): Reference {
  const text = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8')
  return {
    register: readRegister({
      manufacturers: text('register', 'manufacturers.json'),
      nonFlagged: text('register', 'non_flagged.json'),
      kev: text('register', 'kev.json'),
    }),
    weights: readWeights(text('weights.json')),
    catalogue: readCatalogue(text('catalogue.json')),
    work: readWork(text('work.json')),
    bankHolidays: readBankHolidays(text('bank-holidays.json')),
    claims: readClaimRules(text('claims.json')),
  }
}
