// Rows of the authorisation matrix: the register, the estate, what is decided and asked of it.
import { ESTATE_READERS, type Row } from './row.ts'

const why = { reason: 'Because.' }
const factList = (payload: string): Row => {
  return { may: ['programme', 'estate'], own: 200, payload, headers: { 'content-type': 'text/csv' } }
}

export const estateRows: Readonly<Record<string, Row>> = {
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
  'GET /exports': { may: ['programme', 'approver', 'estate'], own: 200 },
  'POST /exports': { may: ['programme', 'approver', 'estate'], own: 202, payload: why },
  'POST /exports/:id/download': {
    may: ['programme', 'approver', 'estate'],
    own: 200,
    foreign: 404,
    url: (o) => `/exports/${o.export}/download`,
  },
}
