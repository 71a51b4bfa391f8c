// What companies wait for, and what more they ask for than the order has: their clocks stand and no others', and nothing is
// promised that the fund does not have.
import fc from 'fast-check'
import { expect } from 'vitest'
import { endOrderWait, recordWait } from '../../../src/orders/visits/clock/record-wait.ts'
import { answerVariation } from '../../../src/orders/visits/variations/answer-variation.ts'
import { askVariation } from '../../../src/orders/visits/variations/ask-variation.ts'
import { day } from '../../../src/shared/day.ts'
import { command, either, pick, refusedAs, type Command } from './command.ts'
import { callerOf, manager, VARIATIONS } from './estate.ts'
import { fingerprint } from './look.ts'
import { dayIn, type Claimed, type Model } from './model.ts'

const n = fc.nat({ max: 20 })
const refOf = (model: Model, { orderId }: Claimed): string => model.orders.get(orderId)!.ref
const heldClaims = (model: Model) => model.claims.filter((claim) => model.isHeld(claim))
/** Four weeks are the most. */
const MOST_DAYS = 28

const wait = fc.tuple(n, fc.oneof(fc.integer({ min: 1, max: 10 }), fc.constantFrom(0, 28, 29))).map(([i, days]) =>
  command({
    says: `wait ${days} days with ${i}`,
    on: (model) => pick(heldClaims(model), i),
    run: async (model, estate, claim) => {
      const { attempt, company } = claim
      const untilOn = dayIn(model.now, days)
      const asked = { id: `wait-${model.made++}`, attempt, waitsFor: 'parts', why: 'Brackets.' } as const
      const waiting = () =>
        recordWait(estate.deps, callerOf(company), {
          ref: refOf(model, claim),
          asked: { ...asked, untilOn: day(untilOn) },
        })
      if (days === 0 || days > MOST_DAYS) {
        await refusedAs(estate, /^bad-wait$/, waiting)
        return []
      }
      await waiting()
      const once = await fingerprint(estate)
      await waiting()
      expect(await fingerprint(estate), 'a wait sent twice').toBe(once)
      model.waits.push({ ...claim, wait: asked.id, untilOn, ended: false })
      return []
    },
  }),
)

const endWait = fc.tuple(n, fc.boolean()).map(([i, byManager]) =>
  command({
    says: `${byManager ? 'the manager' : 'the company'} ends wait ${i}`,
    on: (model) =>
      pick(
        model.waits.filter((one) => model.isHeld(one)),
        i,
      ),
    run: async (model, { deps }, one) => {
      const ending = { ref: refOf(model, one), id: one.wait }
      await endOrderWait(deps, byManager ? manager : callerOf(one.company), ending)
      one.ended = true
      return []
    },
  }),
)

const VARIABLE = ['claimed', 'scheduled', 'in-progress', 'rejected', 'with-manager']

const askMore = fc.tuple(n, fc.integer({ min: 1, max: VARIATIONS.pence })).map(([i, pence]) =>
  command({
    says: `ask for ${pence} more with ${i}`,
    on: (model) => pick(heldClaims(model), i),
    run: async (model, { deps }, claim) => {
      const id = `variation-${model.made++}`
      const asked = { id, attempt: claim.attempt, what: 'A tower.', why: 'Nine metres high.', pence }
      const asking = askVariation(deps, callerOf(claim.company), { ref: refOf(model, claim), asked })
      const { state } = model.orders.get(claim.orderId)!
      const done = await either(asking, VARIABLE.includes(state), /^not-in-this-state$/)
      if (done) model.variations.push({ ...claim, variation: id, pence, answer: null })
      return []
    },
  }),
)

const answer = fc.tuple(n, fc.constantFrom('approved', 'approved', 'refused', 'withdrawn')).map(([i, given]) =>
  command({
    says: `variation ${i} is ${given}`,
    on: (model) =>
      pick(
        model.variations.filter((one) => given !== 'withdrawn' || model.isHeld(one)),
        i,
      ),
    run: async (model, { deps, orders }, one) => {
      const { state } = model.orders.get(one.orderId)!
      const approves = given === 'approved'
      const free = VARIATIONS.pence - model.promised()
      const may = one.answer === null && (!approves || (VARIABLE.includes(state) && one.pence <= free))
      const caller = given === 'withdrawn' ? callerOf(one.company) : manager
      const asked = { ref: refOf(model, one), id: one.variation, answer: given, reason: 'As seen.' } as const
      const costs = async () => {
        const row = (await orders()).find(({ id }) => id === one.orderId)!
        return row.approvedPence ?? row.estimatePence
      }
      const before = await costs()
      const answering = answerVariation(deps, caller, {
        ...asked,
        ...(approves && { financialYear: VARIATIONS.financialYear }),
      })
      const done = await either(answering, may, /^(already-answered|not-in-this-state|fund-exceeded)$/)
      if (done) one.answer = given
      expect((await costs()) - before, 'what the order may cost').toBe(done && approves ? one.pence : 0)
      return []
    },
  }),
)

const weighed = (weight: number, arbitrary: fc.Arbitrary<Command>) => ({ weight, arbitrary })
export const WAITING = [weighed(3, wait), weighed(2, endWait), weighed(2, askMore), weighed(3, answer)]
