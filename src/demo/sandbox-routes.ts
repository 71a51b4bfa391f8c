// What the sandbox serves besides: its clock is put forward on demand, so that a developer's own tests see a lease run out
// without waiting for it. Registered by `demo --sandbox` alone: anywhere else there is no such route.
import { Type } from 'typebox'
import { auditEntry, record } from '../access/audit.ts'
import { closed, InstantText } from '../http/words.ts'
import type { Routes } from '../http/plugin.ts'
import type { ClaimRules } from '../orders/claims/rules.ts'
import { sweepOrders } from '../orders/claims/sweep-orders.ts'
import { openGates } from '../orders/gates/open-gates.ts'
import type { SandboxClock } from './sandbox-clock.ts'

/** Four weeks: as far ahead as an order can be claimed. Tokens end with a year of the sandbox's time. */
const MOST_DAYS = 20

const ClockBody = closed(
  {
    workingDays: Type.Integer({
      minimum: 1,
      maximum: MOST_DAYS,
      description: 'Monday to Friday. A bank holiday is one of them, though no lease counts it.',
    }),
  },
  { examples: [{ workingDays: 3 }] },
)
const ClockReply = Type.Object({ now: InstantText })

export const sandboxRoutesWith =
  (time: Pick<SandboxClock, 'pass'>, rules: ClaimRules): Routes =>
  async (app, deps) => {
    app.post(
      '/sandbox/clock',
      {
        config: { roles: ['contractor', 'programme'] },
        schema: {
          tags: ['sandbox'],
          summary: 'Put the clock of the sandbox forward: leases end, offers lapse and gates open as they do in time',
          body: ClockBody,
          response: { 200: ClockReply },
        },
      },
      async ({ body, caller }) => {
        const entry = auditEntry(deps, caller, { act: 'sandbox.clock-moved', subjectKind: 'service' })
        await deps.db.write((q) => record(q, entry, body))
        time.pass(body.workingDays)
        await sweepOrders({ ...deps, rules })
        await openGates(deps)
        return { now: deps.clock.now().toISOString() }
      },
    )
  }
