// What somebody may do with an order now, and why the rest is not possible.
import type { OrderState } from '../../shared/vocabulary.ts'
import { Failure } from '../../shared/failure.ts'
import { NEEDS, type Situation } from './needs.ts'
import { TRANSITION_NAMES, TRANSITIONS, type Mover, type TransitionName } from './transitions.ts'

/** As whom somebody looks at the order: several at once, for a manager may be an approver too. */
export type Movers = readonly Mover[]

export interface Possible {
  readonly transition: TransitionName
  readonly to: OrderState
  readonly does: string
  /** What must be sent along: `reason`, `slip-reason`. */
  readonly give: readonly string[]
  readonly may: boolean
  /** Why not; none if it may be done. */
  readonly unless: readonly string[]
}

/** Of whom it might be asked in the order's state; `whence` is the state that an order on hold was held in. */
export function possibleTransitions(
  order: { readonly state: OrderState; readonly whence: OrderState | null },
  movers: Movers,
  situation: Situation,
): Possible[] {
  return TRANSITION_NAMES.filter((name) => applies(name, order.state, movers)).map((transition) => {
    const { needs, does } = TRANSITIONS[transition]
    const unless = needs.filter((need) => !NEEDS[need].given).flatMap((need) => unmet(need, movers, situation) ?? [])
    const give = needs.filter((need) => NEEDS[need].given)
    return { transition, to: stateAfter(transition, order), does, give, may: unless.length === 0, unless }
  })
}

/** Throws `not-in-this-state` and `not-possible`, with the words that possibleTransitions has. */
export function checkTransition(
  transition: TransitionName,
  order: { readonly ref: string; readonly state: OrderState; readonly whence: OrderState | null },
  { movers, situation }: { movers: Movers; situation: Situation },
): OrderState {
  if (!applies(transition, order.state, movers)) {
    const message = `${order.ref} is ${order.state}: "${transition}" is not for you to do with it.`
    const hint = `GET /api/v1/orders/${order.ref}/transitions says what is.`
    throw new Failure('not-in-this-state', message, hint, { state: order.state, transition })
  }
  const unless = TRANSITIONS[transition].needs.flatMap((need) => unmet(need, movers, situation) ?? [])
  if (unless.length === 0) return stateAfter(transition, order)
  const message = `"${transition}" is not possible for ${order.ref}. ${unless.join(' ')}`
  throw new Failure('not-possible', message, 'Put that right first.', { transition, unless })
}

function applies(transition: TransitionName, state: OrderState, movers: Movers): boolean {
  const { from, by } = TRANSITIONS[transition]
  return includes(from, state) && by.some((mover) => movers.includes(mover))
}

function stateAfter(transition: TransitionName, { state, whence }: { state: OrderState; whence: OrderState | null }) {
  const { to } = TRANSITIONS[transition]
  return to === 'whence' ? (whence ?? state) : to
}

function unmet(need: keyof typeof NEEDS, movers: Movers, situation: Situation): string | null {
  const { unmet: said, unmetToCompany } = NEEDS[need]
  const outside = movers.every((mover) => mover === 'company' || mover === 'offered' || mover === 'holder')
  return (outside ? (unmetToCompany ?? said) : said)(situation)
}

const includes = (all: readonly string[], one: string): boolean => all.includes(one)
