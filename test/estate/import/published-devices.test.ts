// Scans, exports and dumps that others have published: what an import of each comes to, from a reading by hand.
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { readNmap } from '../../../src/estate/readers/devices/nmap.ts'
import { recognise } from '../../../src/register/recognise.ts'
import { Failure } from '../../../src/shared/failure.ts'
import { shipped } from '../../register/shipped.ts'
import { contentOf } from '../../support/content.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { itWithInventories } from '../../support/inventories.ts'
import { countsOf, importer } from '../../support/make.ts'

/** The texts are imported one after the other: their reports, or the codes of those that are refused. */
async function importAll(files: readonly (readonly [name: string, text: string])[]) {
  const { db, close } = await openTestDatabase('sqlite')
  const run = importer(db)
  const outcomes = []
  for (const [fileName, text] of files) {
    outcomes.push(
      await run(text, { fileName }).catch((error: unknown) => {
        if (error instanceof Failure) return error.code
        throw error
      }),
    )
  }
  await close()
  return outcomes
}
const load = (path: string) => [basename(path), readFileSync(path, 'utf8')] as const
const rejectedAll = (rows: number) => ({ rows, created: 0, updated: 0, unchanged: 0, duplicates: 0, rejected: rows })

describe('lists without one camera', () => {
  const lists: readonly [path: string, rows: number][] = [
    // 256 addresses, 50 that answered: servers, switches and desktops.
    ['nmap-office-lan/nmap_10.246.50.0_24.xml', 50],
    ['nmap-libs-ruby/local_scan.xml', 1],
    ['nmap-libs-ruby/scan.xml', 1],
    // Four hosts at which Nmap guesses webcams of Axis: two are this host itself, one is a public server.
    ['nmap-python-libnmap/1_os_banner_scripts.xml', 1],
    ['nmap-python-libnmap/2_hosts_version.xml', 2],
    ['nmap-python-libnmap/full_sudo6.xml', 4],
    ['nmap-python-libnmap/os_scan5.xml', 4],
    ['snipeit-samples/assets-sample.csv', 22],
  ]
  const paths = lists.map(([path]) => path)
  itWithInventories('give no device: every row is rejected as no surveillance equipment', paths, async (files) => {
    for (const [i, outcome] of (await importAll(files.map(load))).entries()) {
      if (typeof outcome === 'string') throw new Error(`${paths[i]}: ${outcome}`)
      expect(countsOf(outcome), paths[i]).toEqual(rejectedAll(lists[i]![1]))
      expect(new Set(outcome.complaints.map(({ code }) => code))).toEqual(new Set(['not-surveillance']))
    }
  })
})

describe('a scan that was stopped', () => {
  itWithInventories(
    'gives the hosts that were whole, wherever it broke',
    ['nmap-office-lan/nmap_10.246.50.0_24.xml'],
    async ([path]) => {
      const text = readFileSync(path!, 'latin1')
      const ends = [...text.matchAll(/<\/host>/g)].map(({ index }) => index)
      for (const cut of [1, 2, 3, 5, 8, 13].map((part) => Math.floor(text.length / part) - 20)) {
        const { rows, remarks } = readNmap(contentOf(text.slice(0, cut)))
        const broken = rows.filter((row) => row.broken)
        const whole = ends.filter((end) => end + '</host>'.length <= cut).length
        const down = Number(/^\d+/.exec(remarks.find(({ code }) => code === 'hosts-down')?.message ?? '0')![0])
        expect([rows.length - broken.length + down, broken.length <= 1], `cut at ${cut}`).toEqual([whole, true])
        expect(remarks.map(({ code }) => code)).toContain('cut-short')
      }
      return Promise.resolve()
    },
  )
})

describe('files that hold no devices', () => {
  const refused: readonly [path: string, code: string][] = [
    ['camera-catalogue-cc0/cameras.csv', 'device-type-file'],
    ['camera-catalogue-cc0/cameras.json', 'device-type-file'],
    ['camio-oui-models/company_model_oui.csv', 'device-type-file'],
    ['ispy-camera-models/all_brand_model.csv', 'device-type-file'],
    ['snipeit-samples/models-sample.csv', 'device-type-file'],
    ['netbox-devicetypes/DS-3E0524-E-C.yml', 'device-type-file'],
    ['netbox-devicetypes/RLN16-410.yaml', 'device-type-file'],
    ['netbox-devicetypes-upstream/DS-2CD2143G2-IS.yaml', 'device-type-file'],
    ['snipeit-samples/locations-sample.csv', 'no-device-columns'],
    ['snipeit-samples-2/categories-sample.csv', 'no-device-columns'],
    ['snipeit-samples-2/locations-sample.csv', 'no-device-columns'],
    ['snipeit-samples-2/manufacturers-sample.csv', 'no-device-columns'],
    ['snipeit-samples-2/suppliers-sample.csv', 'no-device-columns'],
    ['recog-fingerprints/rtsp_servers.xml', 'not-a-csv'],
  ]
  const paths = refused.map(([path]) => path)
  itWithInventories('are refused, each for its reason', paths, async (files) => {
    const outcomes = await importAll(files.map(load))
    expect(outcomes.map((outcome, i) => [paths[i], outcome])).toEqual(refused)
  })
})

describe('device information', () => {
  itWithInventories(
    'twelve ISAPI dumps are eleven devices, one of them twice',
    ['hikvision-isapi-devices'],
    async ([folder]) => {
      const names = readdirSync(folder!).filter((name) => /\.(json|xml)$/.test(name))
      const reports = await importAll(names.toSorted().map((name) => load(`${folder}/${name}`)))
      const total = { created: 0, updated: 0, flagged: 0, review: 0, unknown: 0 }
      for (const report of reports) {
        if (typeof report === 'string') throw new Error(report)
        total.created += report.created
        total.updated += report.updated
        // The second dump of the one camera is not a second flag.
        for (const state of ['flagged', 'review', 'unknown'] as const)
          total[state] += report.created * report.findings[state]
      }
      // DS-7608NXI has a blank maker and a prefix of medium confidence; DS-7732NI, blank too, one that is Hikvision's alone.
      expect(total).toEqual({ created: 11, updated: 1, flagged: 10, review: 1, unknown: 0 })
    },
  )
  const capture = 'onvif-bosch-capture/Bosch_FLEXIDOME_indoor_5100i_IR_8.71.0066_xmlcapture_20251110-123259.tar.gz'
  itWithInventories(
    'an ONVIF capture, unpacked, is one Bosch for review: no MAC says that it is no relabel',
    [capture],
    async ([path]) => {
      const archive = gunzipSync(readFileSync(path!)).toString('latin1')
      const from = archive.indexOf('<?xml', archive.indexOf('capture_001_response.xml'))
      const answer = archive.slice(from, archive.indexOf('</Envelope>', from) + '</Envelope>'.length)
      const [report] = await importAll([['capture_001_response.xml', answer]])
      expect(report).toMatchObject({
        format: 'onvif',
        created: 1,
        findings: { flagged: 0, review: 1, cleared: 0, unknown: 0 },
      })
    },
  )
})

describe('banners', () => {
  const files = ['rtsp_servers', 'http_servers', 'http_wwwauth', 'telnet_banners'].map(
    (name) => `recog-fingerprints/${name}.xml`,
  )
  itWithInventories('published as Hikvision’s or Dahua’s are flagged, and no other maker’s are', files, (paths) => {
    const fingerprints = paths.flatMap(
      (path) => readFileSync(path, 'utf8').match(/<fingerprint .*?<\/fingerprint>/gs) ?? [],
    )
    const of = (pattern: RegExp) =>
      fingerprints
        .filter((text) => pattern.test(/name="hw\.vendor" value="([^"]*)"/.exec(text)?.[1] ?? ''))
        .flatMap(bannersOf)
    const state = (firmware: string) => recognise(shipped, { firmware }).state
    const missed = of(/^(hikvision|dahua)$/i).filter((banner) => state(banner) !== 'flagged')
    expect(of(/^(hikvision|dahua)$/i)).toHaveLength(6)
    expect(missed).toEqual([])
    expect(
      of(/^(axis|bosch|sony|panasonic|mobotix|vivotek|canon)$/i).filter((banner) => state(banner) === 'flagged'),
    ).toEqual([])
    return Promise.resolve()
  })
})

function bannersOf(fingerprint: string): string[] {
  return [...fingerprint.matchAll(/<example[^>]*>([^<]+)<\/example>/g)].map(([, banner]) => banner!)
}
