import { recordRead } from '../../../access/audit/record-read.ts'
import type { Routes } from '../../../http/plugin.ts'
import { day } from '../../../shared/day.ts'
import { getFieldOrder } from '../field-order.ts'
import { FIELD_READERS } from '../routes.ts'
import { RefParams } from '../schema.ts'
import type { CompanyTimes } from './company-clock.ts'
import { recordContact } from './record-contact.ts'
import { endOrderWait, recordWait } from './record-wait.ts'
import * as schema from './schema.ts'
import { listContacts, listWaits } from './store.ts'

const tags = ['visits']
const writers = { roles: ['contractor', 'programme'] as const }

export const clockRoutesWith =
  (times: CompanyTimes): Routes =>
  async (app, deps) => {
    const fieldDeps = { ...deps, ...times }

    app.get(
      '/orders/:ref/waits',
      {
        config: FIELD_READERS,
        schema: {
          tags,
          summary: 'What the company that has the order waits, or waited, for',
          params: RefParams,
          response: { 200: schema.WaitsReply },
        },
      },
      async ({ params, caller }) => {
        const { id: orderId, attempt } = await getFieldOrder(deps.db.read, caller, params.ref)
        const items = await listWaits(deps.db.read, { orderId, attempt })
        await recordRead(deps, caller, { act: 'waits.opened', subjectKind: 'order', subjectId: orderId })
        return { items: items.map(schema.waitReply) }
      },
    )

    app.post(
      '/orders/:ref/waits',
      {
        config: writers,
        schema: {
          tags,
          summary: 'Wait for the site, a permit, parts or funds: the company’s clock stands until a day',
          params: RefParams,
          body: schema.WaitBody,
          response: { 200: schema.WaitReply },
        },
      },
      async ({ params, body, caller }) => {
        const asked = { ...body, untilOn: day(body.untilOn) }
        return schema.waitReply(await recordWait(fieldDeps, caller, { ref: params.ref, asked }))
      },
    )

    app.post(
      '/orders/:ref/waits/:wait/end',
      {
        config: writers,
        schema: {
          tags,
          summary: 'What was waited for is there: the clock runs from now',
          params: schema.WaitParams,
          response: { 200: schema.WaitReply },
        },
      },
      async ({ params: { ref, wait: id }, caller }) =>
        schema.waitReply(await endOrderWait(fieldDeps, caller, { ref, id })),
    )

    app.get(
      '/orders/:ref/contact-attempts',
      {
        config: FIELD_READERS,
        schema: {
          tags,
          summary: 'Whom the company tried to reach, oldest first',
          params: RefParams,
          response: { 200: schema.ContactsReply },
        },
      },
      async ({ params, caller }) => {
        const { id: orderId, companyId } = await getFieldOrder(deps.db.read, caller, params.ref)
        const items = companyId === null ? [] : await listContacts(deps.db.read, { orderId, companyId })
        await recordRead(deps, caller, { act: 'contacts.opened', subjectKind: 'order', subjectId: orderId })
        return { items: items.map(schema.contactReply) }
      },
    )

    app.post(
      '/orders/:ref/contact-attempts',
      {
        config: writers,
        schema: {
          tags,
          summary: 'Record whom you tried to reach; nobody waits to hear of you meanwhile',
          params: RefParams,
          body: schema.ContactBody,
          response: { 200: schema.ContactReply },
        },
      },
      async ({ params, body, caller }) => {
        const asked = { ...body, at: new Date(body.at) }
        return schema.contactReply(await recordContact(fieldDeps, caller, { ref: params.ref, asked }))
      },
    )
  }
