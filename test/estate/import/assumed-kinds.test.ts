import { expect, it } from 'vitest'
import { recordSurvey } from '../../../src/estate/findings/record-survey.ts'
import { reEvaluateWith } from '../../../src/estate/findings/re-evaluate.ts'
import { loadEstate } from '../../../src/estate/load-estate.ts'
import { day } from '../../../src/shared/day.ts'
import { countingIds } from '../../support/clock.ts'
import { eachDialect } from '../../support/dialects.ts'
import { depsOf, jobContext, operator, reference } from '../../support/estate.ts'
import { codesOf, csv, importer } from '../../support/make.ts'

const FILE = csv(
  'organisation,site,device,manufacturer,model',
  'Ducks,POND,PHONE,Huawei,',
  'Ducks,POND,CAM,Hikvision,',
  'Ducks,POND,NVR,Hikvision,DS-7608NI-K2',
)

eachDialect('a device of which nobody says what it is', (open) => {
  const setUp = async () => {
    const db = await open()
    const ids = countingIds()
    const load = importer(db, ids)
    const devices = async () => {
      const { devices: all } = await loadEstate(db.read, 'everything')
      return Object.fromEntries(all.map(({ label, kind, finding }) => [label, `${kind}: ${finding}`]))
    }
    const idOf = async (label: string) =>
      (await loadEstate(db.read, 'everything')).devices.find((device) => device.label === label)!.id
    return { db, ids, load, devices, idOf, deps: { ...depsOf(db), ids } }
  }

  it('is planned as a camera, and not flagged for a maker that makes much else', async () => {
    const { load, devices, deps } = await setUp()
    const report = await load(FILE)
    expect(codesOf(report.warnings)).toContain('kind-assumed')
    expect(await devices()).toMatchObject({ PHONE: 'camera: review', CAM: 'camera: flagged', NVR: 'recorder: flagged' })
    const { changed } = await reEvaluateWith(reference.register)(deps, { dryRun: true }, jobContext)
    expect(changed).toBe(0)
  })

  it('is flagged when somebody says that it is a camera, in the file or for all of its rows', async () => {
    const { load, devices } = await setUp()
    await load(FILE)
    const again = await load(FILE, { kind: 'camera' })
    expect(again).toMatchObject({ updated: 2, unchanged: 1 })
    expect(await devices()).toMatchObject({ PHONE: 'camera: flagged' })
    expect(await load(FILE)).toMatchObject({ updated: 0, unchanged: 3 })
  })

  it('is what a survey finds it to be', async () => {
    const { load, devices, idOf, deps } = await setUp()
    await load(FILE)
    const about = { surveyedOn: day('2026-11-20'), surveyedBy: 'A. Surveyor' }
    const survey = { ...about, deviceId: await idOf('PHONE'), seen: { kind: 'camera' as const } }
    await recordSurvey(deps, reference.register, { caller: operator, survey })
    expect(await devices()).toMatchObject({ PHONE: 'camera: flagged' })
  })
})
