import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { getCaller } from '../../../src/access/principals.ts'
import type { CommandContext } from '../../../src/cli/command.ts'
import { runProgram } from '../../../src/cli/program.ts'
import { checkDeployment, type DeploymentLine } from '../../../src/directive/deployment/check-deployment.ts'
import { deploymentCommandsWith } from '../../../src/directive/deployment/commands.ts'
import { readList } from '../../../src/directive/deployment/read-list.ts'
import type { Named } from '../../../src/directive/name-sites.ts'
import { SENSITIVITIES } from '../../../src/shared/vocabulary.ts'
import { buildTestApp } from '../../support/app.ts'
import { openTestDatabase } from '../../support/dialects.ts'
import { reference } from '../../support/estate.ts'
import { csv, importer } from '../../support/make.ts'
import { itWithInventories } from '../../support/inventories.ts'
import { testShell } from '../../support/shell.ts'

const estate = {
  organisations: [
    { id: 'dep', name: 'Ducks', standing: 'department' },
    { id: 'vol', name: 'Geese', standing: 'voluntary' },
  ],
  sites: [
    ...SENSITIVITIES.map((sensitivity) => ({
      code: sensitivity,
      name: `The ${sensitivity}`,
      sensitivity,
      organisationId: 'dep',
    })),
    { code: 'twice', name: 'twice', sensitivity: 'other', organisationId: 'dep' },
    { code: 'twice', name: 'twice', sensitivity: 'sensitive', organisationId: 'vol' },
  ],
} as unknown as Named

const answer = (line: Partial<DeploymentLine>): string => {
  const [checked] = checkDeployment(reference.register, estate, [{ number: 1, ...line }])
  return [checked!.verdict, checked!.force].filter(Boolean).join(' ')
}
const FLAGGED = { manufacturer: 'Hikvision', model: 'DS-2CD2042' }

describe('flagged equipment', () => {
  it.each([
    ['sensitive', 'refused C1, instructed'],
    ['The sensitive', 'refused C1, instructed'],
    ['extended', 'refused C4, advised to consider'],
    ['unassessed', 'needs-review C1, instructed'],
    ['nowhere', 'needs-review C1, instructed'],
    [null, 'needs-review C1, instructed'],
    ['other', 'permitted'],
  ])('for %s is %s', (site, expected) => expect(answer({ ...FLAGGED, site })).toBe(expected))

  it('is refused for a core network anywhere', () => {
    expect(answer({ ...FLAGGED, site: 'other', network: 'core' })).toBe('refused C2, advised')
    expect(answer({ ...FLAGGED, network: 'core' })).toBe('refused C2, advised')
    expect(answer({ ...FLAGGED, site: 'other', network: 'isolated' })).toBe('permitted')
  })

  it('is refused by their own decision to whom the direction is not addressed', () => {
    expect(answer({ ...FLAGGED, site: 'twice', organisation: 'Geese' })).toBe('refused own decision, following C1')
  })

  it('for a site that several have is for a person, unless the organisation tells them apart', () => {
    expect(answer({ ...FLAGGED, site: 'twice' })).toBe('needs-review C1, instructed')
    expect(answer({ ...FLAGGED, site: 'twice', organisation: 'Ducks' })).toBe('permitted')
  })
})

describe('other equipment', () => {
  it('of a maker that is not established is for a person where C1 or C4 may apply', () => {
    for (const line of [{ manufacturer: 'Nobody' }, { manufacturer: 'Reolink' }, {}]) {
      expect(answer({ ...line, site: 'sensitive' })).toBe('needs-review derived')
      expect(answer({ ...line, site: 'unassessed' })).toBe('needs-review derived')
      expect(answer({ ...line, site: 'other' })).toBe('permitted')
    }
  })
  it('of a maker that is known and not in scope is permitted anywhere', () => {
    for (const site of [...SENSITIVITIES, null]) expect(answer({ manufacturer: 'Axis', site })).toBe('permitted')
  })
  it('that is a network switch of a flagged maker is for a person', () => {
    expect(answer({ manufacturer: 'Hikvision', model: 'DS-3E0524-E', site: 'sensitive' })).toBe('needs-review derived')
  })
})

describe('lenscap check-deployment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lenscap-list-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  async function commandLine() {
    const { db, close } = await openTestDatabase('sqlite')
    const { deps, ids, request } = await buildTestApp(db)
    await importer(db, ids)(csv('organisation,standing,site,sensitivity,device', 'Ducks,department,HQ,sensitive,D1'))
    const lenscap = async (...argv: string[]) => {
      let exit = 0
      const { shell, printed, noted } = testShell({ cwd: folder })
      const caller = await getCaller(db.read, 'local-operator', 'cmd_1')
      const code = await runProgram(['check-deployment', ...argv], {
        version: '0.0.0',
        commands: [deploymentCommandsWith(() => reference.register)],
        shell: { ...shell, exitWith: (given) => void (exit = given) },
        prepare: async (_needs, at) => ({ ...at, ...deps, caller }) as unknown as CommandContext,
      })
      return { exit: exit || code, says: [...printed, ...noted].join('\n') }
    }
    return { lenscap, request, close }
  }
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)

  it('answers every line, and exits with 1 if one is refused', async () => {
    const { lenscap, request, close } = await commandLine()
    write('list.csv', csv('Make,Model,Site', 'Hikvision,DS-2CD2042,HQ', 'Axis,P3245,HQ', 'Nobody,X,HQ'))
    const { exit, says } = await lenscap('list.csv')
    expect(exit).toBe(1)
    expect(says).toMatch(/2 +refused +C1, instructed/)
    expect(says).toMatch(/3 +permitted +–/)
    expect(says).toMatch(/4 +needs-review +derived/)
    expect(says).toContain('Departments have therefore been instructed to cease deployment')
    expect(says).toMatch(/1 permitted, 1 refused, 1 for review\.$/)
    write('clear.csv', csv('Make,Model', 'Axis,P3245'))
    expect((await lenscap('clear.csv', '--site', 'HQ')).exit).toBe(0)

    const lines = [{ manufacturer: 'Hikvision', site: 'HQ' }, { manufacturer: 'Axis' }]
    const checked = await request({ method: 'POST', url: '/api/v1/deployment-checks', payload: { lines } })
    expect(checked.json()).toMatchObject({
      ...{ refused: 1, permitted: 1, needsReview: 0, directiveVersion: 'uk-2022-11-24.1' },
      lines: [{ verdict: 'refused', clause: 'C1', evidence: [{ source: 'maker-text' }] }, { verdict: 'permitted' }],
    })
    await close()
  })

  it('reads NetBox device types, and exits with 2 for what is no list', async () => {
    const { lenscap, close } = await commandLine()
    write(
      'types.yaml',
      '---\nmanufacturer: Dahua\nmodel: "DH-IPC-HFW2431"\nslug: x\n---\nmanufacturer: Axis\nmodel: P3245\n',
    )
    const { exit, says } = await lenscap('types.yaml', '--site', 'HQ')
    expect([exit, says]).toEqual([1, expect.stringContaining('1 permitted, 1 refused, 0 for review.')])
    const json = [
      { id: 1, manufacturer: { id: 1, name: 'Dahua' }, model: 'DH-IPC-HFW2431', slug: 'x', u_height: 0 },
      { id: 2, manufacturer: { id: 2, name: 'Axis' }, model: 'P3245', slug: 'y', u_height: 0 },
    ]
    write('types.json', JSON.stringify({ count: 2, next: null, results: json }))
    write('types.csv', csv('manufacturer,model,slug,u_height', 'Dahua,DH-IPC-HFW2431,x,0', 'Axis,P3245,y,0'))
    for (const file of ['types.json', 'types.csv']) {
      expect((await lenscap(file, '--site', 'HQ')).says).toContain('1 permitted, 1 refused, 0 for review.')
    }
    write('bad.csv', csv('colour,weight', 'red,2'))
    write('bad.yaml', 'colour: red\n')
    for (const file of ['bad.csv', 'bad.yaml', 'none.csv', 'none.yaml']) expect((await lenscap(file)).exit).toBe(2)
    await close()
  })
  const published: Readonly<Record<string, readonly string[]>> = {
    refused: [
      ...['2NI-I2-16P', '2NXI-K2'].map((model) => `netbox-devicetypes/DS-763${model}.yml`),
      ...['2NI-I4B', '2NXI-I4-S', '2NXI-K4'].map((model) => `netbox-devicetypes/DS-773${model}.yml`),
      ...['DS-2CD2143G2-IS', 'IPC-HDBW2431R-ZS-S2', 'IPC-HDW2241T-S'].map(
        (n) => `netbox-devicetypes-upstream/${n}.yaml`,
      ),
    ],
    // Switches of a flagged maker, and makers that nobody has determined.
    'needs-review': [
      ...['0524-E-C', '1518P-EI', '1526P-EI', '1552P-SI', '2528-H', '2528P-H', '2552-H', '3730', '3754TF'].map(
        (n) => `netbox-devicetypes/DS-3E${n}.yml`,
      ),
      'netbox-devicetypes/RLN16-410.yaml',
    ],
    permitted: ['UVC-G3-Flex', 'UVC-G5-Dome-Ultra', 'UVC-G5-Flex', 'UVC-G6-Bullet', 'UVC-G6-INS', 'UVC-G6-Turret'].map(
      (n) => `netbox-devicetypes/${n}.yaml`,
    ),
  }
  for (const [verdict, files] of Object.entries(published)) {
    itWithInventories(`answers "${verdict}" to each published type of that sort`, files, async (paths) => {
      for (const path of paths) {
        const lines = (await readList(path, reference.register)).map((line) => ({ ...line, site: 'sensitive' }))
        const said = checkDeployment(reference.register, estate, lines).map((line) => line.verdict)
        expect([path, said]).toEqual([path, [verdict]])
      }
    })
  }
})
