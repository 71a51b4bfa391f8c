import type { Routes } from '../../../http/plugin.ts'
import { dayOf } from '../../../shared/day.ts'
import { getFieldOrder } from '../field-order.ts'
import { FIELD_READERS } from '../routes.ts'
import { RefParams } from '../schema.ts'
import { readGate } from './read-gate.ts'
import { recordGate } from './record-gate.ts'
import * as schema from './schema.ts'

const tags = ['visits']

export const gateRoutes: Routes = async (app, deps) => {
  app.get(
    '/orders/:ref/start-gate',
    {
      config: FIELD_READERS,
      schema: {
        tags,
        summary: 'What must be in order before the work starts, and who must act',
        params: RefParams,
        response: { 200: schema.GateReply },
      },
    },
    async ({ params, caller }) => {
      const order = await getFieldOrder(deps.db.read, caller, params.ref)
      return schema.gateReply(await readGate(deps.db.read, order, dayOf(deps.clock.now())))
    },
  )

  app.post(
    '/orders/:ref/start-gate',
    {
      config: { roles: ['contractor', 'programme', 'estate'] },
      schema: {
        tags,
        summary: 'Record that an item of the start gate is in order',
        params: RefParams,
        body: schema.GateBody,
        response: { 200: schema.GateReply },
      },
    },
    async ({ params, body, caller }) =>
      schema.gateReply(await recordGate(deps, caller, { ref: params.ref, asked: body })),
  )
}
