// Records what the operator determined of a manufacturer. "Not in scope" takes two people: it lets equipment stay.
import { auditEntry, record } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import { askForSecond } from '../../access/requests/ask.ts'
import type { TwoPersonAct, TwoPersonRequest } from '../../access/requests/request.ts'
import type { Writes } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { dayOf, sayDay, type Day } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import type { Determined, Ground } from '../../shared/vocabulary.ts'
import { nameWords } from '../normalise.ts'
import type { Maker, Register } from '../register.ts'
import { sayDetermined, type Determination } from './determination.ts'
import { insertDetermination } from './store.ts'

export interface Determining {
  readonly manufacturerId: string
  readonly determined: Determined
  readonly ground: Ground
  /** Why, and on what: kept, and quoted by every finding that rests on it. */
  readonly basis: string
  /** Who decided. */
  readonly decidedBy: string
  /** Left out: today. */
  readonly decidedOn?: Day
  /** When it ends, unless it is determined again. */
  readonly reviewOn: Day
}

export type DeterminingDone = { readonly determination: Determination } | { readonly request: TwoPersonRequest }

/** Throws `unknown-manufacturer`, `review-day-past`, `decided-later`, and `scope-too-narrow` to who may not act everywhere. */
export async function determine(
  deps: Deps,
  register: Register,
  { caller, determining }: { caller: Caller; determining: Determining },
): Promise<DeterminingDone> {
  const { manufacturerId, determined, ground, basis, decidedBy, reviewOn } = determining
  const maker = findMaker(register, manufacturerId)
  const today = dayOf(deps.clock.now())
  const input: Input = { ...determining, manufacturerId: maker.id, decidedOn: determining.decidedOn ?? today }
  if (caller.scope !== 'everything') throw forEveryone()
  if (reviewOn <= today) throw reviewPast(reviewOn)
  if (input.decidedOn > today) throw decidedLater(input.decidedOn)
  if (determined !== 'not-in-scope') {
    const save = prepare(deps, caller, input)
    return { determination: await deps.db.write(save) }
  }
  const ask = askForSecond(deps, caller, {
    act: determineNotInScope,
    subjectKind: 'manufacturer',
    subjectId: maker.id,
    says: `Determine ${maker.name} to be ${sayDetermined(determined)} (${ground}) until ${sayDay(reviewOn)}, as ${decidedBy} decided.`,
    input,
    reason: basis,
  })
  return { request: await deps.db.write(ask) }
}

type Input = Determining & { readonly decidedOn: Day }

/** Recorded when a second approver agrees. */
export const determineNotInScope: TwoPersonAct = {
  name: 'manufacturer.not-in-scope',
  askers: ['approver'],
  deciders: ['approver'],
  carryOut(deps, input: Input, { asker, approver }) {
    const save = prepare(deps, asker, input, approver.principalId)
    return async (q) => ({ determinationId: (await save(q)).id })
  },
}

/** Takes time and ids at once, and returns what a write does. */
function prepare(deps: Deps, caller: Caller, input: Input, secondBy: string | null = null) {
  const { manufacturerId, determined, ground, basis, decidedBy, decidedOn, reviewOn } = input
  const row: Determination = {
    ...{
      id: deps.ids.next('det'),
      manufacturerId,
      determined,
      ground,
      basis,
      decidedBy,
      decidedOn,
      reviewOn,
      secondBy,
    },
    ...{ recordedAt: deps.clock.now(), recordedBy: caller.principalId },
  }
  const entry = auditEntry(deps, caller, {
    act: 'manufacturer.determined',
    subjectKind: 'manufacturer',
    subjectId: manufacturerId,
  })
  return async (q: Writes): Promise<Determination> => {
    await insertDetermination(q, row)
    await record(q, entry, { determination: row })
    return row
  }
}

/** By its id, or by any of its names. Throws `unknown-manufacturer`. */
export function findMaker(register: Register, name: string): Maker {
  const [naming] = register.names.find(nameWords(name))
  const named = naming?.whole === true ? naming.name.holder : undefined
  const maker = register.makers.get(name) ?? register.makers.get(named?.id ?? '')
  if (maker) return maker
  throw new Failure(
    'unknown-manufacturer',
    `The register has no manufacturer "${name}".`,
    '`lenscap determinations`, or GET /api/v1/register/manufacturers, lists those that it has.',
  )
}

function forEveryone(): Failure {
  const message = 'A determination counts for the whole estate, and you may act in a part of it.'
  return new Failure('scope-too-narrow', message, 'Ask an approver who may act everywhere.')
}

function reviewPast(reviewOn: Day): Failure {
  const message = `The determination would be due for review on ${reviewOn}, which is not after today.`
  return new Failure('review-day-past', message, 'Give a day to come.')
}

function decidedLater(decidedOn: Day): Failure {
  const message = `The determination would have been made on ${decidedOn}, which is after today.`
  return new Failure('decided-later', message, 'Give the day on which it was decided.')
}
