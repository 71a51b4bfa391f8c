import { Type } from 'typebox'
import { beforeAll, describe, expect, it } from 'vitest'
import { pageOf, PageQuery, pageReply } from '../../src/http/paging.ts'
import type { Routes } from '../../src/http/plugin.ts'
import { closed } from '../../src/http/words.ts'
import { buildTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/dialects.ts'

const NUMBERS = Array.from({ length: 125 }, (_, i) => i)
const lists: Routes = async (app, { db }) => {
  const querystring = closed({ ...PageQuery, colour: Type.Optional(Type.String()) })
  const schema = { querystring, response: { 200: pageReply(Type.Integer()) } }
  for (const url of ['/numbers', '/others']) {
    app.get(url, { config: { roles: ['programme'] }, schema }, async (request, reply) => {
      const page = pageOf<number>(request, db.read.sealer)
      const found = NUMBERS.filter((n) => n > (page.after ?? -1)).slice(0, page.rows)
      return page.answer(reply, found, (n) => n)
    })
  }
}

describe('a paged list', () => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    test = await buildTestApp(db, { routes: [lists] })
    return close
  })
  const get = async (url: string, token?: string) => {
    type Body = { items: number[]; nextCursor: string | null; code: string; detail: string }
    const answer = await test.request({ url: url.startsWith('/api') ? url : `/api/v1${url}`, ...(token && { token }) })
    const next = /^<(.*)>; rel="next"$/.exec(String(answer.headers['link'] ?? ''))?.[1]
    return { ...answer.json<Body>(), status: answer.statusCode, next }
  }

  it('shows 50 a page unless asked, follows Link to the end, and shows every row once', async () => {
    const seen: number[] = []
    const sizes: number[] = []
    for (let url: string | undefined = '/numbers?colour=red'; url !== undefined;) {
      const { items, next }: { items: number[]; next: string | undefined } = await get(url)
      seen.push(...items)
      sizes.push(items.length)
      url = next
    }
    expect(seen).toEqual(NUMBERS)
    expect(sizes).toEqual([50, 50, 25])
  })

  it('ends without a cursor when the last page is exactly full', async () => {
    expect(await get('/numbers?limit=125')).toMatchObject({ nextCursor: null, next: undefined })
  })

  it('takes 1 to 500 a page', async () => {
    expect((await get('/numbers?limit=1')).items).toEqual([0])
    expect((await get('/numbers?limit=500')).items).toHaveLength(125)
    expect((await get('/numbers?limit=0')).detail).toContain('query.limit must be >= 1')
    expect((await get('/numbers?limit=501')).detail).toContain('query.limit must be <= 500')
  })

  it('keeps the page size on the next page', async () => {
    const { next } = await get('/numbers?limit=10')
    expect((await get(next!)).items).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
  })

  it('does not take a cursor to another list, another filter or another caller, nor a changed one', async () => {
    const { nextCursor } = await get('/numbers?colour=red')
    const other = await test.tokenOf('someone', ['programme'])
    expect((await get(`/numbers?colour=red&cursor=${nextCursor}`)).status).toBe(200)
    for (const [url, token] of [
      [`/others?colour=red&cursor=${nextCursor}`],
      [`/numbers?colour=blue&cursor=${nextCursor}`],
      [`/numbers?cursor=${nextCursor}`],
      [`/numbers?colour=red&cursor=${nextCursor?.replace(/..$/, 'AA')}x`],
      ['/numbers?cursor=1'],
      [`/numbers?colour=red&cursor=${nextCursor}`, other],
    ] as const) {
      const { status, code } = await get(url, token)
      expect([status, code]).toEqual([400, 'bad-cursor'])
    }
  })
})
