// What those who manage the work do: they approve people, judge work and reports, hold, cancel and take back, and adopt plans.
import fc from 'fast-check'
import { expect } from 'vitest'
import { judgeOrder, type Verdict } from '../../../src/orders/acceptance/judge-order.ts'
import { judgeReport } from '../../../src/orders/acceptance/judge-report.ts'
import { linkOrder } from '../../../src/orders/acceptance/link-order.ts'
import { carryOut } from '../../../src/orders/completion/carry-out.ts'
import { moveByHand, type ByHand } from '../../../src/orders/move-by-hand.ts'
import { approveEngineer } from '../../../src/orders/visits/engineers/approve-engineer.ts'
import { day } from '../../../src/shared/day.ts'
import { reference } from '../../support/estate.ts'
import { told } from '../completion/make-outcome.ts'
import { command, either, pick, refusal, type Command } from './command.ts'
import { manager, type Estate } from './estate.ts'
import { companyOf, dayIn, isInTurn, mayDo, type Model } from './model.ts'

const n = fc.nat({ max: 20 })

const approve = fc.tuple(n, fc.boolean()).map(([i, approved]) =>
  command({
    says: `${approved ? 'approve' : 'refuse'} who comes on visit ${i}`,
    on: (model) => pick(model.visits, i),
    run: async (model, estate, visit) => {
      const { siteId } = model.orders.get(visit.orderId)!
      const { visitsWaiting } = await approveEngineer(estate.deps, manager, {
        ...{ siteId, engineerId: visit.engineer, engineerVersion: 1, approved },
        ...(approved ? { untilOn: day('2027-06-30'), reason: null } : { untilOn: null, reason: 'Not known.' }),
      })
      model.sitesSay.set(`${siteId} ${visit.engineer}`, approved ? 'approved' : 'refused')
      // A visit schedules its order only while the company may do it, and in its turn: else it waits on.
      for (const { ref, on } of visitsWaiting) {
        const order = model.all().find((one) => one.ref === ref)!
        const may = mayDo(model, companyOf(order.company!), order) && isInTurn(model, order.company!, order)
        expect(may && on >= dayIn(model.now, 0), 'a visit that waits for nothing').toBe(false)
      }
      return undefined
    },
  }),
)

const judgeOne = fc
  .tuple(n, fc.constantFrom('accept', 'accept', 'accept', 'reject', 'close-incomplete'))
  .map(([i, verdict]) =>
    command({
      says: `${verdict} order ${i}`,
      on: (model) =>
        pick(
          model.all().filter(({ state }) => JUDGED[verdict]!.includes(state)),
          i,
        ),
      run: async (_model, estate, { ref, version }) => {
        const judging = { ref, version, verdict: verdict as Verdict, reason: 'As seen.' }
        const refused = await refusal(judgeOrder(estate.deps, reference, { caller: manager, judging }))
        expect([undefined, 'not-possible']).toContain(refused)
        return refused === undefined ? [`${ref} ${verdict}`] : []
      },
    }),
  )
const JUDGED: Readonly<Record<string, readonly string[]>> = {
  ...{ accept: ['completed'], reject: ['completed'], 'close-incomplete': ['in-progress', 'with-manager', 'rejected'] },
}

const judgeLate = fc.tuple(n, fc.boolean()).map(([i, accept]) =>
  command({
    says: `${accept ? 'accept' : 'refuse'} the late report ${i}`,
    on: (model) =>
      pick(
        model.reports.filter(({ answer }) => answer.standing === 'held-for-review'),
        i,
      ),
    run: async (_model, estate, { body }) => {
      const rows = await estate.db.read.select().from(estate.db.read.t.visitReports)
      const { id, judgedAt } = rows.find(({ clientId }) => clientId === body.id)!
      const judging = { id, accept, reason: 'As seen.' }
      const refused = await refusal(judgeReport(estate.deps, reference, { caller: manager, judging }))
      expect([judgedAt === null ? undefined : 'already-judged', 'bad-outcome']).toContain(refused)
      return undefined
    },
  }),
)

const byHand = fc
  .tuple(
    n,
    fc.constantFrom<ByHand>('hold', 'hold', 'resume', 'resume', 'rebook', 'rebook', 'cancel', 'take-back', 'take-back'),
  )
  .map(([i, transition]) =>
    command({
      says: `${transition} order ${i}`,
      on: (model) =>
        pick(
          model.all().filter(({ state }) => BY_HAND[transition].includes(state)),
          i,
        ),
      run: async (_model, { deps }, { ref, version }) => {
        const given = { reason: 'It must be.', slipReason: 'weather', madeSafe: 'All is shut.' } as const
        const refused = await refusal(moveByHand(deps, manager, { ref, version, transition, ...given }))
        expect([undefined, 'not-possible']).toContain(refused)
        return refused === undefined ? [`${ref} ${transition}`] : []
      },
    }),
  )
const BY_HAND: Readonly<Record<ByHand, readonly string[]>> = {
  hold: ['ready', 'claimed', 'scheduled', 'with-manager'],
  resume: ['on-hold'],
  rebook: ['with-manager'],
  cancel: ['proposed', 'ready', 'offered', 'claimed', 'scheduled', 'on-hold'],
  'take-back': ['scheduled', 'in-progress', 'with-manager', 'rejected'],
}

const ownWork = n.map((i) =>
  command({
    says: `the own team disconnects ${i}`,
    on: (model) =>
      pick(
        model.all().filter(({ action, state, company }) => {
          return action === 'disconnect' && (state === 'ready' || (state === 'rejected' && company === null))
        }),
        i,
      ),
    run: async (model, estate, { id, ref, version }) => {
      const { orderDevices: t } = estate.db.read.t
      const devices = (await estate.db.read.select().from(t)).filter(({ orderId }) => orderId === id)
      const outcomes = devices.map(({ deviceId }) => ({ id: `own-${model.made++}`, ...told('disconnected', deviceId) }))
      const carrying = { ref, version, outcomes }
      await carryOut(estate.deps, reference.register, { caller: { ...manager, principalId: 'pri_network' }, carrying })
      return [`${ref} carry-out`]
    },
  }),
)

const replan = fc.boolean().map((again) =>
  command({
    says: `a new plan is adopted${again ? ', twice' : ''}`,
    on: () => true,
    run: async (model, estate) => {
      const planId = await estate.plan()
      const claims = await held(model, estate)
      await estate.adopt(planId)
      expect(await held(model, estate), 'what companies have').toEqual(claims)
      if (again) expect(await estate.adopt(planId)).toMatchObject({ adoptedNow: false, made: 0 })
      return undefined
    },
  }),
)

/** No plan takes anything from a company. */
async function held(model: Model, { orders }: Estate) {
  const theirs = (await orders()).filter(({ id }) =>
    model.claims.some((one) => one.orderId === id && model.isHeld(one)),
  )
  return theirs.map(({ ref, state, companyId, attempt, leaseExpiresAt }) => [
    ref,
    state,
    companyId,
    attempt,
    leaseExpiresAt,
  ])
}

/** What was accepted shows a fault: an order of its own, of what stands there now. */
const link = fc.tuple(n, fc.constantFrom('snag', 'warranty', 'reappeared')).map(([i, what]) =>
  command({
    says: `a ${what} of order ${i}`,
    on: (model) =>
      pick(
        model.all().filter(({ state }) => state === 'accepted' || state === 'completed'),
        i,
      ),
    run: async (model, estate, { id, ref, state, action, siteId }) => {
      const { outcomeEffects: t, orderDevices } = estate.db.read.t
      const effects = (await estate.db.read.select().from(t)).filter(({ orderId }) => orderId === id)
      const about = (await estate.db.read.select().from(orderDevices)).filter(({ orderId }) => orderId === id)
      const stand = effects.map((one) => one.installedDeviceId ?? one.deviceId)
      const deviceIds = [...new Set([...stand, ...about.map(({ deviceId }) => deviceId)])].slice(0, 1)
      const linking = { ref, link: what, deviceIds, reason: 'It fails at night.' } as const
      const doing = linkOrder(estate.deps, reference, { caller: manager, linking })
      if (!(await either(doing, state === 'accepted', /^not-in-this-state$/))) return []
      const [linked] = (await estate.orders()).filter((one) => !model.orders.has(one.id))
      expect(linked).toMatchObject({ parentId: id, link: what, state: 'ready', companyId: null, action, siteId })
      return []
    },
  }),
)

const weighed = (weight: number, arbitrary: fc.Arbitrary<Command>) => ({ weight, arbitrary })
export const MANAGING = [
  ...[weighed(2, approve), weighed(5, judgeOne), weighed(3, judgeLate), weighed(4, byHand), weighed(1, ownWork)],
  ...[weighed(1, replan), weighed(2, link)],
]
