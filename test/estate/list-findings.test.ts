import { expect, it } from 'vitest'
import { eachFinding, printFindings, type FoundDevice } from '../../src/estate/list-findings.ts'
import { eachDialect } from '../support/dialects.ts'
import { csv, importer } from '../support/make.ts'

eachDialect('what is flagged', (open) => {
  it('is listed a part at a time, each device once, in the order of their making, those that are gone not', async () => {
    const db = await open()
    const rows = Array.from({ length: 5002 }, (_, i) => {
      return `Ducks,POND,D${i},Hikvision,${i === 7 ? 'removed' : 'in-service'}`
    })
    await importer(db)(csv('organisation,site,device,manufacturer,status', ...rows, 'Ducks,POND,X,Axis,in-service'))
    const parts: FoundDevice[][] = []
    let served = 0
    const others = setInterval(() => served++, 0)
    for await (const part of eachFinding(db.read, 'everything', 'flagged')) parts.push(part)
    clearInterval(others)
    expect(served, 'a server that lists them has a turn for others').toBeGreaterThan(0)
    expect(parts.map(({ length }) => length)).toEqual([4999, 2])
    const labels = parts.flat().map(({ device }) => device.label)
    expect(new Set(labels).size).toBe(5001)
    expect(labels).not.toContain('D7')
    expect(parts.flat().every(({ finding, siteCode }) => finding?.state === 'flagged' && siteCode === 'POND')).toBe(
      true,
    )
    const lines: string[] = []
    await printFindings(eachFinding(db.read, 'everything', 'flagged'), {
      print: (line) => void lines.push(line),
      width: 400,
    })
    expect(lines).toHaveLength(1 + 5001 + 1)
    expect(lines[0]).toMatch(/^Organisation +Site +Device +Kind +Make +Finding$/)
  })
})
