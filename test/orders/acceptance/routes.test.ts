// Judged work through the doors of the API: who may, by which version, and what is answered.
import { beforeAll, expect, it } from 'vitest'
import type { SentOutcome } from '../../../src/orders/completion/record-outcomes.ts'
import type { OrderRow } from '../../../src/orders/states/store.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { told } from '../completion/make-outcome.ts'
import { row, standingOrders } from '../completion/standing-orders.ts'

const FLAGGED = { make: 'Hikvision', model: 'DS-2CD2143', serial: 'HK-1', mac: '4419b6000001' }

eachDialect('judged work by the API', (open) => {
  let s: Awaited<ReturnType<typeof standingOrders>>
  let app: Awaited<ReturnType<typeof buildTestApp>>
  let replacing: OrderRow
  const current = async ({ id }: OrderRow) => (await s.orders()).find((order) => order.id === id)!
  const post = async (path: string, payload: object, { version, token }: { version?: number; token?: string } = {}) => {
    const headers = version === undefined ? {} : { 'if-match': `"${version}"` }
    const who = token === undefined ? {} : { token }
    const answer = await app.request({ method: 'POST', url: `/api/v1${path}`, payload, headers, ...who })
    return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json() }
  }
  const judge = async (order: OrderRow, payload: object) => {
    const { ref, version } = await current(order)
    return post(`/orders/${ref}/judgement`, payload, { version })
  }
  const sent = (id: string, extra: Partial<SentOutcome> = {}, deviceId: string): SentOutcome => {
    return { ...told('replaced', deviceId), id, ...extra }
  }

  beforeAll(async () => {
    const db = await open()
    s = await standingOrders(db, [row('D1'), row('D2', 'Hikvision,DS-2CD2042', 'core')])
    app = await buildTestApp(db)
    // Two sources that count from nothing make the same ids: this one goes on where the other has ended.
    for (let made = 0; made < 10_000; made++) app.ids.next('past')
    replacing = await s.atWork('replace')
    const [d1, d2] = await s.devicesOf(replacing.id)
    await s.record(replacing, [sent('one', { installed: FLAGGED }, d1!), sent('two', {}, d2!)])
    replacing = await s.complete(replacing)
  })

  it('names the version that was looked at, and is for those who judge', async () => {
    const path = `/orders/${replacing.ref}/judgement`
    const verdict = { verdict: 'reject', reason: 'As seen.' }
    expect((await post(path, verdict)).status).toBe(428)
    expect((await post(path, verdict, { version: 999 })).status).toBe(412)
    const estate = await app.tokenOf('owner', ['estate'])
    expect((await post(path, verdict, { version: 1, token: estate })).status).toBe(403)
    expect((await post('/orders/WO-0000-0000/judgement', verdict, { version: 1 })).body).toMatchObject({
      ...{ status: 404, code: 'unknown-order' },
    })
  })

  it('shows why flagged kit cannot be accepted, with C1, and does not accept it', async () => {
    const refused = await judge(replacing, { verdict: 'accept' })
    expect(refused.body).toMatchObject({ status: 409, code: 'not-possible' })
    const outcomes = await app.request({ url: `/api/v1/orders/${replacing.ref}/outcomes` })
    const { items } = outcomes.json<{ items: { kitSays: string | null }[] }>()
    expect(items.map(({ kitSays }) => kitSays)).toEqual([expect.stringMatching(/C1, instructed/), null])
    const url = `/api/v1/orders/${replacing.ref}/transitions`
    const { transitions } = (await app.request({ url })).json()
    const accept = transitions.find(({ transition }: { transition: string }) => transition === 'accept')
    expect(accept).toMatchObject({ may: false, unless: [expect.stringMatching(/itself flagged/)] })
  })

  it('needs a reason to reject, and answers with the order as it is then', async () => {
    expect((await judge(replacing, { verdict: 'reject' })).body).toMatchObject({ code: 'not-possible' })
    expect((await judge(replacing, { verdict: 'reject', reason: 'Flagged kit.' })).body).toMatchObject({
      ...{ order: { ref: replacing.ref, state: 'rejected' }, followUp: null },
    })
  })

  it('names the order that holds what is left, of which a removal may be approved', async () => {
    const reason = 'Nobody can put it right.'
    const { body } = await judge(replacing, { verdict: 'close-incomplete', reason })
    expect(body).toMatchObject({ order: { state: 'closed-incomplete' }, followUp: expect.stringMatching(/^WO-/) })
    const left = (await s.orders()).find(({ ref }) => ref === body.followUp)!
    const deviceIds = await s.devicesOf(left.id)
    const approve = (payload: object) => post(`/orders/${left.ref}/removal-approvals`, payload)
    expect((await approve({ deviceIds, reason: 'Another camera sees it.' })).status).toBe(204)
    expect((await approve({ deviceIds: ['dev_none'], reason: 'No.' })).body).toMatchObject({ code: 'not-of-order' })
  })

  it('takes the own team’s disconnection with its facts, accepts it, and lets a snag and a disposal follow', async () => {
    const order = await s.of('disconnect')
    const [deviceId] = await s.devicesOf(order.id)
    const team = await app.tokenOf('team', ['estate'])
    const own = async (outcomes: object[]) =>
      post(`/orders/${order.ref}/own-work`, { outcomes }, { version: (await current(order)).version, token: team })
    expect((await own([])).body).toMatchObject({ code: 'not-possible' })
    const isolation = { port: 'Gi1/0/7', vlan: '999', isolatedBy: 'Network team', recordingPreserved: true }
    const outcome = {
      id: 'a-1',
      deviceId,
      outcome: 'disconnected',
      disconnectedOn: '2026-11-20',
      isolation,
      minutes: 20,
    }
    expect((await own([outcome])).body).toMatchObject({ state: 'completed' })
    expect(await current(order)).toMatchObject({ actualMinutes: 20 })
    expect((await judge(order, { verdict: 'accept' })).body).toMatchObject({ order: { state: 'accepted' } })
    const snag = { link: 'snag', deviceIds: [deviceId], reason: 'It is back on the network.' }
    const linked = await post(`/orders/${order.ref}/linked-orders`, snag)
    expect([linked.status, linked.body.state]).toEqual([201, 'ready'])
    const dispose = (disposedOn: string) =>
      post(`/orders/${order.ref}/disposals`, { deviceIds: [deviceId], disposedOn })
    expect((await dispose('2030-01-01')).body).toMatchObject({ code: 'disposed-later' })
    expect((await dispose('2026-11-20')).status).toBe(204)
  })

  it('knows of no report that nobody sent', async () => {
    expect((await post('/visit-reports/rep_none/judgement', { accept: true, reason: 'Seen.' })).body).toMatchObject({
      ...{ status: 404, code: 'unknown-report' },
    })
  })
})
