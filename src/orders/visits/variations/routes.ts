import { recordRead } from '../../../access/audit/record-read.ts'
import type { Routes } from '../../../http/plugin.ts'
import { getFieldOrder } from '../field-order.ts'
import { FIELD_READERS } from '../routes.ts'
import { RefParams } from '../schema.ts'
import { answerVariation } from './answer-variation.ts'
import { askVariation } from './ask-variation.ts'
import * as schema from './schema.ts'
import { listVariations } from './store.ts'

const tags = ['visits']
const company = { roles: ['contractor'] as const }

export const variationRoutes: Routes = async (app, deps) => {
  app.get(
    '/orders/:ref/variations',
    {
      config: FIELD_READERS,
      schema: {
        tags,
        summary: 'What was asked for beyond the order, and what was answered; a company sees its own',
        params: RefParams,
        response: { 200: schema.VariationsReply },
      },
    },
    async ({ params, caller }) => {
      const { id, companyId } = await getFieldOrder(deps.db.read, caller, params.ref)
      const own = caller.roles.includes('contractor') ? companyId : null
      const items = await listVariations(deps.db.read, id, own ?? undefined)
      await recordRead(deps, caller, { act: 'variations.opened', subjectKind: 'order', subjectId: id })
      return { items: items.map(schema.variationReply) }
    },
  )

  app.post(
    '/orders/:ref/variations',
    {
      config: company,
      schema: {
        tags,
        summary: 'Ask for more than the order has, before the work is done',
        params: RefParams,
        body: schema.VariationBody,
        response: { 200: schema.VariationReply },
      },
    },
    async ({ params, body, caller }) =>
      schema.variationReply(await askVariation(deps, caller, { ref: params.ref, asked: body })),
  )

  app.post(
    '/orders/:ref/variations/:variation/answer',
    {
      config: { roles: ['programme'] },
      schema: {
        tags,
        summary: 'Approve a variation out of a fund that has the money, or refuse it',
        params: schema.VariationParams,
        body: schema.AnswerBody,
        response: { 200: schema.VariationReply },
      },
    },
    async ({ params: { ref, variation: id }, body, caller }) =>
      schema.variationReply(await answerVariation(deps, caller, { ref, id, ...schema.answerOf(body) })),
  )

  app.post(
    '/orders/:ref/variations/:variation/withdraw',
    {
      config: company,
      schema: {
        tags,
        summary: 'Withdraw a variation that nobody has answered',
        params: schema.VariationParams,
        response: { 200: schema.VariationReply },
      },
    },
    async ({ params: { ref, variation: id }, caller }) =>
      schema.variationReply(await answerVariation(deps, caller, { ref, id, answer: 'withdrawn' })),
  )
}
