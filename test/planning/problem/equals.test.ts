import { describe, expect, it } from 'vitest'
import { oneOfEquals } from '../../../src/planning/problem/equals.ts'

describe('one of equals', () => {
  it('is the first that said the same', () => {
    const one = oneOfEquals()
    const first = { kind: 'labour', terms: { vat: 'exclusive' } }
    expect(one(first)).toBe(first)
    expect(one({ kind: 'labour', terms: { vat: 'exclusive' } })).toBe(first)
  })

  it('is itself for what differs anywhere within', () => {
    const one = oneOfEquals()
    one({ kind: 'labour', terms: { vat: 'exclusive' } })
    const other = { kind: 'labour', terms: { vat: 'inclusive' } }
    expect(one(other)).toBe(other)
  })
})
