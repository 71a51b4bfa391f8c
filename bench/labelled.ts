// Devices whose answer is known, made from the register's own names, model prefixes and MAC blocks, and from traps: what
// must be flagged or looked at, and what must never be flagged. Each is made by a rule, so that a miss names its rule.
import type { DeviceFacts } from '../src/register/evidence.ts'
import type { Register } from '../src/register/register.ts'

export interface Labelled {
  readonly facts: DeviceFacts
  /** `suspect`: flagged or review is right. `innocent`: anything but flagged. */
  readonly truth: 'suspect' | 'innocent'
  readonly rule: string
}

const FILLER = ['143G2-I', '042-4MM', '2231T-ZS', '5400P', '1']
const COMPANIES = ['Ltd', 'Co., Ltd.', 'Technology Co Ltd', '(UK) Limited', 'Inc.']

export function labelledDevices({ sources: { listed, clear }, makers }: Register): Labelled[] {
  const made: Labelled[] = []
  const add = (truth: Labelled['truth'], rule: string, facts: DeviceFacts) => made.push({ truth, rule, facts })
  for (const m of listed.manufacturers) {
    const maker = makers.get(m.id)!
    const isSure = maker.standing === 'in-scope'
    for (const name of [m.legalName, ...m.aliases, ...(m.wholeFieldAliases ?? [])]) {
      for (const spelling of spellingsOf(name)) add('suspect', 'name', { manufacturer: spelling, kind: 'camera' })
      if (/^[a-z]{8,}$/i.test(name))
        for (const typo of typosOf(name)) add('suspect', 'typo', { manufacturer: typo, kind: 'camera' })
    }
    if (isSure)
      for (const name of m.aliases) add('suspect', 'name in the model', { model: `${name} dome`, kind: 'camera' })
    for (const { prefix, then = '', kind } of m.modelPrefixes) {
      const shown = then.replaceAll('#', '2').replaceAll('@', 'X')
      for (const filler of FILLER) {
        const model = `${prefix}${shown}${filler}`
        for (const text of [model, model.toLowerCase(), ` ${model} `]) add('suspect', 'model', { model: text, kind })
      }
    }
    const blocks = m.oui.flatMap(({ prefixes }) => prefixes)
    for (const block of blocks) {
      for (const mac of addressesIn(block)) add('suspect', 'MAC', { mac, kind: 'camera' })
      // Whoever's name is on it: a brand that nobody knows, and one that is known and clear.
      add('suspect', 'relabel of an unknown brand', { manufacturer: 'Techview', mac: addressIn(block), kind: 'camera' })
      if (!maker.wholeRange) add('suspect', 'relabel of a clear brand', { manufacturer: 'Axis', mac: addressIn(block) })
    }
  }
  for (const m of clear.manufacturers) {
    for (const name of [m.legalName, ...m.aliases]) {
      for (const manufacturer of spellingsOf(name)) add('innocent', 'clear name', { manufacturer, kind: 'camera' })
      for (const { prefix } of m.modelPrefixes)
        add('innocent', 'clear model', { manufacturer: name, model: `${prefix}45-LVE` })
    }
    for (const block of m.oui.flatMap(({ prefixes }) => prefixes))
      add('innocent', 'clear MAC', { mac: addressIn(block), kind: 'camera' })
  }
  for (const near of clear.nearMissOrgNames) {
    for (const manufacturer of [near.org, ...near.names]) add('innocent', 'near miss', { manufacturer, kind: 'camera' })
    for (const block of near.prefixes) add('innocent', 'near miss’s MAC', { mac: addressIn(block), kind: 'camera' })
  }
  for (const facts of TRAPS) add('innocent', 'trap', facts)
  for (const facts of QUIET) add('suspect', 'quiet', facts)
  return made
}

/** Near misses of policy section 3, whole-range makers without surveillance kit, doubted names, and switches. */
const TRAPS: readonly DeviceFacts[] = [
  ...['Shiki', 'hiking', 'Hikam', 'Hikari', 'Shanghai Dahua Scale Factory', 'JOREX LOREX', 'Dahuang', 'Univision'].map(
    (manufacturer) => ({ manufacturer, kind: 'camera' as const }),
  ),
  ...['Not Hikvision', 'Hikvision compatible', 'non-Dahua', 'Axis or Hikvision'].map((manufacturer) => ({
    manufacturer,
  })),
  ...['Huawei', 'ZTE', 'TP-Link'].map((manufacturer) => ({ manufacturer, kind: 'other' as const })),
  ...['DS-3E0524-E', 'DS-3E1318P'].map((model) => ({ manufacturer: 'Hikvision', model })),
  ...['IPC-X', 'IPC-100', 'IPC2', 'NVR', 'Camera 2CD', 'HIK-LIKE 9', 'TC-1', 'DH-110', 'DH-280'].map((model) => ({
    model,
  })),
  { manufacturer: 'Sony', model: 'DH-140' },
  { mac: '02:19:b6:01:02:03', kind: 'camera' },
  { mac: '01:19:b6:01:02:03', kind: 'camera' },
]

/** As published inventories have them. */
const QUIET: readonly DeviceFacts[] = [
  { manufacturer: 'HIK Vision' },
  { manufacturer: 'ZHEJIANG DAHUA TECHNOLOGYCO.,LTD' },
  { manufacturer: 'Prama Hikvision (India)' },
  { manufacturer: '海康威视' },
  { model: 'Dome DS-2CD2032-I' },
  { model: '2cd2122fwd-is' },
  { firmware: 'DNVRS-Webs' },
  { firmware: 'Dahua Rtsp Server' },
  { manufacturer: 'Hikvison', model: 'DS-7608NI' },
]

function spellingsOf(name: string): string[] {
  return [name, name.toUpperCase(), name.toLowerCase(), `  ${name} `, ...COMPANIES.map((tail) => `${name} ${tail}`)]
}

/** One letter left out, doubled, or swapped with the next, anywhere but at the start. */
function typosOf(name: string): string[] {
  const at = Array.from({ length: name.length - 2 }, (_, i) => i + 1)
  return at.flatMap((i) => [
    name.slice(0, i) + name.slice(i + 1),
    name.slice(0, i) + name[i]! + name.slice(i),
    name.slice(0, i) + name[i + 1]! + name[i]! + name.slice(i + 2),
  ])
}

const addressIn = (block: string): string => block.padEnd(12, '123456')

function addressesIn(block: string): string[] {
  const pairs = addressIn(block).match(/../g)!
  return [pairs.join(':'), pairs.join('-').toLowerCase(), pairs.join('')]
}
