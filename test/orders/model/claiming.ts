// What companies, the clock and managers do with orders around their claim.
import fc from 'fast-check'
import { expect } from 'vitest'
import {
  acceptOffer,
  declineOffer,
  offerOrder,
  releaseClaim,
  renewClaim,
  withdrawOffer,
} from '../../../src/orders/claims/moves.ts'
import { sweepOrders } from '../../../src/orders/claims/sweep-orders.ts'
import { claimOrders } from '../../../src/orders/claims/take/claim-orders.ts'
import type { CrewAction } from '../../../src/shared/vocabulary.ts'
import { command, either, pick, refusal, type Command } from './command.ts'
import { callerOf, COMPANIES, manager, setStatus } from './estate.ts'
import { look } from './look.ts'
import { companyOf, handOut, isInTurn, isUnderCaps, mayDo, passTime, thirdWorkingDay, type Model } from './model.ts'

const anyCompany = fc.constantFrom(...COMPANIES)
const n = fc.nat({ max: 20 })
const inState = (model: Model, ...states: string[]) => model.all().filter(({ state }) => states.includes(state))
const nothing = (): true => true

const claim = fc
  .record({
    company: anyCompany,
    most: fc.integer({ min: 1, max: 4 }),
    action: fc.oneof(
      { weight: 4, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom('replace', 'survey') },
    ),
  })
  .map(({ company, most, action }) =>
    command({
      says: `${company.id} claims ${most}${action ? ` to ${action}` : ''}`,
      on: nothing,
      run: async (model, estate) => {
        const expected = handOut(model, company, { most, action })
        const passed = passTime(model.copy())
        const filter = action === null ? {} : { actions: [action as CrewAction] }
        const given = await claimOrders(estate.deps, callerOf(company.id), { maxOrders: most, filter })
        expect(given, 'what is handed out').toEqual(expected.map(({ ref }) => ref))
        const leases = new Map((await estate.orders()).map((row) => [row.ref, row.leaseExpiresAt]))
        for (const ref of given) expect(leases.get(ref), `the lease of ${ref}`).toEqual(thirdWorkingDay(model.now))
        return [...passed, ...given.map((ref) => `${ref} claim`)]
      },
    }),
  )

const claimAtOnce = fc
  .array(fc.record({ company: anyCompany, most: fc.integer({ min: 1, max: 3 }) }), { minLength: 2, maxLength: 4 })
  .map((all) =>
    command({
      says: `at once ${all.map(({ company, most }) => `${company.id} claims ${most}`).join(', ')}`,
      on: nothing,
      run: async (_model, { deps }) => {
        const claims = all.map(({ company, most }) =>
          claimOrders(deps, callerOf(company.id), { maxOrders: most, filter: {} }),
        )
        const given = (await Promise.all(claims)).flat()
        expect(new Set(given).size, 'handed out twice').toBe(given.length)
        return undefined
      },
    }),
  )

const claimed = (model: Model) => inState(model, 'claimed')

const renew = n.map((i) =>
  command({
    says: `renew ${i}`,
    on: (model) => pick(claimed(model), i),
    run: async (model, { deps, orders }, { ref, attempt, company, lease }) => {
      const runs = lease! > model.now
      const renewing = renewClaim(deps, callerOf(company!), { ref, attempt })
      if (!(await either(renewing, runs, /^not-possible$/))) return []
      const row = (await orders()).find((one) => one.ref === ref)!
      const fresh = thirdWorkingDay(model.now)
      // It takes nothing from a company that waits for longer.
      expect(row.leaseExpiresAt, 'the renewed lease').toEqual(lease! > fresh ? lease : fresh)
      return [`${ref} renew`]
    },
  }),
)

const release = n.map((i) =>
  command({
    says: `release ${i}`,
    on: (model) => pick(claimed(model), i),
    run: async (_model, { deps }, { ref, attempt, company }) => {
      await releaseClaim(deps, callerOf(company!), { ref, attempt, reason: 'No crew.' })
      // Sent again, it is no more theirs.
      const again = refusal(releaseClaim(deps, callerOf(company!), { ref, attempt, reason: 'No crew.' }))
      expect(await again).toBe('stale-attempt')
      return [`${ref} release`]
    },
  }),
)

const offer = fc.tuple(n, anyCompany).map(([i, company]) =>
  command({
    says: `offer ${i} to ${company.id}`,
    on: (model) => pick(inState(model, 'ready'), i),
    run: async (model, { deps }, order) => {
      const { ref, version } = order
      const offering = offerOrder(deps, manager, { ref, version, companyId: company.id })
      const done = await either(offering, mayDo(model, company, order), /^not-possible$/)
      return done ? [`${ref} offer`] : []
    },
  }),
)

const answerOffer = fc.tuple(n, fc.constantFrom('accept', 'accept', 'decline', 'withdraw')).map(([i, answer]) =>
  command({
    says: `${answer} offer ${i}`,
    on: (model) => pick(inState(model, 'offered'), i),
    run: async (model, { deps }, order) => {
      const { ref, company, version, offerUntil } = order
      const caller = callerOf(company!)
      if (answer === 'withdraw') {
        await withdrawOffer(deps, manager, { ref, version })
        return [`${ref} withdraw-offer`]
      }
      if (answer === 'decline') {
        await declineOffer(deps, caller, { ref, reason: 'No crew.' })
        return [`${ref} decline-offer`]
      }
      const later = model.copy()
      const passed = passTime(later)
      const may =
        offerUntil! > model.now &&
        mayDo(later, companyOf(company!), order) &&
        isInTurn(later, company!, order) &&
        isUnderCaps(later, company!, order)
      const done = await either(acceptOffer(deps, caller, { ref }), may, /^(not-possible|unknown-order)$/)
      return done ? [...passed, `${ref} accept-offer`] : passed
    },
  }),
)

const HOUR_MS = 3_600_000
const tick = fc
  .oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 30 }) }, fc.integer({ min: 31, max: 200 }))
  .map((hours) =>
    command({
      says: `${hours} hours pass`,
      on: (model) => model.now < new Date('2027-03-20T00:00:00Z') || undefined,
      run: async (_model, { clock }) => {
        clock.advance(hours * HOUR_MS)
        return []
      },
    }),
  )

const sweep = fc.constant(null).map(() =>
  command({
    says: 'sweep',
    on: nothing,
    run: async (model, estate) => {
      const expected = passTime(model.copy())
      await sweepOrders(estate.deps)
      expect(await look(model, estate), 'what time did').toEqual(expected)
      // Again, and in two processes at once: nothing more.
      await Promise.all([sweepOrders(estate.deps), sweepOrders(estate.deps)])
      return []
    },
  }),
)

const suspend = anyCompany.map((company) =>
  command({
    says: `${company.id} is suspended, or active again`,
    on: nothing,
    run: async (model, estate) => {
      const active = model.suspended.delete(company.id)
      if (!active) model.suspended.add(company.id)
      await setStatus(estate, company.id, active ? 'active' : 'suspended')
      return []
    },
  }),
)

const often = (weight: number, arbitrary: fc.Arbitrary<Command>) => ({ weight, arbitrary })
export const CLAIMING = [
  ...[often(8, claim), often(2, claimAtOnce), often(2, renew), often(3, release), often(2, offer)],
  ...[often(3, answerOffer), often(4, tick), often(2, sweep), often(1, suspend)],
]
