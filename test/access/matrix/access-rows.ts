// Rows of the authorisation matrix: people, tokens, sessions, requests, the trail, long work.
import { ROLES } from '../../../src/access/caller.ts'
import type { Row, Status } from './row.ts'

const why = { reason: 'Because.' }
/** An import that they started once: of those who may start one still. */
const theirImport: Status = { programme: 200, estate: 200, else: 404 }
/** Whoever may decide `site-decision.not`; an auditor may look; to all others it is unknown. */
const decided: Status = { approver: 200, auditor: 403, else: 404 }

export const accessRows: Readonly<Record<string, Row>> = {
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
  'GET /audit-entries': { may: ['auditor'], own: 200 },
  // The auditor here holds a part only.
  'GET /audit-entries/export': { may: ['auditor'], own: 403 },
  'POST /break-glass': { may: ['admin'], own: 202, payload: { hours: 1, ...why } },
}
