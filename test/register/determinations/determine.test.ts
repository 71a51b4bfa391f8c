import { expect, it } from 'vitest'
import { getCaller, insertHostPrincipals, LOCAL_OPERATOR } from '../../../src/access/principals.ts'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import type { Database } from '../../../src/db/database.ts'
import { determinationCommandsWith } from '../../../src/register/determinations/commands.ts'
import { listDeterminations } from '../../../src/register/determinations/store.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { testShell } from '../../support/shell.ts'
import { shipped } from '../shipped.ts'

const BODY = {
  manufacturerId: 'Hangzhou Hikvision Digital Technology Co., Ltd.',
  determined: 'in-scope',
  basis: 'Board paper 12.',
  decidedBy: 'A. Senior',
  reviewOn: '2027-11-22',
}

async function setUp(db: Database) {
  const test = await buildTestApp(db)
  const post = (payload: object, token?: string) =>
    test.request({ method: 'POST', url: '/api/v1/determinations', payload, ...(token !== undefined && { token }) })
  const get = async (path: string) => (await test.request({ method: 'GET', url: `/api/v1${path}` })).json()
  return { ...test, post, get }
}

eachDialect('determining a manufacturer by the API', (open) => {
  it('is kept under its id, shown with it, and makes the register another version', async () => {
    const { post, get } = await setUp(await open())
    const made = await post(BODY)
    expect([made.statusCode, made.json()]).toMatchObject([
      201,
      { manufacturerId: 'hikvision', decidedOn: '2026-11-22' },
    ])
    expect((await get('/determinations')).items).toEqual([{ ...made.json(), state: 'in-force' }])
    const entry = await get('/register/manufacturers/hikvision')
    expect(entry).toMatchObject({ standing: 'in-scope', confirmed: true, determination: { basis: 'Board paper 12.' } })
    expect(entry.statement.words).toContain('categorically false')
    expect(entry.macBlocks.length * entry.listings.length * entry.modelPrefixes.length).toBeGreaterThan(0)
    const { registerVersion, items } = await get('/register/manufacturers')
    expect(registerVersion).not.toBe(shipped.version)
    expect(items.find(({ id }: { id: string }) => id === 'dahua')).toMatchObject({
      confirmed: false,
      determination: null,
    })
  })

  it('shows Lorex with its owners and their years', async () => {
    const { get } = await setUp(await open())
    const { ownership } = await get('/register/manufacturers/lorex')
    expect(ownership).toMatchObject([
      { owner: 'dahua', until: '2022' },
      { from: '2022', until: null },
    ])
  })

  it('not in scope waits for a second approver who may act everywhere', async () => {
    const { post, get, request, tokenOf } = await setUp(await open())
    const asked = await post({ ...BODY, determined: 'not-in-scope' })
    expect(asked.statusCode).toBe(202)
    expect((await get('/determinations')).items).toEqual([])
    const approve = (token: string) =>
      request({
        method: 'POST',
        url: `/api/v1/requests/${asked.json().id}/approve`,
        payload: { reason: 'I read the paper.' },
        token,
      })
    expect((await approve(await tokenOf('narrow', ['approver'], []))).statusCode).toBe(404)
    expect((await approve(await tokenOf('second', ['approver']))).statusCode).toBe(200)
    expect((await get('/determinations')).items).toMatchObject([{ determined: 'not-in-scope', secondBy: 'second' }])
  })

  it('refuses a review day that is past, a decision to come, a maker nobody knows, and a part of the estate', async () => {
    const { post, tokenOf } = await setUp(await open())
    expect((await post({ ...BODY, reviewOn: '2026-11-22' })).json()).toMatchObject({ code: 'review-day-past' })
    expect((await post({ ...BODY, decidedOn: '2026-11-23' })).json()).toMatchObject({ code: 'decided-later' })
    expect((await post({ ...BODY, manufacturerId: 'Shiki' })).json()).toMatchObject({ code: 'unknown-manufacturer' })
    const narrow = await post(BODY, await tokenOf('narrow', ['approver'], []))
    expect([narrow.statusCode, narrow.json().code]).toEqual([403, 'scope-too-narrow'])
  })
})

eachDialect('lenscap determine', (open) => {
  async function commandLine() {
    const db = await open()
    const { deps, tokenOf } = await buildTestApp(db)
    await db.write((q) => insertHostPrincipals(q, deps.clock.now()))
    const lenscap = async (...argv: string[]) => {
      const { shell, printed, noted } = testShell()
      const caller = await getCaller(db.read, LOCAL_OPERATOR, 'cmd_1')
      const exit = await runProgram(argv, {
        version: '0.0.0',
        commands: [determinationCommandsWith(() => shipped)],
        shell,
        prepare: async (_needs, at) => ({ ...at, ...deps, caller }) as unknown as CommandContext,
      })
      return { exit, says: [...printed, ...noted].join('\n') }
    }
    return { db, lenscap, tokenOf }
  }
  const WHY = ['--basis', 'Board paper 12.', '--review', '2027-11-22']

  it('records it, and the list says what is left to confirm', async () => {
    const { lenscap } = await commandLine()
    expect(await lenscap('determine', 'Dahua', 'in-scope', ...WHY)).toEqual({
      exit: 0,
      says: 'Recorded: Dahua is in scope, until 22 November 2027. See what it changes: lenscap re-evaluate --dry-run',
    })
    const { says } = await lenscap('determinations')
    expect(says).toMatch(/Dahua +dahua +in-scope +in-scope +in scope, by Local operator, until 22 November 2027/)
    expect(says).toMatch(/Imou +imou +in-scope +in-scope +follows its maker/)
    expect(says).toMatch(/Hikvision +hikvision +in-scope +in-scope +to be confirmed/)
    expect(says).toContain('36 manufacturers, 34 of them by the register')
  })

  it('not-in-scope takes a second approver', async () => {
    const { db, lenscap, tokenOf } = await commandLine()
    expect((await lenscap('determine', 'dahua', 'not-in-scope', ...WHY)).says).toMatch(/^Asked, as request ask_/)
    expect(await listDeterminations(db.read)).toEqual([])
    const done = await lenscap(
      'determine',
      'dahua',
      'not-in-scope',
      ...WHY,
      '--approved-by',
      await tokenOf('b', ['approver']),
    )
    expect([done.exit, done.says]).toEqual([
      0,
      expect.stringMatching(/^Recorded, with a second approver: Determine Dahua/),
    ])
    expect(await listDeterminations(db.read)).toMatchObject([{ manufacturerId: 'dahua', secondBy: 'b' }])
  })
})
