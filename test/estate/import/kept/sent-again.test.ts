// The report of every row goes back as it came, whatever the file was that it is of.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openRowReport } from '../../../../src/estate/import/kept/look-at-imports.ts'
import { openTestDatabase } from '../../../support/dialects.ts'
import { depsOf, operator } from '../../../support/estate.ts'
import { importer } from '../../../support/make.ts'

const folder = mkdtempSync(join(tmpdir(), 'lenscap-again-'))
const { db, close } = await openTestDatabase('sqlite')
afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true })
})
const run = importer(db)
const deps = depsOf(db)
const reportOf = async (id: string) => {
  const { lines } = await openRowReport(deps, operator, { id, folder, marking: 'OFFICIAL' })
  const all: string[] = []
  for await (const line of lines) all.push(line)
  return all.join('\n')
}

const netbox = (name: string, maker: string, role: string) => ({
  ...{ name, serial: `SN ${name}`, site: { name: 'HQ' }, role: { name: role }, status: { value: 'active' } },
  device_type: { model: 'M1', manufacturer: { name: maker } },
})
const snipe = (tag: string, maker: string, category: string) => ({
  ...{ asset_tag: tag, status_label: { name: 'Deployed' }, category: { name: category }, model: { name: 'M1' } },
  manufacturer: { name: maker },
})
const host = (inside: string) =>
  `<host><status state="up"/><address addr="10.0.0.1" addrtype="ipv4"/>${inside}</host>\n`
const camera = '<address addr="44:19:B6:01:02:03" addrtype="mac" vendor="Hikvision"/>'
const onvif =
  '<GetDeviceInformationResponse><Manufacturer>Axis</Manufacturer><Model>P3245</Model><SerialNumber>S1</SerialNumber></GetDeviceInformationResponse>'

/** One camera in each, and beside it what is none. */
const FILES = {
  Nmap: `<nmaprun>\n${host(camera)}${host('')}<host><status`,
  NetBox: JSON.stringify({ results: [netbox('cam', 'Hikvision', 'CCTV'), netbox('sw', 'Cisco', 'Switch')] }),
  'Snipe-IT': JSON.stringify({ total: 2, rows: [snipe('A-1', 'Hikvision', 'CCTV'), snipe('A-2', 'Dell', 'Laptop')] }),
  GeoJSON: '{"type": "FeatureCollection", "features": [{"properties": {"device": "G1", "make": "Axis"}}, 7]}',
  ONVIF: `<Envelope>${onvif}</Envelope>`,
  JSON: '[{"device": {"id": "J1"}, "make": "Axis", "status": {"label": "Active"}}]',
}

describe('the report of every row', () => {
  it.each(Object.entries(FILES))('of %s makes no new device of any, nor takes what was none', async (name, text) => {
    const given = { kept: folder, organisation: name, site: 'S1' }
    const first = await run(text, given)
    expect(first).toMatchObject({ created: 1 })
    const again = await run(await reportOf(first.importId), given)
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 1, findings: first.findings })
  })
})
