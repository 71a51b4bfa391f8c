// Rows of the authorisation matrix: orders, from adoption to acceptance.
import { ESTATE_READERS, type Row } from './row.ts'

const why = { reason: 'Because.' }
/** No company has the order, nor was any offered it. */
const ofNobody = (what: string, payload?: object): Row => ({
  ...{ may: ['contractor'], own: 404, foreign: 404, url: ({ order }) => `/orders/${order}/${what}` },
  ...(payload && { payload }),
})
const offering = { may: ['programme'], own: 409, foreign: 404, headers: { 'if-match': '"1"' } } as const
/** A company reads what it has; this one has nothing. */
const fieldList = (list: string): Row => ({
  may: [...ESTATE_READERS, 'contractor'],
  own: { contractor: 404, else: 200 },
  foreign: 404,
  url: ({ order }) => `/orders/${order}/${list}`,
})
/** Nobody has the order, so that there is nothing to write about. */
const fieldWrite = (path: string, payload: object): Row => ({
  may: ['contractor', 'programme'],
  own: 404,
  foreign: 404,
  url: ({ order }) => `/orders/${order}/${path}`,
  payload,
})

export const ordersRows: Readonly<Record<string, Row>> = {
  'POST /plans/:id/adoption': {
    may: ['approver'],
    own: 202,
    foreign: 404,
    url: ({ plan }) => `/plans/${plan}/adoption`,
  },
  'POST /sandbox/clock': { may: ['contractor', 'programme'], own: 200, payload: { workingDays: 1 } },
  'POST /order-approvals': { may: ['approver'], own: 200, payload: { reason: 'r' } },
  'POST /delegated-limits': { may: ['approver'], own: 204, payload: { pence: 0 } },
  'GET /orders/changes': { may: [...ESTATE_READERS, 'contractor'], own: 200 },
  'GET /order-lists': { may: ESTATE_READERS, own: 200 },
  'GET /order-lists/:which': { may: ESTATE_READERS, own: 200, url: () => '/order-lists/overdue' },
  'GET /order-targets': { may: ESTATE_READERS, own: 200 },
  // It would hold for the whole organisation, and the approver here holds a part of it.
  'POST /order-targets': { may: ['approver'], own: 403, payload: { tier: 3, days: 180, reason: 'r' } },
  'GET /order-exceptions': { may: ESTATE_READERS, own: 200 },
  'POST /order-exceptions/:id/end': {
    may: ['approver'],
    own: 404,
    url: () => '/order-exceptions/exc_none/end',
    payload: { reason: 'r' },
  },
  'POST /orders/:ref/exceptions': {
    may: ['approver'],
    own: 202,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/exceptions`,
    payload: { untilOn: '2027-01-01', reason: 'r' },
  },
  'POST /sites/:id/exceptions': {
    may: ['approver'],
    own: 202,
    foreign: 404,
    url: ({ site }) => `/sites/${site}/exceptions`,
    payload: { untilOn: '2027-01-01', reason: 'r' },
  },
  'GET /engineers': { may: ['contractor'], own: 200 },
  'POST /engineers': { may: ['contractor'], own: 201, payload: { name: 'Jo', vetting: 'none' } },
  'PATCH /engineers/:id': {
    may: ['contractor'],
    own: 404,
    url: () => '/engineers/eng_1',
    payload: {},
    headers: { 'if-match': '"1"' },
  },
  'GET /engineer-requests': { may: ['programme', 'estate'], own: 200 },
  // No visit names an engineer.
  'POST /sites/:id/engineer-approvals': {
    may: ['programme', 'estate'],
    own: 404,
    foreign: 404,
    url: ({ site }) => `/sites/${site}/engineer-approvals`,
    payload: { engineerId: 'eng_1', engineerVersion: 1, approved: false },
  },
  'GET /orders/:ref/visits': fieldList('visits'),
  'GET /orders/:ref/start-gate': fieldList('start-gate'),
  'GET /orders/:ref/waits': fieldList('waits'),
  'GET /orders/:ref/contact-attempts': fieldList('contact-attempts'),
  'GET /orders/:ref/variations': fieldList('variations'),
  'GET /orders/:ref/visit-reports': fieldList('visit-reports'),
  'GET /visit-reports': { may: ['programme', 'approver', 'auditor'], own: 200 },
  'POST /orders/:ref/visits': fieldWrite('visits', {
    ...{ id: 'visit-one', attempt: 1, on: '2026-11-30', engineers: ['eng_1'] },
  }),
  'POST /orders/:ref/visits/:visit/withdraw': fieldWrite('visits/visit-one/withdraw', { attempt: 1 }),
  'POST /orders/:ref/visits/:visit/arrival': fieldWrite('visits/visit-one/arrival', {
    ...{ attempt: 1, arrivedAt: '2026-11-22T08:00:00.000Z' },
  }),
  'POST /orders/:ref/start-gate': {
    ...fieldWrite('start-gate', { id: 'gate-one', attempt: 1, item: 'site-contact', visit: 'visit-one' }),
    may: ['contractor', 'programme', 'estate'],
  },
  'POST /orders/:ref/waits': fieldWrite('waits', {
    ...{ id: 'wait-one', attempt: 1, waitsFor: 'parts', why: 'w', untilOn: '2026-11-25' },
  }),
  'POST /orders/:ref/waits/:wait/end': fieldWrite('waits/wait-one/end', {}),
  'POST /orders/:ref/contact-attempts': fieldWrite('contact-attempts', {
    ...{ id: 'call-one', attempt: 1, at: '2026-11-20T09:00:00.000Z', way: 'email', reached: true, whom: 'w' },
  }),
  'POST /orders/:ref/variations': {
    ...fieldWrite('variations', { id: 'vary-one', attempt: 1, what: 'w', why: 'w', pence: 1 }),
    may: ['contractor'],
  },
  'POST /orders/:ref/variations/:variation/answer': {
    may: ['programme'],
    own: 404,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/variations/vary-one/answer`,
    payload: { answer: 'approved' },
  },
  'POST /orders/:ref/variations/:variation/withdraw': {
    may: ['contractor'],
    own: 404,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/variations/vary-one/withdraw`,
  },
  'POST /orders/:ref/visit-reports': {
    ...fieldWrite('visit-reports', {
      ...{ id: 'report-one', attempt: 1, visit: 'visit-one', engineers: ['eng_1'], result: 'done' },
      ...{ arrivedAt: '2026-11-20T09:00:00.000Z', leftAt: '2026-11-20T10:00:00.000Z' },
    }),
    may: ['contractor', 'programme', 'estate'],
  },
  'GET /orders': { may: ESTATE_READERS, own: 200 },
  'GET /orders/:ref': {
    may: [...ESTATE_READERS, 'contractor'],
    own: { contractor: 404, else: 200 },
    foreign: 404,
    url: ({ order }) => `/orders/${order}`,
  },
  'POST /orders/claims': { may: ['contractor'], own: 200, payload: { maxOrders: 1 } },
  'GET /orders/open': { may: ['contractor'], own: 200 },
  'GET /orders/mine': { may: ['contractor'], own: 200 },
  'POST /orders/:ref/renew': ofNobody('renew', { attempt: 1 }),
  'POST /orders/:ref/release': ofNobody('release', { attempt: 1, reason: 'r' }),
  'POST /orders/:ref/offer/accept': ofNobody('offer/accept'),
  'POST /orders/:ref/offer/decline': ofNobody('offer/decline', { reason: 'r' }),
  // To a company that is not recorded.
  'POST /orders/:ref/offer': { ...offering, url: ({ order }) => `/orders/${order}/offer`, payload: { companyId: 'c' } },
  'POST /orders/:ref/offer/withdraw': { ...offering, url: ({ order }) => `/orders/${order}/offer/withdraw` },
  'GET /orders/:ref/events': {
    may: ESTATE_READERS,
    own: 200,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/events`,
  },
  'GET /orders/:ref/transitions': {
    may: [...ESTATE_READERS, 'contractor'],
    own: { contractor: 404, else: 200 },
    foreign: 404,
    url: ({ order }) => `/orders/${order}/transitions`,
  },
  'POST /orders/:ref/transitions': {
    may: ['programme'],
    own: 200,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/transitions`,
    payload: { transition: 'hold', slipReason: 'supply' },
    headers: { 'if-match': '"1"' },
  },
  // A fresh order is ready: there is nothing to judge, and it is no work of the own team.
  'POST /orders/:ref/judgement': {
    may: ['programme', 'approver'],
    own: 409,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/judgement`,
    payload: { verdict: 'accept' },
    headers: { 'if-match': '"1"' },
  },
  'POST /orders/:ref/own-work': {
    may: ['programme', 'estate'],
    own: 409,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/own-work`,
    payload: { outcomes: [] },
    headers: { 'if-match': '"1"' },
  },
  'POST /orders/:ref/linked-orders': {
    may: ['programme'],
    own: 409,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/linked-orders`,
    payload: { link: 'snag', deviceIds: ['dev_none'], ...why },
  },
  'POST /orders/:ref/removal-approvals': {
    may: ['approver'],
    own: 409,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/removal-approvals`,
    payload: { deviceIds: ['dev_none'], ...why },
  },
  'POST /orders/:ref/disposals': {
    may: ['programme', 'estate'],
    own: 400,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/disposals`,
    payload: { deviceIds: ['dev_none'], disposedOn: '2026-11-20' },
  },
  'GET /orders/:ref/outcomes': {
    may: ESTATE_READERS,
    own: 200,
    foreign: 404,
    url: ({ order }) => `/orders/${order}/outcomes`,
  },
  'POST /visit-reports/:id/judgement': {
    may: ['programme', 'approver'],
    own: 404,
    url: () => '/visit-reports/rep_none/judgement',
    payload: { accept: true, ...why },
  },
}
