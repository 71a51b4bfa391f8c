import { describe, expect, it } from 'vitest'
import { makeDice } from '../../src/demo/estate/dice.ts'

describe('dice', () => {
  it('throw what mulberry32 is known to give for seed 1', () => {
    const dice = makeDice(1)
    expect([dice.below(2 ** 32), dice.below(2 ** 32), dice.below(2 ** 32)]).toEqual([2693262067, 11749833, 2265367787])
  })

  it('never leave their range, and reach both ends', () => {
    const dice = makeDice(3)
    const thrown = new Set(Array.from({ length: 500 }, () => dice.between(4, 9)))
    expect([...thrown].sort()).toEqual([4, 5, 6, 7, 8, 9])
  })

  it('never pick what weighs nothing', () => {
    const dice = makeDice(4)
    const picked = Array.from({ length: 200 }, () =>
      dice.weigh([
        [0, 'never'],
        [1, 'rare'],
        [3, 'often'],
      ] as const),
    )
    expect(new Set(picked)).toEqual(new Set(['rare', 'often']))
  })

  it('shuffle without loss and leave the list as it was', () => {
    const list = [1, 2, 3, 4, 5, 6, 7, 8]
    const shuffled = makeDice(5).shuffle(list)
    expect(shuffled).not.toEqual(list)
    expect(shuffled.toSorted()).toEqual(list)
    expect(list).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })
})
