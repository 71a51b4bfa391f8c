import { expect, it } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { eachDialect } from '../support/dialects.ts'
import { joinAdmins, PASSWORD, signIn } from '../support/people.ts'

eachDialect('sign-ins', (open) => {
  it('are on record, the refused ones too, without what was typed', async () => {
    const test = await buildTestApp(await open())
    const [admin] = await joinAdmins(test)
    const tryIn = (login: string, password: string) =>
      test.request({
        method: 'POST',
        url: '/api/v1/session',
        payload: { login, password, code: '000000' },
        token: null,
      })
    await tryIn(admin.login, 'typed-by-mistake')
    await tryIn('typed-into-the-wrong-field', PASSWORD)
    await (await signIn(test, admin)).send('DELETE', '/session')
    const { read } = test.deps.db
    const entries = await read.select().from(read.t.auditEntries)
    const said = entries
      .filter(({ act }) => act.startsWith('session.'))
      .map(({ act, principalId }) => [act, principalId])
    expect(said).toEqual([
      ['session.refused', admin.id],
      ['session.refused', 'nobody'],
      ['session.started', admin.id],
      ['session.ended', admin.id],
    ])
    expect(JSON.stringify(entries) + test.lines.join('')).not.toMatch(/typed-|correct horse/)
  })
})
