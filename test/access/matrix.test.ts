// The authorisation matrix: one row a route, checked for every role, on an object of the caller's own part of the estate
// and on a foreign one. A route that is registered and has no row here fails the first test.
import { beforeAll, describe, expect, it } from 'vitest'
import { accessRows } from './matrix/access-rows.ts'
import { estateRows } from './matrix/estate-rows.ts'
import { ordersRows } from './matrix/orders-rows.ts'
import { planningRows } from './matrix/planning-rows.ts'
import type { Someone, Status } from './matrix/row.ts'
import { setUp } from './matrix/set-up.ts'

/** In no answer to anyone. */
const FOREIGN = /LAKE|MOAT|Geese|GEESE|London|SW1A|CF10 2BB|"D2"|"D3"|Dahua/
/** In no answer to those who see no estate, or only its money. */
const ESTATE_WORDS = /POND|CF10|"D1"|Hikvision|sensitivity|"tier"|"rank"|"clause"|"reasons"|"binding"|"limbs"|"devices"/
const BLIND: readonly Someone[] = ['none', 'admin', 'finance', 'contractor']

const MATRIX = { ...estateRows, ...planningRows, ...ordersRows, ...accessRows }

describe('the authorisation matrix', () => {
  const names = new Set<string>()
  let test: Awaited<ReturnType<typeof setUp>>
  beforeAll(async () => {
    test = await setUp(MATRIX, names)
    return test.close
  })
  const statusOf = (status: Status, role: Someone) =>
    typeof status === 'number' ? status : (status[role] ?? status.else)

  it('has a row for every route that is registered, and no other', () => {
    expect([...names].filter((name) => !(name in MATRIX)).sort(), 'add a row in test/access/matrix').toEqual([])
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
