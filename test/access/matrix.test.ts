// The authorisation matrix: one row a route, checked for every role, on an object of the caller's own part of the estate
// and on a foreign one. A route that is registered and has no row here fails the first test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Caller, type Role } from '../../src/access/caller.ts'
import { issueToken } from '../../src/access/issue-token.ts'
import { makeMachine } from '../../src/access/machines/make-machine.ts'
import { invitePerson } from '../../src/access/people/invite.ts'
import { getCaller, LOCAL_ADMIN } from '../../src/access/principals.ts'
import { askForSecond } from '../../src/access/requests/ask.ts'
import type { Scope } from '../../src/access/scope.ts'
import { decideNotToReplace } from '../../src/directive/decide-sites.ts'
import { insertExport } from '../../src/estate/export/store.ts'
import { loadEstate } from '../../src/estate/load-estate.ts'
import { routesWith } from '../../src/features.ts'
import type { Routes } from '../../src/http/plugin.ts'
import { adoptPlanWith } from '../../src/orders/adopt/adopt-plan.ts'
import { insertOrders } from '../../src/orders/adopt/store.ts'
import { newRef } from '../../src/orders/order-ref.ts'
import { listPlanOrders } from '../../src/orders/planned/list-orders.ts'
import { makePlanWith } from '../../src/planning/make-plan.ts'
import { makeScenario } from '../../src/planning/scenarios/change-scenario.ts'
import { runScenarioWith } from '../../src/planning/scenarios/run-scenario.ts'
import { day } from '../../src/shared/day.ts'
import { buildTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/dialects.ts'
import { jobContext, operator, reference } from '../support/estate.ts'
import { overrideDevices } from '../../src/estate/findings/override-devices.ts'
import { csv, importer } from '../support/make.ts'

/** POND is the callers' own: they hold Ducks in Wales. */
const ESTATE = csv(
  'organisation,standing,site,region,sensitivity,postcode,device,manufacturer,model',
  'Ducks,department,POND,Wales,sensitive,CF10 1AA,D1,Hikvision,DS-2CD2042',
  'Ducks,department,LAKE,London,sensitive,SW1A 1AA,D2,Hikvision,DS-2CD2042',
  'Geese,department,MOAT,Wales,sensitive,CF10 2BB,D3,Dahua,DH-IPC-HFW2431',
)
type Someone = Role | 'none'
/** In no answer to anyone. */
const FOREIGN = /LAKE|MOAT|Geese|GEESE|London|SW1A|CF10 2BB|"D2"|"D3"|Dahua/
/** In no answer to those who see no estate, or only its money. */
const ESTATE_WORDS = /POND|CF10|"D1"|Hikvision|sensitivity|"tier"|"rank"|"clause"|"reasons"|"binding"|"limbs"|"devices"/
const BLIND: readonly Someone[] = ['none', 'admin', 'finance', 'contractor']

interface Objects {
  readonly site: string
  readonly device: string
  readonly plan: string
  readonly fund: string
  readonly leg: string
  readonly order: string
  readonly job: string
  readonly request: string
  readonly person: string
  readonly machine: string
  readonly token: string
  readonly export: string
  readonly import: string
  readonly mapping: string
  readonly override: string
  readonly scenario: string
}
interface Row {
  /** Who gets past the door: everyone else hears 403, and whoever has no token 401. `known`: without a role, too. */
  readonly may: readonly Someone[] | 'known' | 'anyone'
  readonly own: Status
  /** Left out: the route names no object. */
  readonly foreign?: Status
  readonly url?: (o: Objects) => string
  readonly payload?: object | string | ((o: Objects) => object)
  readonly headers?: Readonly<Record<string, string>>
  /** It lists makers as such, whoever has their kit. */
  readonly namesMakers?: true
}
type Status = number | (Partial<Record<Someone, number>> & { readonly else: number })

const ESTATE_READERS = ['programme', 'approver', 'estate', 'auditor'] as const
const PAYERS = [...ESTATE_READERS, 'finance'] as const
const MONEY_READERS = ['finance', 'programme', 'approver', 'auditor'] as const
const CSV = { 'content-type': 'text/csv' }
const CREW_READERS = ['programme', 'finance', 'approver', 'auditor'] as const
const LIST = { 'content-type': 'text/csv' }
const CATALOGUE_READERS = ['programme', 'finance', 'approver', 'auditor'] as const
const SCENARIO_READERS = ['programme', 'approver', 'auditor', 'finance'] as const
const why = { reason: 'Because.' }
/** An import that they started once: of those who may start one still. */
const theirImport: Status = { programme: 200, estate: 200, else: 404 }
/** Whoever may decide `site-decision.not`; an auditor may look; to all others it is unknown. */
const decided: Status = { approver: 200, auditor: 403, else: 404 }

const factList = (payload: string): Row => {
  return { may: ['programme', 'estate'], own: 200, payload, headers: { 'content-type': 'text/csv' } }
}

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

const MATRIX: Readonly<Record<string, Row>> = {
  'GET /organisations': { may: ESTATE_READERS, own: 200 },
  'GET /sites': { may: ESTATE_READERS, own: 200 },
  'GET /sites/:id': { may: ESTATE_READERS, own: 200, foreign: 404, url: ({ site }) => `/sites/${site}` },
  'PATCH /sites/:id': {
    may: ['programme', 'approver', 'estate'],
    own: 200,
    foreign: 404,
    url: ({ site }) => `/sites/${site}`,
    payload: {},
    headers: { 'if-match': '"1"' },
  },
  'GET /sites/:id/facts': { may: ESTATE_READERS, own: 200, foreign: 404, url: ({ site }) => `/sites/${site}/facts` },
  'PATCH /sites/:id/facts': {
    may: ['programme', 'estate'],
    own: 200,
    foreign: 404,
    url: ({ site }) => `/sites/${site}/facts`,
    payload: {},
    headers: { 'if-match': '"0"' },
  },
  'GET /site-facts': { may: ESTATE_READERS, own: 200 },
  'PUT /site-facts': factList('site\nPOND\n'),
  'GET /site-closures': { may: ESTATE_READERS, own: 200 },
  'PUT /site-closures': factList('site,closed_from,closed_until,why\n'),
  'GET /site-consents': { may: ESTATE_READERS, own: 200 },
  'PUT /site-consents': factList('site,consent,lead_days\n'),
  'GET /devices': { may: ESTATE_READERS, own: 200 },
  'GET /devices/:id': { may: ESTATE_READERS, own: 200, foreign: 404, url: ({ device }) => `/devices/${device}` },
  'POST /imports': {
    may: ['programme', 'estate'],
    own: 202,
    payload: 'device\nA\n',
    headers: { 'content-type': 'text/csv' },
  },
  'GET /register/manufacturers': { may: ESTATE_READERS, own: 200, namesMakers: true },
  'GET /register/manufacturers/:id': { may: ESTATE_READERS, own: 200, url: () => '/register/manufacturers/axis' },
  'GET /determinations': { may: ESTATE_READERS, own: 200 },
  // It would count for everyone, and the approver here holds a part only.
  'POST /determinations': {
    may: ['approver'],
    own: 403,
    payload: { manufacturerId: 'axis', determined: 'in-scope', basis: 'b', decidedBy: 'd', reviewOn: '2099-01-01' },
  },
  'GET /imports': { may: ['programme', 'estate', 'auditor'], own: 200 },
  'GET /imports/:id/rows': {
    may: ['programme', 'estate'],
    own: 200,
    foreign: 404,
    url: (o) => `/imports/${o.import}/rows`,
  },
  'POST /imports/:id/commit': {
    may: ['programme', 'estate'],
    own: 202,
    foreign: 404,
    url: (o) => `/imports/${o.import}/commit`,
  },
  'GET /mappings': { may: ESTATE_READERS, own: 200 },
  // A mapping is its whole organisation's, of which the callers here hold a part.
  'GET /mappings/:id': { may: ESTATE_READERS, own: 404, url: ({ mapping }) => `/mappings/${mapping}` },
  'PATCH /mappings/:id': {
    may: ['programme', 'estate'],
    own: 404,
    url: ({ mapping }) => `/mappings/${mapping}`,
    payload: { name: 'N' },
    headers: { 'if-match': '"1"' },
  },
  'DELETE /mappings/:id': { may: ['programme', 'estate'], own: 404, url: ({ mapping }) => `/mappings/${mapping}` },
  'POST /deployment-checks': {
    may: ['programme', 'approver', 'estate'],
    own: 200,
    payload: { lines: [{ manufacturer: 'Hikvision' }] },
  },
  'GET /overrides': { may: ESTATE_READERS, own: 200 },
  'POST /overrides/:id/withdraw': {
    may: ['programme', 'approver'],
    own: 200,
    foreign: 404,
    url: ({ override }) => `/overrides/${override}/withdraw`,
    payload: why,
  },
  'POST /overrides': {
    may: ['programme', 'approver'],
    own: 201,
    foreign: 404,
    payload: ({ device }) => ({ deviceIds: [device], choice: 'flag', ...why, evidence: 'e', untilOn: '2027-01-01' }),
  },
  'POST /re-evaluations': { may: ['programme', 'approver'], own: 202, payload: { dryRun: true } },
  'POST /devices/:id/surveys': {
    may: ['programme', 'estate'],
    own: 201,
    foreign: 404,
    url: ({ device }) => `/devices/${device}/surveys`,
    payload: { note: 'n', network: 'core', surveyedOn: '2026-11-20', surveyedBy: 's' },
  },
  'GET /site-decisions': { may: ESTATE_READERS, own: 200 },
  'GET /memoranda': {
    may: ['programme', 'approver', 'auditor'],
    own: 200,
    foreign: 404,
    url: ({ site }) => `/memoranda?site=${site}`,
  },
  'GET /memoranda/:hash': {
    may: ['programme', 'approver', 'auditor'],
    own: 404,
    url: () => `/memoranda/${'0'.repeat(64)}`,
  },
  'GET /site-decisions/list': { may: ESTATE_READERS, own: 200 },
  'POST /site-decisions/list': {
    may: ['approver'],
    own: 201,
    payload: 'site,choice,reason,approved_by\nPOND,replace-now,r,a\n',
    headers: { 'content-type': 'text/csv' },
  },
  'POST /site-decisions': {
    may: ['approver'],
    own: 201,
    foreign: 404,
    payload: ({ site }) => ({ siteIds: [site], choice: 'replace-now', reason: 'r', approvedBy: 'a' }),
  },
  'GET /catalogue': { may: CATALOGUE_READERS, own: 200 },
  'PUT /catalogue/settings': { may: ['finance'], own: 403, payload: { upliftBasisPoints: 250 } },
  ...Object.fromEntries(
    ['models', 'rates', 'vat-recovery', 'old-models', 'approved-lists'].flatMap((list): [string, Row][] => [
      [`GET /catalogue/${list}`, { may: CATALOGUE_READERS, own: 200 }],
      // It would count for everyone, and the finance officer here holds a part only.
      [
        `PUT /catalogue/${list}`,
        { may: ['finance'], own: 403, payload: 'a\n', headers: { 'content-type': 'text/csv' } },
      ],
    ]),
  ),
  'GET /catalogue-versions': { may: CATALOGUE_READERS, own: 200 },
  'GET /catalogue-versions/:version': {
    may: CATALOGUE_READERS,
    own: 200,
    url: () => `/catalogue-versions/${reference.catalogue.version}`,
  },
  'GET /plans': { may: PAYERS, own: 200 },
  'POST /plans': { may: ['programme'], own: 202, payload: {} },
  'GET /plans/:id': { may: ESTATE_READERS, own: 200, foreign: 404, url: ({ plan }) => `/plans/${plan}` },
  'GET /scenarios': { may: SCENARIO_READERS, own: 200 },
  'POST /scenarios': {
    may: ['programme'],
    own: 201,
    foreign: 404,
    payload: ({ plan }) => ({ name: 'What if', kind: 'budget-limited', plan }),
  },
  'GET /scenarios/:id': {
    may: SCENARIO_READERS,
    own: 200,
    foreign: 404,
    url: ({ scenario }) => `/scenarios/${scenario}`,
  },
  'PATCH /scenarios/:id': {
    may: ['programme'],
    own: 200,
    foreign: 404,
    url: ({ scenario }) => `/scenarios/${scenario}`,
    payload: {},
    headers: { 'if-match': '"1"' },
  },
  'POST /scenarios/:id/runs': {
    may: ['programme'],
    own: 202,
    foreign: 404,
    url: ({ scenario }) => `/scenarios/${scenario}/runs`,
    payload: {},
  },
  'GET /scenarios/:id/runs': {
    may: SCENARIO_READERS,
    own: 200,
    foreign: 404,
    url: ({ scenario }) => `/scenarios/${scenario}/runs`,
  },
  'GET /scenario-comparisons': {
    may: SCENARIO_READERS,
    own: 200,
    foreign: 404,
    url: ({ scenario, plan }) => `/scenario-comparisons?ids=${scenario},${plan}`,
  },
  'GET /scenario-comparisons/list': {
    may: SCENARIO_READERS,
    own: 200,
    foreign: 404,
    url: ({ scenario, plan }) => `/scenario-comparisons/list?ids=${scenario},${plan}`,
  },
  'GET /scenario-comparisons/differences': {
    may: ['programme', 'approver', 'auditor'],
    own: 200,
    foreign: 404,
    url: ({ scenario, plan }) => `/scenario-comparisons/differences?ids=${plan},${scenario}`,
  },
  'GET /scenario-comparisons/differences/list': {
    may: ['programme', 'approver', 'auditor'],
    own: 200,
    foreign: 404,
    url: ({ scenario, plan }) => `/scenario-comparisons/differences/list?ids=${plan},${scenario}`,
  },
  'GET /plans/:id/money': { may: PAYERS, own: 200, foreign: 404, url: ({ plan }) => `/plans/${plan}/money` },
  'GET /plans/:id/orders': { may: ESTATE_READERS, own: 200, foreign: 404, url: ({ plan }) => `/plans/${plan}/orders` },
  'GET /plans/:id/orders/:leg': {
    may: ESTATE_READERS,
    own: 200,
    foreign: 404,
    url: ({ plan, leg }) => `/plans/${plan}/orders/${leg}`,
  },
  'POST /plans/:id/adoption': {
    may: ['approver'],
    own: 202,
    foreign: 404,
    url: ({ plan }) => `/plans/${plan}/adoption`,
  },
  'POST /order-approvals': { may: ['approver'], own: 200, payload: { reason: 'r' } },
  'POST /delegated-limits': { may: ['approver'], own: 204, payload: { pence: 0 } },
  'GET /orders/changes': { may: [...ESTATE_READERS, 'contractor'], own: 200 },
  'GET /order-lists': { may: ESTATE_READERS, own: 200 },
  'GET /order-lists/:which': { may: ESTATE_READERS, own: 200, url: () => '/order-lists/overdue' },
  'GET /order-targets': { may: ESTATE_READERS, own: 200 },
  // It would hold for the whole organisation, and the approver here holds a part of it.
  'POST /order-targets': { may: ['approver'], own: 403, payload: { tier: 3, days: 180, reason: 'r' } },
  'GET /order-exceptions': { may: ESTATE_READERS, own: 200 },
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
  'GET /plans/:id/purchases': { may: PAYERS, own: 200, foreign: 404, url: ({ plan }) => `/plans/${plan}/purchases` },
  'GET /plans/:id/costs': { may: PAYERS, own: 200, foreign: 404, url: ({ plan }) => `/plans/${plan}/costs` },
  'GET /plans/:id/costs/:leg': {
    may: PAYERS,
    own: 200,
    foreign: 404,
    url: ({ plan, leg }) => `/plans/${plan}/costs/${leg}`,
  },
  'GET /plans/:id/forecast': {
    may: ESTATE_READERS,
    own: 200,
    foreign: 404,
    url: ({ plan }) => `/plans/${plan}/forecast`,
  },
  'GET /plans/:id/forecast/money': {
    may: PAYERS,
    own: 200,
    foreign: 404,
    url: ({ plan }) => `/plans/${plan}/forecast/money`,
  },
  'GET /plans/:id/forecast/late-sites': {
    may: ESTATE_READERS,
    own: 200,
    foreign: 404,
    url: ({ plan }) => `/plans/${plan}/forecast/late-sites`,
  },
  'GET /plans/:id/workbook': {
    may: ['programme', 'finance', 'approver', 'auditor'],
    own: 200,
    foreign: 404,
    url: ({ plan }) => `/plans/${plan}/workbook?sheet=orders`,
  },
  'GET /funds': { may: MONEY_READERS, own: 200 },
  // What follows is for whoever holds an organisation whole: finance here holds a region of one.
  'POST /funds': { may: ['finance'], own: 403, payload: { code: 'NEW', name: 'New' } },
  'GET /funds/:id': { may: MONEY_READERS, own: 200, foreign: 404, url: ({ fund }) => `/funds/${fund}` },
  'PATCH /funds/:id': {
    may: ['finance'],
    own: 403,
    foreign: 404,
    url: ({ fund }) => `/funds/${fund}`,
    payload: { source: 's' },
    headers: { 'if-match': '"1"' },
  },
  'GET /funds/:id/budgets': {
    may: MONEY_READERS,
    own: 200,
    foreign: 404,
    url: ({ fund }) => `/funds/${fund}/budgets`,
  },
  'PATCH /funds/:id/budgets': {
    may: ['finance'],
    own: 403,
    foreign: 404,
    url: ({ fund }) => `/funds/${fund}/budgets`,
    payload: { budgets: [{ financialYear: '2026-27', status: 'approved', pence: 1 }] },
    headers: { 'if-match': '"1"' },
  },
  'GET /funds/:id/position': {
    may: MONEY_READERS,
    own: 200,
    foreign: 404,
    url: ({ fund }) => `/funds/${fund}/position`,
  },
  'GET /funds/:id/ledger': { may: MONEY_READERS, own: 403, foreign: 404, url: ({ fund }) => `/funds/${fund}/ledger` },
  'GET /fund-positions': { may: MONEY_READERS, own: 200 },
  'GET /fund-list': { may: MONEY_READERS, own: 200 },
  'PUT /fund-list': { may: ['finance'], own: 403, payload: 'fund,name\nNEW,New\n', headers: CSV },
  'GET /budgets': { may: MONEY_READERS, own: 200 },
  'PUT /budgets': {
    may: ['finance'],
    own: 403,
    payload: 'fund,financial_year,status,budget_pounds\nDUCKS,2026-27,approved,1\n',
    headers: CSV,
  },
  'GET /fund-shares': { may: MONEY_READERS, own: 200 },
  'PUT /fund-shares': {
    may: ['finance'],
    own: 403,
    payload: 'organisation,line_kind,fund,share_percent\nDucks,kit,DUCKS,100\n',
    headers: CSV,
  },
  'POST /ledger-entries': {
    may: ['finance'],
    own: 403,
    payload: 'document,reference,supplier,fund,financial_year,amount_pounds\ninvoice,1,Acme,DUCKS,2026-27,1\n',
    headers: CSV,
  },
  'GET /crews': { may: CREW_READERS, own: 200 },
  'GET /crews/file': { may: CREW_READERS, own: 200 },
  'PUT /crews/file': {
    may: ['programme', 'finance'],
    own: 200,
    payload: 'crew,organisations,regions,vetting,minutes_per_week,actions\nC1,Ducks,Wales,sc,2250,survey\n',
    headers: LIST,
  },
  'GET /contractors': { may: CREW_READERS, own: 200 },
  'GET /contractors/file': { may: CREW_READERS, own: 200 },
  // What is noted of a company holds for everyone, and finance here holds a part only.
  'PUT /contractors/file': { may: ['finance'], own: 403, payload: 'contractor\nFitters\n', headers: LIST },
  'GET /contracts': { may: CREW_READERS, own: 200 },
  'GET /contracts/file': { may: CREW_READERS, own: 200 },
  'PUT /contracts/file': {
    may: ['finance'],
    own: 400,
    payload: 'call_off,framework,contractors,ceiling_pounds,starts_on,expires_on\nC,F,Nobody,1,2027-01-01,2027-01-02\n',
    headers: LIST,
  },
  'GET /purchase-orders': { may: CREW_READERS, own: 200 },
  'GET /purchase-orders/file': { may: CREW_READERS, own: 200 },
  'PUT /purchase-orders/file': {
    may: ['finance'],
    own: 400,
    payload: 'purchase_order,call_off,ceiling_pounds,raised_on\nP,C,1,2027-01-01\n',
    headers: LIST,
  },
  'GET /contract-uses': { may: CREW_READERS, own: 200 },
  'GET /contract-uses/file': { may: CREW_READERS, own: 200 },
  // Another's organisation is as unknown as one that never was; and of this one they hold a region.
  'PUT /contract-uses/file': {
    may: ['finance'],
    own: 400,
    payload: 'organisation,uses_contracts\nDucks,yes\n',
    headers: LIST,
  },
  'GET /jobs': { may: ROLES, own: 200 },
  'GET /jobs/:id': { may: ROLES, own: theirImport, foreign: 404, url: ({ job }) => `/jobs/${job}` },
  'POST /jobs/:id/cancel': {
    may: ROLES,
    own: { programme: 202, estate: 202, else: 404 },
    foreign: 404,
    url: ({ job }) => `/jobs/${job}/cancel`,
  },
  'GET /jobs/:id/events': { may: ROLES, own: theirImport, foreign: 404, url: ({ job }) => `/jobs/${job}/events` },
  'GET /requests': { may: ROLES, own: 200 },
  'GET /requests/:id': {
    may: ROLES,
    own: { approver: 200, auditor: 200, else: 404 },
    foreign: 404,
    url: ({ request }) => `/requests/${request}`,
  },
  'POST /requests/:id/approve': {
    may: ROLES,
    own: decided,
    foreign: 404,
    url: ({ request }) => `/requests/${request}/approve`,
    payload: why,
  },
  'POST /requests/:id/refuse': {
    may: ROLES,
    own: decided,
    foreign: 404,
    url: ({ request }) => `/requests/${request}/refuse`,
    payload: why,
  },
  'POST /session': { may: 'anyone', own: 401, payload: { login: 'nobody', password: 'x', code: '000000' } },
  'GET /session': { may: 'known', own: 200 },
  'DELETE /session': { may: 'known', own: 204 },
  'POST /session/end-all': { may: 'known', own: 204 },
  // The callers here are machines, which have none.
  'POST /session/password': {
    may: 'known',
    own: 404,
    payload: { password: 'x', newPassword: 'correct horse battery', code: '000000' },
  },
  'POST /invitations/open': { may: 'anyone', own: 404, payload: { invitation: 'x' } },
  'POST /invitations/accept': {
    may: 'anyone',
    own: 404,
    payload: { invitation: 'x', opening: 'x', password: 'correct horse battery', code: '000000' },
  },
  'GET /people': { may: ['admin', 'auditor'], own: 200 },
  'GET /people/:id': { may: ['admin', 'auditor'], own: 200, url: ({ person }) => `/people/${person}` },
  'POST /people': { may: ['admin'], own: 201, payload: { name: 'N', login: 'n@example.org' } },
  'POST /people/:id/invitation': {
    may: ['admin'],
    own: 201,
    url: ({ person }) => `/people/${person}/invitation`,
    payload: why,
  },
  'POST /principals/:id/roles': {
    may: ['admin'],
    own: 202,
    url: ({ person }) => `/principals/${person}/roles`,
    payload: { roles: ['auditor'], scope: 'everything', ...why },
  },
  'POST /principals/:id/disable': { may: ['admin'], own: 204, url: ({ person }) => `/principals/${person}/disable` },
  'POST /break-glass': { may: ['admin'], own: 202, payload: { hours: 1, ...why } },
  'GET /machines': { may: ['admin', 'auditor'], own: 200 },
  'POST /machines': { may: ['admin'], own: 201, payload: { name: 'm' } },
  'POST /machines/:id/tokens': {
    may: ['admin'],
    own: 201,
    url: ({ machine }) => `/machines/${machine}/tokens`,
    payload: {},
  },
  'GET /tokens': { may: ROLES, own: 200 },
  'POST /tokens': { may: ROLES, own: 201, payload: {} },
  'DELETE /tokens/:id': {
    may: ROLES,
    own: 204,
    foreign: { admin: 204, else: 404 },
    url: ({ token }) => `/tokens/${token}`,
  },
  'GET /exports': { may: ['programme', 'approver', 'estate'], own: 200 },
  'POST /exports': { may: ['programme', 'approver', 'estate'], own: 202, payload: why },
  'POST /exports/:id/download': {
    may: ['programme', 'approver', 'estate'],
    own: 200,
    foreign: 404,
    url: (o) => `/exports/${o.export}/download`,
  },
  'GET /audit-entries': { may: ['auditor'], own: 200 },
  // The auditor here holds a part only.
  'GET /audit-entries/export': { may: ['auditor'], own: 403 },
}

const PREFIX = '/api/v1'

/** Every feature's routes, noted as they are registered. */
function noted(routes: readonly Routes[], names: Set<string>): Routes[] {
  return routes.map((feature): Routes => {
    return async (app, options) => {
      app.addHook('onRoute', ({ method, url }) => {
        for (const one of [method].flat()) {
          if (one !== 'HEAD' && one !== 'OPTIONS') names.add(`${one} ${url.slice(PREFIX.length)}`)
        }
      })
      await feature(app, options)
    }
  })
}

/** The objects that its address and its body name. */
function usedBy({ url, payload }: Row): (keyof Objects)[] {
  const used = new Set<keyof Objects>()
  const noting = new Proxy({} as Objects, { get: (_objects, key) => (used.add(key as keyof Objects), '') })
  url?.(noting)
  if (typeof payload === 'function') payload(noting)
  return [...used]
}

async function setUp(names: Set<string>) {
  const { db, close } = await openTestDatabase('sqlite')
  const kept = mkdtempSync(join(tmpdir(), 'lenscap-matrix-'))
  const test = await buildTestApp(db, { routes: noted(routesWith(kept, reference), names) })
  const { deps } = test
  const run = importer(db, test.ids)
  await run(ESTATE)
  const { organisations, sites, devices } = await loadEstate(db.read, 'everything')
  await run(csv('organisation,device', 'Ducks,M1'), { saveMapping: 'Columns' })
  const [mapping] = await db.read.select().from(db.read.t.savedMappings)
  const siteOf = (code: string) => sites.find((site) => site.code === code)!
  const ducks = organisations.find(({ name }) => name === 'Ducks')!.id
  const scope: Scope = [{ organisationId: ducks, region: 'Wales' }]
  const plan = async (caller: Caller) => {
    const context = { ...jobContext, jobId: deps.ids.next('job'), caller }
    const { planId } = await makePlanWith(reference)(deps, { startOn: day('2026-11-23'), budgets: [] }, context)
    return { planId, orders: await listPlanOrders(db.read, 'everything', planId) }
  }
  const plans = {
    own: await plan({ ...operator, scope }),
    foreign: await plan(operator),
  }
  const adopter = { ...operator, principalId: LOCAL_ADMIN }
  await adoptPlanWith(reference)(deps, { planId: plans.foreign.planId }, { ...jobContext, caller: adopter })
  /** A copy of the site's first order that nobody has touched; another one waits for approval, as there always is. */
  async function freshOrder(siteId: string): Promise<string> {
    const { orders } = db.read.t
    const [first] = await db.read.select().from(orders).where(eq(orders.siteId, siteId)).orderBy(orders.id).limit(1)
    const copy = () => ({ ...first!, id: deps.ids.next('ord'), ref: newRef(deps.ids), legId: null, version: 1 })
    const untouched = { ...copy(), state: 'ready' as const, shutGates: [] }
    const waiting = { ...copy(), state: 'proposed' as const, shutGates: ['approval of £1'] }
    await db.write((q) => insertOrders(q, { orders: [untouched, waiting], devices: [], events: [] }))
    return untouched.ref
  }
  const admin = await getCaller(db.read, LOCAL_ADMIN, 'req_test')
  const callers = new Map<Someone, { token: string; caller: Caller }>()
  for (const role of [...ROLES, 'none'] as const) {
    const roles = role === 'none' ? [] : [role]
    const token = await test.tokenOf(role, roles, role === 'admin' ? 'everything' : scope)
    const { principals } = db.read.t
    if (role === 'contractor') {
      const works = { companyId: 'con_1' }
      await db.write(async (q) => void (await q.update(principals).set(works).where(eq(principals.id, role))))
    }
    callers.set(role, { token, caller: await getCaller(db.read, role, 'req_test') })
  }

  /** Those that the row names, made anew for each try: some routes use their objects up. */
  async function objectsFor(name: string, caller: Caller, which: 'own' | 'foreign'): Promise<Objects> {
    const site = siteOf(which === 'own' ? 'POND' : 'MOAT')
    const owner = which === 'own' ? caller : operator
    const makers = makersFor(owner, { site, ...plans[which] })
    const made = usedBy(MATRIX[name]!).map(async (key) => [key, await makers[key]()] as const)
    return Object.fromEntries(await Promise.all(made)) as unknown as Objects
  }

  function makersFor(
    owner: Caller,
    { site, planId, orders }: { site: (typeof sites)[number] } & Awaited<ReturnType<typeof plan>>,
  ): { readonly [Key in keyof Objects]: () => string | Promise<string> } {
    const { organisationId, region } = site
    const deviceId = devices.find(({ siteId }) => siteId === site.id)!.id
    const { principalId } = owner
    const untilOn = day('2027-01-01')
    return {
      site: () => site.id,
      device: () => deviceId,
      mapping: () => mapping!.id,
      async override() {
        const why = { choice: 'flag', reason: 'r', evidence: 'e', untilOn } as const
        const overridden = await overrideDevices(deps, operator, { ...why, devices: [deviceId] })
        return 'overrides' in overridden ? overridden.overrides[0]!.id : ''
      },
      plan: () => planId,
      /** Run once. Its plan's money and sites are in its answers. */
      async scenario() {
        const settings = { kind: 'disconnect-only', clearBy: null, overrides: [] } as const
        const { id: scenarioId } = await makeScenario(deps, operator, { name: 'What if', plan: planId, settings })
        await runScenarioWith(reference)(deps, { scenarioId }, { ...jobContext, jobId: deps.ids.next('job') })
        return scenarioId
      },
      fund: () => organisations.find(({ id }) => id === site.organisationId)!.fundId,
      leg: () => orders.find((one) => one.site.id === site.id)!.legId,
      order: async () => freshOrder(site.id),
      // Finished, so that whoever follows it is told so and let go.
      job: async () => (await test.jobs.cancel(owner, (await test.jobs.submit(owner, 'import', {})).id)).id,
      async request() {
        const input = { sites: [site.id], choice: 'not', reason: 'r', approvedBy: 'a', reviewOn: untilOn }
        const about = { subjectKind: 'site-decision', place: { organisationId, region }, says: `About ${site.code}.` }
        const approver: Caller = { ...operator, roles: ['approver'] }
        const ask = askForSecond(deps, approver, { act: decideNotToReplace, ...about, input, reason: 'r' })
        return (await db.write(ask)).id
      },
      async person() {
        const login = `${deps.ids.next('login')}@example.org`
        return (await invitePerson(deps, admin, { name: 'P', login })).person.id
      },
      machine: async () => (await makeMachine(deps, admin, { name: 'M' })).id,
      token: async () => (await issueToken(deps, admin, { principalId })).row.id,
      async export() {
        const id = deps.ids.next('exp')
        const offered = { id, principalId, approvedBy: 'local-admin', scope, format: 'csv' } as const
        const until = { approvedAt: deps.clock.now(), expiresAt: new Date('2099-01-01') }
        await db.write((q) => insertExport(q, { ...offered, ...until }))
        return id
      },
      import: async () => (await run('device\nD9\n', { caller: owner, dryRun: true, kept })).importId,
    }
  }

  async function call(name: string, { token, objects }: { token: string | null; objects: Objects }) {
    const [method, path] = name.split(' ') as ['GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string]
    const { url = () => path, payload, headers = {} } = MATRIX[name]!
    const body = typeof payload === 'function' ? payload(objects) : payload
    const options = { method, url: `${PREFIX}${url(objects)}`, token, headers }
    return test.request(body === undefined ? options : { ...options, payload: body })
  }
  return { callers, objectsFor, call, close: () => close().finally(() => rmSync(kept, { recursive: true })) }
}

describe('the authorisation matrix', () => {
  const names = new Set<string>()
  let test: Awaited<ReturnType<typeof setUp>>
  beforeAll(async () => {
    test = await setUp(names)
    return test.close
  })
  const statusOf = (status: Status, role: Someone) =>
    typeof status === 'number' ? status : (status[role] ?? status.else)

  it('has a row for every route that is registered, and no other', () => {
    expect([...names].filter((name) => !(name in MATRIX)).sort(), 'add a row to test/access/matrix.test.ts').toEqual([])
    expect(Object.keys(MATRIX).filter((name) => !names.has(name))).toEqual([])
  })

  for (const [name, row] of Object.entries(MATRIX)) {
    it(`${name}: ${typeof row.may === 'string' ? row.may : row.may.join(', ')}`, async () => {
      const nobody = test.callers.get('auditor')!.caller
      const unknown = await test.call(name, { token: null, objects: await test.objectsFor(name, nobody, 'own') })
      expect(unknown.statusCode, 'without a token').toBe(row.may === 'anyone' ? row.own : 401)
      for (const [role, { token, caller }] of test.callers) {
        for (const which of ['own', 'foreign'] as const) {
          const expected = which === 'own' ? row.own : row.foreign
          if (expected === undefined) continue
          const answer = await test.call(name, { token, objects: await test.objectsFor(name, caller, which) })
          const may = typeof row.may === 'string' || row.may.includes(role)
          expect(answer.statusCode, `${role}, ${which}: ${answer.body}`).toBe(may ? statusOf(expected, role) : 403)
          if (!row.namesMakers) expect(answer.body, `${role}, ${which}`).not.toMatch(FOREIGN)
          if (BLIND.includes(role)) expect(answer.body, role).not.toMatch(ESTATE_WORDS)
        }
      }
    })
  }
})
