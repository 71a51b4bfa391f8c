import { beforeAll, describe, expect, it } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/dialects.ts'

interface Operation {
  summary?: string
  tags?: string[]
  security?: unknown[]
  responses: Record<string, { content?: Record<string, unknown> }>
}
interface Document {
  openapi: string
  security: unknown[]
  paths: Record<string, Record<string, Operation>>
}

describe('the description of the API', () => {
  let test: Awaited<ReturnType<typeof buildTestApp>>
  let document: Document
  beforeAll(async () => {
    const { db, close } = await openTestDatabase('sqlite')
    test = await buildTestApp(db)
    document = (await test.request({ url: '/openapi.json', token: null })).json<Document>()
    return close
  })
  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    )

  it('is OpenAPI 3.1, asks for a token, and holds the main job', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(document.security).toEqual([{ bearer: [] }])
    const names = operations().map(({ name }) => name)
    for (const name of [
      'post /api/v1/imports',
      'post /api/v1/plans',
      'get /api/v1/jobs/{id}',
      'get /api/v1/devices',
      'get /api/v1/sites',
      'patch /api/v1/sites/{id}',
      'get /api/v1/plans/{id}',
      'get /api/v1/plans/{id}/orders',
    ]) {
      expect(names).toContain(name)
    }
  })

  it('says of every operation what it does, where it belongs and how it fails', () => {
    const lacking = operations().filter(
      ({ operation }) =>
        !operation.summary ||
        !operation.tags?.length ||
        !operation.responses['default']?.content?.['application/problem+json'],
    )
    expect(lacking.map(({ name }) => name)).toEqual([])
  })

  it('has a page that takes everything from this server', async () => {
    const page = await test.request({ url: '/docs/', token: null })
    expect(page.headers['content-type']).toContain('text/html')
    const links = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link!)
    expect(links.length).toBeGreaterThan(3)
    for (const link of links) {
      expect(link).not.toMatch(/^(https?:)?\/\//)
      const answer = await test.request({ url: new URL(link, 'http://here/docs/').pathname, token: null })
      expect([link, answer.statusCode]).toEqual([link, 200])
    }
  })
})
