import { describe, expect, it } from 'vitest'
import { progressLines } from '../../src/cli/progress.ts'
import { table, wrap } from '../../src/cli/output.ts'

describe('a table', () => {
  it('aligns text left and numbers right, and wraps the last column within the width', () => {
    const columns = [{ title: 'Site' }, { title: 'Cost', align: 'right' }, { title: 'Why' }] as const
    const rows = [
      ['HQ', '£1,200', 'a sensitive site with flagged equipment'],
      ['Gatehouse', '£5', 'unknown'],
    ]
    expect(table(columns, rows, 38)).toEqual([
      'Site         Cost  Why',
      'HQ         £1,200  a sensitive site',
      '                   with flagged',
      '                   equipment',
      'Gatehouse      £5  unknown',
    ])
  })

  it('lets its widest columns give way to one another, and never breaks a number or a word', () => {
    const columns = [{ title: 'Make' }, { title: 'Cost', align: 'right' }, { title: 'Why' }] as const
    const rows = [
      [
        'one make of many words that somebody wrote out',
        '£1,200',
        'it names the make as its maker, by all that is known',
      ],
      ['DS-2CD2143G2-I(S)/4G-256GB-B', '£5', 'unknown'],
    ]
    expect(table(columns, rows, 66)).toEqual([
      'Make                            Cost  Why',
      'one make of many words that   £1,200  it names the make as its',
      'somebody wrote out                    maker, by all that is known',
      'DS-2CD2143G2-I(S)/4G-256GB-B      £5  unknown',
    ])
    const narrow = table(columns, rows, 10)
    expect(narrow[1]).toBe('one make of many words that   £1,200  it names the make as')
  })

  it('of half a million rows is no more than its lines', () => {
    const rows = Array.from({ length: 500_000 }, (_, i) => [`CAM-${i}`, 'x'])
    expect(table([{ title: 'Device' }, { title: 'Finding' }], rows, 80)).toHaveLength(500_001)
  })

  it('of no rows is its header', () => {
    expect(table([{ title: 'Site' }, { title: 'Cost', align: 'right' }], [], 80)).toEqual(['Site  Cost'])
  })

  it('aligns a number in the last column, too', () => {
    expect(
      table(
        [{ title: 'Site' }, { title: 'Cost', align: 'right' }],
        [
          ['HQ', '£5'],
          ['A', '£1,000'],
        ],
        80,
      ),
    ).toEqual(['Site    Cost', 'HQ        £5', 'A     £1,000'])
  })

  it('counts characters as a reader does', () => {
    const lines = table(
      [{ title: 'Site' }, { title: 'X' }],
      [
        ['Tŷ 🏫', 'x'],
        ['Hall', 'x'],
      ],
      80,
    )
    expect(lines).toEqual(['Site  X', 'Tŷ 🏫  x', 'Hall  x'])
  })
})

describe('wrapping', () => {
  it('breaks between words only, at exactly the width', () => {
    expect(wrap('aaa bbb ccc', 7)).toEqual(['aaa bbb', 'ccc'])
    expect(wrap('aaa bbb ccc', 6)).toEqual(['aaa', 'bbb', 'ccc'])
    expect(wrap('unbreakable', 4)).toEqual(['unbreakable'])
    expect(wrap('', 4)).toEqual([''])
  })
})

describe('progress without a terminal', () => {
  const linesOf = (steps: [number, number | null, string][]) => {
    const lines: string[] = []
    const view = progressLines((line) => void lines.push(line))
    for (const [done, total, doing] of steps) view.show({ done, total, doing })
    return lines
  }
  it('is a line at every tenth of the work, not one a report', () => {
    const steps = Array.from({ length: 1000 }, (_, n) => [n + 1, 1000, 'saving'] as [number, number, string])
    expect(linesOf(steps)).toHaveLength(11)
  })
  it('is a line when the work turns to something else', () => {
    expect(
      linesOf([
        [0, null, 'reading'],
        [50, null, 'reading'],
        [0, 3, 'saving'],
        [3, 3, 'saving'],
      ]),
    ).toEqual(['reading: 0', 'saving: 0 of 3', 'saving: 3 of 3'])
  })
})
