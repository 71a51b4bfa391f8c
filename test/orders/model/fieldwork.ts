// What companies do on site, on time, late and twice, with the order in their hands and after they have lost it.
import fc from 'fast-check'
import { expect } from 'vitest'
import { OUTCOME_RULES } from '../../../src/orders/completion/outcome.ts'
import type { SentOutcome } from '../../../src/orders/completion/record-outcomes.ts'
import { releaseClaim, renewClaim } from '../../../src/orders/claims/moves.ts'
import { bookVisit, withdrawVisit } from '../../../src/orders/visits/book-visit.ts'
import { recordContact } from '../../../src/orders/visits/clock/record-contact.ts'
import { recordGate } from '../../../src/orders/visits/gate/record-gate.ts'
import type { VisitReport } from '../../../src/orders/visits/reports/report.ts'
import { takeReport } from '../../../src/orders/visits/reports/take-report.ts'
import { startVisit } from '../../../src/orders/visits/start-visit.ts'
import { day } from '../../../src/shared/day.ts'
import type { OutcomeName } from '../../../src/shared/vocabulary.ts'
import { reference } from '../../support/estate.ts'
import { told } from '../completion/make-outcome.ts'
import { command, pick, refusal, refusedAs, type Command } from './command.ts'
import { callerOf, COMPANIES, manager, type Estate } from './estate.ts'
import { fingerprint } from './look.ts'
import { companyOf, isInTurn, mayDo, type Booked, type Claimed, type Model, type ModelOrder } from './model.ts'

const { register } = reference
const n = fc.nat({ max: 20 })
const BOOKABLE = ['claimed', 'scheduled', 'in-progress', 'rejected', 'with-manager']
const refOf = (model: Model, { orderId }: Claimed): string => model.orders.get(orderId)!.ref
const MS_PER_DAY = 86_400_000

/** Requested, or booked where the site knows who comes; with the method statement accepted or not. */
const book = fc
  .record({ i: n, inDays: fc.nat({ max: 3 }), known: often(4), agreed: often(6), twice: often(1, 3) })
  .map(({ i, inDays, known, agreed, twice }) =>
    command({
      says: `book a visit for order ${i} in ${inDays} days${known ? '' : ' by a stranger'}${agreed ? '' : ', unagreed'}`,
      on: (model) =>
        pick(
          model.all().filter(({ state, company }) => company !== null && BOOKABLE.includes(state)),
          i,
        ),
      run: async (model, estate, order) => {
        const { ref, attempt, company } = order
        const on = new Date(model.now.getTime() + inDays * MS_PER_DAY).toISOString().slice(0, 10)
        const people = estate.engineers.get(company!)!
        const engineer = known ? people.known : people.stranger
        const id = `visit-${model.made++}`
        const asked = { id, attempt, on: day(on), part: 'day', engineers: [engineer] } as const
        const booking = () => bookVisit(estate.deps, callerOf(company!), { ref, asked, register })
        const waits = order.state === 'claimed' || order.state === 'rejected'
        const site = model.sitesSay.get(`${order.siteId} ${engineer}`) ?? (known ? 'approved' : 'waiting')
        if (site === 'refused') {
          await refusedAs(estate, /^engineer-unfit$/, booking)
          return []
        }
        const comes = site === 'approved'
        if (comes && waits && !(mayDo(model, companyOf(company!), order) && isInTurn(model, company!, order))) {
          await refusedAs(estate, /^not-possible$/, booking)
          return []
        }
        const { visit } = await booking()
        expect(visit.state).toBe(comes ? 'booked' : 'requested')
        model.visits.push({ orderId: order.id, company: company!, attempt, visit: id, on, engineer })
        if (twice) expect((await booking()).visit.id).toBe(visit.id)
        if (agreed) await agree(model, estate, order)
        return comes && waits ? [`${ref} schedule`] : []
      },
    }),
  )

async function agree(model: Model, { deps }: Estate, { ref, attempt }: ModelOrder): Promise<void> {
  await recordGate(deps, manager, { ref, asked: { id: `gate-${model.made++}`, attempt, item: 'rams' } })
}

const withdraw = n.map((i) =>
  command({
    says: `withdraw visit ${i}`,
    on: (model) =>
      pick(
        model.visits.filter((visit) => model.isHeld(visit)),
        i,
      ),
    run: async (model, { deps }, visit) => {
      const asked = { ref: refOf(model, visit), id: visit.visit, attempt: visit.attempt }
      expect([undefined, 'not-in-this-state']).toContain(
        await refusal(withdrawVisit(deps, callerOf(visit.company), asked)),
      )
      return []
    },
  }),
)

/** Time passes until the day of the visit, if that is to come. */
function waitFor({ clock }: Estate, { on }: Booked, hour: number): void {
  const at = new Date(`${on}T${String(hour).padStart(2, '0')}:00:00.000Z`)
  if (clock.now() < at) clock.set(at.toISOString())
}

const arrive = n.map((i) =>
  command({
    says: `arrive for visit ${i}`,
    on: (model) =>
      pick(
        model.visits.filter((visit) => model.isHeld(visit)),
        i,
      ),
    run: async (model, estate, visit) => {
      waitFor(estate, visit, 10)
      const arrivedAt = new Date(`${visit.on}T09:00:00.000Z`)
      const arrival = { ref: refOf(model, visit), visit: visit.visit, attempt: visit.attempt, arrivedAt }
      const first = await refusal(startVisit(estate.deps, callerOf(visit.company), arrival))
      expect([undefined, 'not-in-this-state', 'not-possible', 'engineer-unfit']).toContain(first)
      const before = await fingerprint(estate)
      if (first === undefined) await startVisit(estate.deps, callerOf(visit.company), arrival)
      expect(await fingerprint(estate), 'an arrival sent twice').toBe(before)
      return undefined
    },
  }),
)

const report = fc
  .record({
    ...{ i: n, result: fc.constantFrom('done', 'done', 'done', 'partial', 'aborted'), twice: often(1, 3) },
    ...{ told: fc.constantFrom('all', 'all', 'all', 'flagged', 'some', 'none'), late: often(1, 5) },
  })
  .map(({ i, result, told: how, twice, late }) =>
    command({
      says: `report ${result} (${how}) of visit ${i}${late ? ', a week later' : ''}${twice ? ', twice' : ''}`,
      on: (model) => pick(model.visits, i),
      run: async (model, estate, visit) => {
        waitFor(estate, visit, 14)
        if (late) estate.clock.advance(7 * MS_PER_DAY)
        const body = await reportOf(model, estate, { visit, result, how })
        const held = model.isHeld(visit)
        const before = await fingerprint(estate)
        const sending = () =>
          takeReport(estate.deps, callerOf(visit.company), {
            ref: refOf(model, visit),
            report: body,
            register,
          })
        const answer = await sending()
        model.reports.push({ ...visit, body, answer })
        if (!held) {
          expect(answer).toMatchObject({ standing: 'held-for-review', order: null, visit: null })
          expect(await fingerprint(estate), 'a report that came too late').toBe(before)
        }
        if (twice) expect(await sending()).toEqual(answer)
        return held ? undefined : []
      },
    }),
  )

interface Reporting {
  readonly visit: Booked
  readonly result: string
  readonly how: string
}

async function reportOf(model: Model, estate: Estate, { visit, result, how }: Reporting): Promise<VisitReport> {
  const { action } = model.orders.get(visit.orderId)!
  const { orderDevices: t } = estate.db.read.t
  const devices = (await estate.db.read.select().from(t)).filter(({ orderId }) => orderId === visit.orderId)
  const some = how === 'none' ? [] : how === 'some' ? devices.slice(0, 1) : devices
  const deviceOutcomes = some.map(({ deviceId }): SentOutcome => {
    const serial = `NEW-${model.made}`
    const id = `outcome-${model.made++}`
    const kit = how === 'flagged' ? { make: 'Hikvision', model: 'DS-2CD2042' } : { make: 'Axis', model: 'P3245-LVE' }
    const name = OUTCOME[action] ?? 'no-access'
    const installed = OUTCOME_RULES[name].needs.includes('installed')
      ? { installed: { ...kit, serial, mac: null } }
      : {}
    return { id, ...told(name, deviceId, installed) }
  })
  const failed = result === 'done' ? { cause: null, fault: null } : ({ cause: 'no-access', fault: 'site' } as const)
  return {
    ...{ id: `report-${model.made++}`, attempt: visit.attempt, visit: visit.visit, engineers: [visit.engineer] },
    ...{ arrivedAt: new Date(`${visit.on}T09:00:00.000Z`), leftAt: new Date(`${visit.on}T12:00:00.000Z`) },
    gate: (['asbestos-register', 'site-contact'] as const).map((item) => {
      return { item, reference: 'R-1', givenBy: 'Duty manager', note: null }
    }),
    ...{ result: result as 'done', ...failed, chargeablePence: null, materials: [], deviceOutcomes, found: [] },
    ...{ contacts: [], note: null, entry: null },
  }
}
const OUTCOME: Readonly<Record<string, OutcomeName>> = {
  ...{ replace: 'replaced', disconnect: 'disconnected', survey: 'surveyed' },
}

const resend = fc.tuple(n, often(1, 2)).map(([i, changed]) =>
  command({
    says: `send report ${i} again${changed ? ', changed' : ''}`,
    on: (model) => pick(model.reports, i),
    run: async (model, estate, sent) => {
      const { deps } = estate
      const asked = { ref: refOf(model, sent), report: sent.body, register }
      const other = { ...asked, report: { ...sent.body, note: 'Something else.' } }
      const before = await fingerprint(estate)
      if (!changed) expect(await takeReport(deps, callerOf(sent.company), asked)).toEqual(sent.answer)
      else expect(await refusal(takeReport(deps, callerOf(sent.company), other))).toBe('conflicting-id')
      expect(await fingerprint(estate), 'a report sent again').toBe(before)
      return []
    },
  }),
)

/** Whoever lost an order and does not know it yet, and whoever never had it, write nothing. */
const stale = fc
  .tuple(n, fc.constantFrom('renew', 'release', 'book', 'contact', 'arrive', 'withdraw'))
  .map(([i, what]) =>
    command({
      says: `${what} by a claim that is over ${i}`,
      on: (model) =>
        pick(
          model.claims.filter((one) => !model.isHeld(one)),
          i,
        ),
      run: async (model, estate, one) => {
        await refusedAs(estate, /^stale-attempt$/, () => tryTo(what, model, estate, one))
        // By that very attempt, but another company.
        const others = COMPANIES.filter(
          ({ id }) => !model.claims.some((c) => c.orderId === one.orderId && c.company === id),
        )
        for (const { id: company } of others) {
          await refusedAs(estate, /^unknown-order$/, () => tryTo(what, model, estate, { ...one, company }))
        }
        return []
      },
    }),
  )

async function tryTo(what: string, model: Model, { deps, engineers }: Estate, one: Claimed): Promise<unknown> {
  const { attempt, company } = one
  const caller = callerOf(company)
  const ref = refOf(model, one)
  const visit =
    model.visits.find(({ orderId, attempt: by }) => orderId === one.orderId && by === attempt)?.visit ?? 'visit-x'
  const on = day(model.now.toISOString().slice(0, 10))
  switch (what) {
    case 'renew':
      return renewClaim(deps, caller, { ref, attempt })
    case 'release':
      return releaseClaim(deps, caller, { ref, attempt, reason: 'No crew.' })
    case 'book': {
      const asked = {
        id: `visit-${model.made++}`,
        attempt,
        on,
        part: 'day',
        engineers: [engineers.get(company)!.known],
      } as const
      return bookVisit(deps, caller, { ref, asked, register })
    }
    case 'contact': {
      const asked = {
        id: `contact-${model.made++}`,
        attempt,
        at: model.now,
        way: 'telephone',
        reached: true,
        whom: 'Desk',
      }
      return recordContact(deps, caller, { ref, asked: asked as never })
    }
    case 'withdraw':
      return withdrawVisit(deps, caller, { ref, id: visit, attempt })
    default:
      return startVisit(deps, caller, { ref, visit, attempt, arrivedAt: model.now })
  }
}

/** True so many times of those and one. */
function often(yes: number, no = 1): fc.Arbitrary<boolean> {
  return fc.oneof({ weight: yes, arbitrary: fc.constant(true) }, { weight: no, arbitrary: fc.constant(false) })
}

const weighed = (weight: number, arbitrary: fc.Arbitrary<Command>) => ({ weight, arbitrary })
export const FIELDWORK = [
  ...[weighed(8, book), weighed(1, withdraw), weighed(3, arrive), weighed(8, report), weighed(2, resend)],
  weighed(4, stale),
]
