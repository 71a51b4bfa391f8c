import { describe, expect, it } from 'vitest'
import { makePace } from '../../src/jobs/job.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 9, 0, seconds))

describe('the pace of long work', () => {
  it('is told after a second: how many a second, and how long it takes yet', () => {
    const pace = makePace()
    const progress = (done: number) => ({ done, total: 1000, doing: 'deciding' })
    expect(pace(progress(0), at(0))).toMatchObject({ perSecond: null, secondsLeft: null })
    expect(pace(progress(100), at(2))).toMatchObject({ perSecond: 50, secondsLeft: 18 })
    expect(pace(progress(1000), at(10))).toMatchObject({ perSecond: 100, secondsLeft: 0 })
  })
  it('is of what is done now: other work, and work begun anew, start from nothing', () => {
    const pace = makePace()
    pace({ done: 0, total: 10, doing: 'reading' }, at(0))
    expect(pace({ done: 0, total: 10, doing: 'deciding' }, at(5))).toMatchObject({ perSecond: null })
    expect(pace({ done: 8, total: 10, doing: 'deciding' }, at(9))).toMatchObject({ perSecond: 2, secondsLeft: 1 })
    expect(pace({ done: 1, total: 10, doing: 'deciding' }, at(10))).toMatchObject({ perSecond: null })
  })
  it('has no end where no total is known', () => {
    const pace = makePace()
    pace({ done: 0, total: null, doing: 'reading' }, at(0))
    expect(pace({ done: 30, total: null, doing: 'reading' }, at(3))).toMatchObject({ perSecond: 10, secondsLeft: null })
  })
})
