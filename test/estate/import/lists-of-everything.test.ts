import { describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../support/dialects.ts'
import { countsOf, csv, importer } from '../../support/make.ts'

async function imported(text: string) {
  const { db, close } = await openTestDatabase('sqlite')
  const report = await importer(db)(text)
  await close()
  return report
}

describe('an import of a list of everything', () => {
  const one = { rows: 2, created: 1, updated: 0, unchanged: 0, duplicates: 0, rejected: 1 }
  it.each([
    [
      'netbox-csv',
      csv(
        'name,role,manufacturer,device_type,status,site,primary_ip',
        'core-1,Access Switch,Cisco,C9300,active,HQ,10.0.0.1/24',
        'gate,IP Camera,Hikvision,DS-2CD2143G2-I,planned,HQ,10.0.0.7/24',
      ),
      2,
    ],
    [
      'snipe-it',
      csv(
        'Asset Tag,Category,Supplier,Order Number,Manufacturer,Model,Location,Status',
        'A-1,CCTV,Shop,1,Dahua,IPC-HFW2431S,Town Hall,Deployed',
        'A-2,Laptops,Shop,1,Apple,Macbook,Town Hall,Deployed',
      ),
      3,
    ],
    [
      'nmap',
      '<nmaprun><host><status state="up"/><address addr="44:19:b6:01:02:03" addrtype="mac"/></host>' +
        '<host><status state="up"/><address addr="10.0.0.9" addrtype="ipv4"/></host></nmaprun>',
      2,
    ],
  ])('takes the camera of %s, and says of the other row what it lacks', async (format, text, row) => {
    const report = await imported(text)
    expect(report.format).toBe(format)
    expect(countsOf(report)).toEqual(one)
    expect(report.findings).toMatchObject({ flagged: 1 })
    expect(report.complaints).toMatchObject([{ row, column: null, code: 'not-surveillance' }])
  })
})
