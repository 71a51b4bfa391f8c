// What published scans and captures tell beyond what becomes of their rows, which inventories.test.ts counts.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { readScan } from '../../../../src/estate/readers/devices/nmap.ts'
import { recognise } from '../../../../src/register/recognise.ts'
import { shipped } from '../../../register/shipped.ts'
import { contentOf } from '../../../support/content.ts'
import { openTestDatabase } from '../../../support/dialects.ts'
import { itWithInventories } from '../../../support/inventories.ts'
import { importer } from '../../../support/make.ts'

describe('a scan that was stopped', () => {
  const scan = 'nmap-office-lan/nmap_10.246.50.0_24.xml'
  itWithInventories('gives the hosts that were whole, wherever it broke', [scan], ([path]) => {
    const text = readFileSync(path!, 'latin1')
    const ends = [...text.matchAll(/<\/host>/g)].map((end) => end.index + end[0].length)
    for (const cut of [1, 2, 3, 5, 8, 13].map((part) => Math.floor(text.length / part) - 20)) {
      const { rows, remarks } = readScan(contentOf(text.slice(0, cut)))
      const broken = rows.filter((row) => row.broken).length
      const down = Number(/^\d+/.exec(remarks.find(({ code }) => code === 'hosts-down')?.message ?? '0')![0])
      expect(rows.length - broken + down, `cut at ${cut}`).toBe(ends.filter((end) => end <= cut).length)
      expect(broken).toBeLessThanOrEqual(1)
      expect(remarks.map(({ code }) => code)).toContain('cut-short')
    }
    return Promise.resolve()
  })
})

describe('an ONVIF capture', () => {
  const capture = 'onvif-bosch-capture/Bosch_FLEXIDOME_indoor_5100i_IR_8.71.0066_xmlcapture_20251110-123259.tar.gz'
  itWithInventories(
    'is one Bosch for review once unpacked: no MAC says that it is no relabel',
    [capture],
    async ([path]) => {
      const archive = gunzipSync(readFileSync(path!)).toString('latin1')
      const from = archive.indexOf('<?xml', archive.indexOf('capture_001_response.xml'))
      const { db, close } = await openTestDatabase('sqlite')
      const report = await importer(db)(archive.slice(from, archive.indexOf('</Envelope>', from)))
      await close()
      expect(report).toMatchObject({ format: 'onvif', created: 1, findings: { review: 1 } })
    },
  )
})

describe('published banners', () => {
  const files = ['rtsp_servers', 'http_servers', 'http_wwwauth', 'telnet_banners']
  const paths = files.map((name) => `recog-fingerprints/${name}.xml`)
  itWithInventories('of Hikvision and Dahua are flagged, and no other maker’s are', paths, (found) => {
    const fingerprints = found.flatMap((path) => readFileSync(path, 'utf8').match(/<fingerprint .*?<\/fingerprint>/gs)!)
    const bannersOf = (makers: RegExp) =>
      fingerprints
        .filter((text) => makers.test(/name="hw\.vendor" value="([^"]*)"/.exec(text)?.[1] ?? ''))
        .flatMap((text) => [...text.matchAll(/<example[^>]*>([^<]+)<\/example>/g)].map(([, banner]) => banner!))
    const flagged = (banner: string) => recognise(shipped, { firmware: banner }).state === 'flagged'
    const inScope = bannersOf(/^(hikvision|dahua)$/i)
    expect(inScope).toHaveLength(6)
    expect(inScope.filter((banner) => !flagged(banner))).toEqual([])
    expect(bannersOf(/^(axis|bosch|sony|panasonic|mobotix|vivotek|canon)$/i).filter(flagged)).toEqual([])
    return Promise.resolve()
  })
})
