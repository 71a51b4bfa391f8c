import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import type { CommandContext } from '../../src/cli/command.ts'
import { runProgram } from '../../src/cli/program.ts'
import { importsIn, readConfig } from '../../src/config.ts'
import { estateCommands } from '../../src/estate/commands.ts'
import { keptImportCommands } from '../../src/estate/import/kept/commands.ts'
import { mappingCommands } from '../../src/estate/mappings/commands.ts'
import type { ImportInput } from '../../src/estate/import/asked.ts'
import { importInventoryWith } from '../../src/estate/import/import-inventory.ts'
import { openTestDatabase } from '../support/dialects.ts'
import { depsOf, jobContext, operator, reference } from '../support/estate.ts'
import { csv } from '../support/make.ts'

const folder = mkdtempSync(join(tmpdir(), 'lenscap-command-'))
const opened = await openTestDatabase('sqlite')
afterAll(async () => {
  await opened.close()
  rmSync(folder, { recursive: true })
})

writeFileSync(join(folder, 'good.csv'), csv('organisation,site,device,manufacturer', 'Org,S1,A,Hikvision'))
writeFileSync(
  join(folder, 'mixed.csv'),
  csv('organisation,site,device,colour,installed_on', 'Org,S1,B,red,soon', 'Org,S1,C,,'),
)
writeFileSync(join(folder, 'empty.csv'), '')

const deps = depsOf(opened.db)

/** The command line in the folder, on one database: what it prints, notes and exits with. */
const lenscap = (...argv: string[]) => lenscapAt(100, ...argv)
async function lenscapAt(width: number, ...argv: string[]) {
  const lines: string[] = []
  const notes: string[] = []
  const shell = {
    cwd: folder,
    width,
    signal: new AbortController().signal,
    print: (line: string) => void lines.push(line),
    note: (line: string) => void notes.push(line),
    progress: () => {},
    exitWith: () => {},
  }
  const exitCode = await runProgram(argv, {
    version: '0.0.0',
    commands: [estateCommands, keptImportCommands, mappingCommands],
    shell,
    prepare: async (_needs, at) =>
      ({
        ...at,
        ...deps,
        caller: operator,
        config: readConfig({ LENSCAP_DATA: folder }, '/srv'),
        runJob: (_kind: string, input: ImportInput) =>
          importInventoryWith(reference.register, importsIn(folder))(deps, input, {
            ...jobContext,
            jobId: deps.ids.next('job'),
          }) as Promise<never>,
      }) as CommandContext,
  })
  return { exitCode, lines, notes }
}

describe('lenscap import', () => {
  it('prints what was read, what came of it, what is wrong, and what to do next', async () => {
    const { exitCode, lines } = await lenscap('import', 'mixed.csv', '--dry-run')
    expect(exitCode).toBe(0)
    expect(lines).toEqual([
      'mixed.csv: 2 rows of CSV (utf-8), dry run: nothing was saved',
      '  Devices   1 new, 0 updated, 0 unchanged, 1 rejected',
      '  Findings  0 flagged, 0 for review, 1 unknown, 0 cleared',
      '  Rejected',
      '    row 2, installed_on: "soon" is no value of installed_on: expected a day as YYYY-MM-DD or DD/MM/YYYY.',
      '  Warnings',
      '    Column "colour" is not known and is left out.',
      '    Org is new, and its standing is not stated: taken as outside the direction (column "standing": department, voluntary, outside).',
      '    1 row without a kind of device: taken as a camera (say otherwise with --kind). It is row 3.',
      expect.stringMatching(
        /^ {2}Next {6}Correct the rejected rows and try the file again; or save the others: lenscap import --commit imp_\w+ \(for a day\)\.$/,
      ),
    ])
  })
  it('says once what is wrong with row after row, and names the rows', async () => {
    const wrong = Array.from({ length: 7 }, (_, i) => `Org,S1,W${i},x`)
    writeFileSync(join(folder, 'wrong.csv'), csv('organisation,site,device,mac', ...wrong))
    const { lines } = await lenscap('import', 'wrong.csv', '--dry-run')
    expect(lines.slice(3)).toEqual([
      '  Rejected',
      '    rows 2, 3, 4, 5, 6 and 2 more, mac: "x" is no value of mac: expected a MAC address of 12 hex digits, such as 44:19:b6:01:02:03.',
      '  Next      Correct the rejected rows and try the file again.',
    ])
  })
  it('names what to search the file for where a row is but a place in it: an address, an id', async () => {
    const host = (address: string) => `<host><status state="up"/><address addr="${address}" addrtype="ipv4"/></host>`
    writeFileSync(
      join(folder, 'scan.xml'),
      `<nmaprun>${host('10.0.0.9')}${host('10.0.0.11')}<host><x></host></nmaprun>`,
    )
    const scan = await lenscap('import', 'scan.xml', '--dry-run')
    expect(scan.lines[4]).toMatch(/^ {4}rows 1 \(10\.0\.0\.9\), 2 \(10\.0\.0\.11\): /)
    expect(scan.lines[5]).toMatch(/^ {4}row 3: Line 1, in host 3/)
    const feature = (id: string) => ({ type: 'Feature', id, properties: { device: id, mac: 'x' }, geometry: null })
    const features = { type: 'FeatureCollection', features: [feature('node/7'), feature('')] }
    writeFileSync(join(folder, 'map.geojson'), JSON.stringify(features))
    const map = await lenscap('import', 'map.geojson', '--dry-run', '--organisation', 'Org')
    expect(map.lines[4]).toMatch(/^ {4}rows 1 \(node\/7\), 2, mac: "x" is no value/)
  })
  it('shows ten complaints, and says where all of them are', async () => {
    const wrong = Array.from({ length: 12 }, (_, i) => `Org,S1,W${i},x${i}`)
    writeFileSync(join(folder, 'many.csv'), csv('organisation,site,device,mac', ...wrong))
    const { lines } = await lenscap('import', 'many.csv', '--dry-run')
    expect(lines.at(-2)).toBe('    … and 2 more; with --report FILE all of them are written there.')
  })
  it('does not offer to save what would change nothing', async () => {
    writeFileSync(join(folder, 'names.csv'), csv('organisation,site,device'))
    const { lines } = await lenscap('import', 'names.csv', '--dry-run')
    expect(lines.at(-1)).toBe('  Next      Nothing would change.')
  })
  it('with --json prints one object a file, each with the keys of the contract', async () => {
    const { exitCode, lines } = await lenscap('import', 'good.csv', 'mixed.csv', '--json', '--dry-run')
    expect(exitCode).toBe(0)
    const keys = lines.map((line) => Object.keys(JSON.parse(line) as object).join(' '))
    const contract =
      'importId format encoding mapping rows created updated unchanged duplicates rejected notSeen missing warnings complaints complaintsInAll findings'
    expect(keys).toEqual([contract, contract])
  })
  it('with --show-mapping shows which column is taken for what, as options to be corrected', async () => {
    writeFileSync(join(folder, 'columns.csv'), csv('Camera No.,Make / Model,manufacterer,Pole', '1,Axis P3245,Axis,7'))
    const { lines } = await lenscap('import', 'columns.csv', '--show-mapping', '--map', 'location=Pole')
    expect(lines).toEqual([
      'columns.csv: which column is taken for what',
      '  Column        Field         Why',
      '  Camera No.    device        another word for it',
      '  Make / Model  make_model    by its name',
      '  manufacterer  manufacturer  likely: please check',
      '  Pole          location      you said so',
      '  To change it, correct these and import with them (--map FIELD= leaves a field out):',
      "    --map 'device=Camera No.' \\",
      "    --map 'make_model=Make / Model' \\",
      '    --map manufacturer=manufacterer \\',
      '    --map location=Pole \\',
      '    --save-mapping NAME',
    ])
  })
  it('saves a mapping, lists it, and reads dates as it is told', async () => {
    writeFileSync(join(folder, 'american.csv'), csv('Pole,Fitted', 'P1,01/02/2027'))
    const given = ['--organisation', 'Poles', '--map', 'device=Pole', '--map', 'installed_on=Fitted', '--dates', 'us']
    await lenscap('import', 'american.csv', ...given, '--save-mapping', 'Poles of the city')
    const { lines } = await lenscap('mappings')
    expect(lines.at(-1)).toMatch(/^Poles +Poles of the city +device=Pole, installed_on=Fitted$/)
    const [device] = await deps.db.read
      .select()
      .from(deps.db.read.t.devices)
      .where(eq(deps.db.read.t.devices.label, 'P1'))
    expect(device?.installedOn).toBe('2027-01-02')
  })
  it('exits with 2 when a file is refused, and reads the others', async () => {
    const { exitCode, lines, notes } = await lenscap('import', 'empty.csv', 'good.csv')
    expect(exitCode).toBe(2)
    expect(notes[0]).toBe('lenscap: empty.csv is empty.')
    expect(lines[0]).toMatch(/^good\.csv: 1 row/)
  })
  it('writes what came of each row, commits a dry run by its id, and lists both', async () => {
    writeFileSync(join(folder, 'late.csv'), csv('organisation,site,device', 'Org,S9,Z'))
    const supplied = ['--supplied-by', 'Guard Ltd', '--covers', 'S9', '--complete']
    const dry = await lenscap('import', 'late.csv', '--dry-run', '--report', 'rows.csv', ...supplied)
    const id = /--commit (imp_\w+)/.exec(dry.lines.at(-1)!)![1]!
    expect(readFileSync(join(folder, 'rows.csv'), 'utf8').split('\n')[1]).toMatch(/^Org,S9,Z,2,created,,,,OFFICIAL/)
    const taken = await lenscap('import', 'late.csv', '--report', 'rows.csv')
    expect([taken.exitCode, taken.notes[0]]).toEqual([1, expect.stringContaining('There is a file')])
    const committed = await lenscap('import', '--commit', id)
    expect([committed.exitCode, committed.lines[1]]).toEqual([0, expect.stringContaining('1 new')])
    const { lines } = await lenscap('imports', '--json')
    expect(JSON.parse(lines[0]!)).toMatchObject({ id, state: 'saved', suppliedBy: 'Guard Ltd', covers: 'S9' })
    expect((await lenscapAt(80, 'imports')).lines.slice(0, 4)).toEqual([
      'Import                      File                       What came of it',
      `${id}  late.csv, as of 22         1 row: 1 new`,
      'saved 22 November 2026      November 2026; from Guard',
      '                            Ltd; covers S9; full',
    ])
  })
  it('exits with 2 when what is asked for does not go together', async () => {
    for (const wrong of [[], ['--commit', 'imp_1', 'good.csv'], ['good.csv', 'mixed.csv', '--report', 'r.csv']])
      expect((await lenscap('import', ...wrong)).exitCode).toBe(2)
  })
  it('exits with 2 when --strict kept a file out', async () => {
    expect((await lenscap('import', 'mixed.csv', '--strict')).exitCode).toBe(2)
  })
  it('exits with 2 when every row of a file was rejected, in a dry run too, and reads the others', async () => {
    writeFileSync(join(folder, 'hopeless.csv'), csv('organisation,site,device,mac', 'Org,S1,H1,x', 'Org,S1,H2,y'))
    const { exitCode, lines } = await lenscap('import', 'hopeless.csv', 'good.csv')
    expect([exitCode, lines[1]]).toEqual([2, '  Devices   0 new, 0 updated, 0 unchanged, 2 rejected'])
    expect(lines).toContainEqual(expect.stringMatching(/^good\.csv: 1 row/))
    expect((await lenscap('import', 'hopeless.csv', '--dry-run', '--json')).exitCode).toBe(2)
    expect((await lenscap('import', 'hopeless.csv', '--show-mapping')).exitCode).toBe(0)
  })
  it('exits with 0 when nothing was to go in: no row, or no surveillance equipment', async () => {
    writeFileSync(
      join(folder, 'switches.csv'),
      csv('name,device_type,role,site,manufacturer', 'sw1,C9300,Switch,S1,Cisco'),
    )
    expect((await lenscap('import', 'names.csv')).exitCode).toBe(0)
    const { exitCode, lines } = await lenscap(
      'import',
      'switches.csv',
      '--format',
      'netbox-csv',
      '--organisation',
      'Org',
    )
    expect([exitCode, lines[1]]).toEqual([0, '  Devices   0 new, 0 updated, 0 unchanged, 1 rejected'])
  })
  it('exits with 2 on an option that it does not know the meaning of', async () => {
    for (const wrong of [
      ['--kind', 'toaster'],
      ['--as-of', 'soon'],
      ['--map', 'device'],
      ['--format', 'docx'],
    ]) {
      expect((await lenscap('import', 'good.csv', ...wrong)).exitCode).toBe(2)
    }
  })
  it('maps columns as told', async () => {
    const { lines } = await lenscap(
      'import',
      'mixed.csv',
      '--map',
      'model=colour',
      '--map',
      'location=installed_on',
      '--json',
    )
    expect(JSON.parse(lines[0]!)).toMatchObject({ created: 2, rejected: 0 })
  })
})
