// Every file that councils and others have published, by folder: what comes of it, from a reading by hand and script. The
// files of a folder go into one estate, in this order, so that twins and second looks show.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect } from 'vitest'
import type { ImportReport } from '../../../src/estate/import/report.ts'
import { Failure } from '../../../src/shared/failure.ts'
import type { Kind } from '../../../src/shared/vocabulary.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { itWithInventories } from '../../support/inventories.ts'
import { countsOf, importer } from '../../support/make.ts'

type Counts = Partial<Pick<ImportReport, 'created' | 'updated' | 'unchanged' | 'duplicates' | 'rejected'>>
type Found = Partial<ImportReport['findings']>
/** What comes of a file: the code of its refusal, or its format, its rows, and what became of them and was found. */
type Outcome = string | readonly [format: string, rows: number, counts: Counts, found?: Found]

interface Case {
  readonly file: string
  readonly outcome: Outcome
  readonly kind?: Kind
  /** Of the first complaint: row, column, code. */
  readonly complaint?: readonly [number, string | null, string]
}

const refused = (code: string, ...files: string[]): Case[] => files.map((file) => ({ file, outcome: code }))
/** Without a column that says anything of a device it is refused; when the caller says that all are cameras it is taken. */
const camerasOnlyIfSaid = (file: string, ...outcome: readonly [string, number, Counts, Found?]): Case[] => [
  { file, outcome: 'no-device-columns' },
  { file, outcome, kind: 'camera' },
]
const all = (format: string, created: number, found: Found): Outcome => [format, created, { created }, found]
const notSurveillance = (file: string, format: string, rows: number): Case => ({
  file,
  outcome: [format, rows, { rejected: rows }],
})
const isapi = (file: string, state: keyof ImportReport['findings'] = 'flagged', of: Counts = { created: 1 }): Case => ({
  file,
  outcome: ['isapi', 1, of, { [state]: 1 }],
})

const FOLDERS: Readonly<Record<string, readonly Case[]>> = {
  'au-perth-cameras': [{ file: 'cameras_database.json', outcome: all('json', 762, { unknown: 762 }) }],
  'camera-catalogue-cc0': refused('device-type-file', 'cameras.csv', 'cameras.json'),
  'camio-oui-models': refused('device-type-file', 'company_model_oui.csv'),
  'hikvision-isapi-devices': [
    ...['DS-2CD2146G2-ISU', 'DS-2CD2346G2-ISU', 'DS-2CD2386G2-IU', 'DS-2CD2443G0-IW'].map((name) =>
      isapi(`${name}.json`),
    ),
    ...['DS-2CD2T86G2-ISU', 'DS-2SE4C425MWG-E-26'].map((name) => isapi(`${name}.json`)),
    // Recorders that know the cameras behind them.
    { file: 'DS-7608NXI-I2.json', outcome: all('isapi', 5, { flagged: 2, review: 2, unknown: 1 }) },
    { file: 'DS-7616NI-K2.json', outcome: all('isapi', 7, { flagged: 5, review: 2 }) },
    { file: 'DS-7732NI-M4.json', outcome: all('isapi', 19, { flagged: 9, review: 2, unknown: 8 }) },
    ...['iDS-7204HUHI-M1', 'iDS-7208HQHI-M1'].map((name) => isapi(`${name}.json`)),
    isapi('ipc1.xml', 'flagged', { updated: 1 }),
  ],
  'ispy-camera-models': refused('device-type-file', 'all_brand_model.csv'),
  'milestone-asset-template': [
    { file: 'cctv.csv', outcome: ['csv', 1, { rejected: 1 }], complaint: [2, 'MAC', 'bad-mac'] },
    ...refused('no-device-columns', 'cctv_vlans.csv'),
  ],
  'netbox-devicetypes': refused(
    'device-type-file',
    ...['0524-E-C', '1518P-EI', '1526P-EI', '1552P-SI', '2528-H', '2528P-H', '2552-H', '3730', '3754TF'].map(
      (n) => `DS-3E${n}.yml`,
    ),
    ...['DS-7632NI-I2-16P', 'DS-7632NXI-K2', 'DS-7732NI-I4B', 'DS-7732NXI-I4-S', 'DS-7732NXI-K4'].map(
      (n) => `${n}.yml`,
    ),
    ...['RLN16-410', 'UVC-G3-Flex', 'UVC-G5-Dome-Ultra', 'UVC-G5-Flex', 'UVC-G6-Bullet', 'UVC-G6-INS'].map(
      (n) => `${n}.yaml`,
    ),
    'UVC-G6-Turret.yaml',
  ),
  'netbox-devicetypes-upstream': refused(
    'device-type-file',
    ...['DS-2CD2143G2-IS', 'IPC-HDBW2431R-ZS-S2', 'IPC-HDW2241T-S'].map((n) => `${n}.yaml`),
  ),
  'nmap-libs-ruby': [notSurveillance('local_scan.xml', 'nmap', 1), notSurveillance('scan.xml', 'nmap', 1)],
  'nmap-office-lan': [notSurveillance('nmap_10.246.50.0_24.xml', 'nmap', 50)],
  'nmap-python-libnmap': [
    notSurveillance('1_os_banner_scripts.xml', 'nmap', 1),
    notSurveillance('2_hosts_version.xml', 'nmap', 2),
    notSurveillance('full_sudo6.xml', 'nmap', 4),
    notSurveillance('os_scan5.xml', 'nmap', 4),
  ],
  'onvif-bosch-capture': [
    ...refused('binary-file', 'Bosch_FLEXIDOME_indoor_5100i_IR_8.71.0066_xmlcapture_20251110-123259.tar.gz'),
    ...refused('no-device-columns', 'README.md'),
    ...refused(
      'no-device-columns',
      'bosch_flexidome_indoor_5100i_ir_8.71.0066_test.go',
      'enhanced_device_features_test.go',
    ),
  ],
  // Guards are people. Of 1,773 features one names a maker in `brand`.
  'osm-surveillance-uk-north': [
    {
      file: 'osm_z6_30_20.geojson',
      outcome: ['geojson', 1773, { created: 1772, rejected: 1 }, { flagged: 7, unknown: 1765 }],
    },
    {
      file: 'osm_z6_31_20.geojson',
      outcome: ['geojson', 4716, { created: 4710, rejected: 6 }, { flagged: 1, unknown: 4709 }],
    },
  ],
  'recog-fingerprints': refused(
    'not-a-csv',
    ...['favicons', 'html_title', 'http_servers', 'http_wwwauth', 'rtsp_servers', 'telnet_banners'].map(
      (n) => `${n}.xml`,
    ),
  ),
  'snipeit-samples': [
    notSurveillance('assets-sample.csv', 'snipe-it', 22),
    ...refused('no-device-columns', 'locations-sample.csv'),
    ...refused('device-type-file', 'models-sample.csv'),
  ],
  'snipeit-samples-2': refused(
    'no-device-columns',
    ...['categories', 'locations', 'manufacturers', 'suppliers'].map((n) => `${n}-sample.csv`),
  ),
  'uk-gov-organisations': refused('no-device-columns', 'government-organisation.tsv'),
  'uk-local-authorities': refused(
    'no-device-columns',
    'lookup_name_to_registry.csv',
    'uk_local_authorities_future.csv',
  ),
  'uk-local-authority-register': refused('no-device-columns', 'local-authorities.tsv'),
  'uk-nhs-trusts': refused('no-device-columns', 'etr.csv', 'etr_tidy.csv'),
  'uk-schools-dfe': refused('no-device-columns', 'schools_gias.csv'),
  // Ten of its rows have fifteen cells more than its header.
  'uk-schools-gias-sample': camerasOnlyIfSaid('example_schools_data.csv', 'csv', 19, { created: 9, rejected: 10 }),
  'uk-sheffield-cctv': [{ file: 'cctv.geojson', outcome: all('geojson', 212, { unknown: 212 }) }],
  // A blank line stands between the header and the first of 909 cameras.
  'uk-tfl-jamcams': camerasOnlyIfSaid('tfl_jamcams_2019.csv', 'csv', 909, { created: 909 }, { unknown: 909 }),
  'uk-trafford-cctv': [
    { file: 'trafford_cctv_cameras.csv', outcome: all('csv', 163, { unknown: 163 }) },
    { file: 'trafford_cctv_cameras.geojson', outcome: ['geojson', 163, { unchanged: 163 }, { unknown: 163 }] },
    ...refused('json-unknown', 'trafford_cctv_cameras.csv-metadata.json'),
    ...refused('not-a-csv', 'README.md'),
  ],
  'us-baltimore-speed-xlsx': camerasOnlyIfSaid('cameras.xlsx', 'xlsx', 80, { created: 80 }, { unknown: 80 }),
  'us-new-orleans-rtcc': [
    ...camerasOnlyIfSaid('camera_zips.csv', 'csv', 432, { created: 432 }, { unknown: 432 }),
    // Two stand at the very same points as in the file before.
    ...camerasOnlyIfSaid(
      'new_orleans_cameras_3_11_2022.csv',
      'csv',
      432,
      { created: 430, unchanged: 2 },
      { unknown: 432 },
    ),
  ],
}

const NOTHING = { created: 0, updated: 0, unchanged: 0, duplicates: 0, rejected: 0 }
const NO_FINDING = { flagged: 0, review: 0, unknown: 0, cleared: 0 }
/** Of folders, what is no inventory and says so: where the files are from, and on what terms. */
const NOT_LISTS = ['SOURCE.txt', 'LICENSE']

describe('published inventories', () => {
  const files = Object.entries(FOLDERS).flatMap(([folder, cases]) => cases.map(({ file }) => `${folder}/${file}`))
  itWithInventories('are all in the table', [...new Set(files)], async (paths) => {
    const root = dirname(dirname(paths[0]!))
    const there = readdirSync(root).flatMap((folder) =>
      readdirSync(join(root, folder)).map((file) => `${folder}/${file}`),
    )
    const lists = there.filter((path) => !NOT_LISTS.some((name) => path.endsWith(`/${name}`)))
    expect([...new Set(files)].sort()).toEqual(lists.sort())
    return Promise.resolve()
  })
  for (const [folder, cases] of Object.entries(FOLDERS)) {
    const names = cases.map(({ file }) => `${folder}/${file}`)
    itWithInventories(`${folder}: each file comes to what is expected of it`, names, (paths) => checkAll(paths, cases))
  }
})

async function checkAll(paths: readonly string[], cases: readonly Case[]): Promise<void> {
  const { db, close } = await openTestDatabase('sqlite')
  const run = importer(db)
  for (const [i, { file, kind, outcome, complaint }] of cases.entries()) {
    const found = await run(readFileSync(paths[i]!), { fileName: file, ...(kind && { kind }) }).catch(
      (error: unknown) => {
        if (error instanceof Failure) return error
        throw error
      },
    )
    if (found instanceof Failure) {
      expect(found.code, file).toEqual(outcome)
      expect(found.details, file).toEqual({ exitCode: 2 })
      continue
    }
    const [format, rows, counts, states] = typeof outcome === 'string' ? ['refused', 0, {}, {}] : outcome
    expect({ format: found.format, ...countsOf(found) }, file).toEqual({ format, rows, ...NOTHING, ...counts })
    if (states) expect(found.findings, file).toEqual({ ...NO_FINDING, ...states })
    const [first] = found.complaints
    if (complaint) expect([first?.row, first?.column, first?.code], file).toEqual(complaint)
  }
  await close()
}
