import { describe, expect, it } from 'vitest'
import { newRef, parseRef } from '../../src/orders/order-ref.ts'

describe('the reference of an order', () => {
  it('is eight characters that can be read out, and nothing of an id', () => {
    expect(newRef({ secret: () => '7f3k9q2mxxxx' })).toBe('WO-7F3K-9Q2M')
  })

  it.each([
    ['WO-7F3K-9Q2M', 'WO-7F3K-9Q2M'],
    [' wo-7f3k-9q2m ', 'WO-7F3K-9Q2M'],
    ['WO-OF3K-9QIL', 'WO-0F3K-9Q11'],
    ['WO-7F3K9Q2M', null],
    ['WO-7F3K-9Q2U', null],
    ['', null],
  ])('%j is understood as %j', (said, ref) => {
    expect(parseRef(said)).toBe(ref)
  })
})
