import { expect, it } from 'vitest'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { progressOf } from '../../../src/reports/progress/progress.ts'
import { day } from '../../../src/shared/day.ts'
import { buildTestApp } from '../../support/app.ts'
import { eachDialect } from '../../support/dialects.ts'
import { csv, importer } from '../../support/make.ts'

const ESTATE = csv(
  'organisation,site,region,sensitivity,device,manufacturer,network,installed_on,status',
  'Ducks,POND,Wales,sensitive,D1,Hikvision,core,2022-11-24,',
  'Ducks,POND,Wales,sensitive,D2,Hikvision,core,2022-11-23,disconnected',
  'Ducks,LAKE,London,sensitive,D3,Axis,,2024-01-01,',
  'Ducks,MERE,London,sensitive,D4,,,,',
  'Geese,HILL,London,other,D5,Dahua,isolated,,',
  'Geese,FELL,London,,D6,Dahua,core,,removed',
)

eachDialect('progress', (open) => {
  it('counted by the database is what counting each device comes to', async () => {
    const db = await open()
    const { ids, request } = await buildTestApp(db)
    await importer(db, ids)(ESTATE)
    const answer = await request({ method: 'GET', url: '/api/v1/progress' })
    const { on, ...found } = answer.json()
    const { sites, devices } = await loadEstate(db.read, 'everything')
    expect([answer.statusCode, found]).toEqual([200, progressOf({ sites, devices }, day(on))])
    expect(found).toMatchObject({
      sensitive: { sites: 3, withFlagged: 1, toIdentify: 1, clearByInventory: 1, cleared: 1 },
      unassessedSites: 1,
      onCore: { atSensitiveSites: 1, inAll: 1 },
      installedSince: { atSensitiveSites: 1, inAll: 1 },
      devices: { flagged: 3, unknown: 1, cleared: 1 },
    })
  })
})
