import { describe, expect, it } from 'vitest'
import type { DeviceFacts } from '../../src/register/evidence.ts'
import { isClear, kindOfModel, recognise, type Finding } from '../../src/register/recognise.ts'
import { macIn, shipped } from './shipped.ts'

const find = (facts: DeviceFacts): Finding => recognise(shipped, facts)
const stateOf = (facts: DeviceFacts): string => {
  const { state, how, possibleRelabel } = find(facts)
  return [state, how, possibleRelabel ? 'relabel' : null].filter((word) => word !== null).join(' ')
}
const HIKVISION_MAC = macIn('4419B6')
const DAHUA_MAC = macIn('14A78B')
const AXIS_MAC = macIn('00408C')
const BOSCH_MAC = macIn('000463')
const HUAWEI_MAC = macIn('001882')

describe('a device is flagged', () => {
  // The spellings that published inventories hold.
  it.each([
    'Hikvision',
    'HIK Vision',
    'HIK VISION',
    'Hangzhou Hikvision Digital Technology Co., Ltd.',
    'ZHEJIANG DAHUA TECHNOLOGYCO.,LTD',
    'Prama Hikvision India',
    'Prama Hikvision (India)',
    'hikvision',
    'HIK',
    'UNV',
    'TVT CO.,LTD',
    'HiLook by Hikvision',
    '海康威视',
  ])('whose maker field says %s', (manufacturer) => expect(stateOf({ manufacturer })).toBe('flagged'))

  it.each([
    'DS-2CD2143G2-I(S)',
    'DS-2CD2143G2-IS',
    '2CD-2142',
    '2cd2122fwd-is',
    'ds 2cd 2142',
    'Dome DS-2CD2032-I',
    'DS-7732NI-M4',
    'DS-7104NI',
    'DS-7308HQI-K4',
    'DS-2XS6A25',
    'DS-KB8113',
    'DS-KD8003',
    'DS-I200',
    'VTO2211G',
    'DHI-VTO2202F',
    'DH-IPC-EB5400P',
    'Hikvision dome',
  ])('whose maker is blank and whose model is %s', (model) => expect(stateOf({ model })).toBe('flagged'))

  it('whose MAC address or banner is one of surveillance equipment in scope', () => {
    expect(stateOf({ mac: HIKVISION_MAC })).toBe('flagged')
    expect(stateOf({ firmware: 'DNVRS-Webs' })).toBe('flagged')
    expect(stateOf({ firmware: 'Basic realm="hikvision"' })).toBe('flagged')
    expect(stateOf({ firmware: 'Dahua Rtsp Server' })).toBe('flagged')
  })

  it('by weaker pieces of one family that add up to 80', () => {
    expect(stateOf({ manufacturer: 'Hikvison' })).toBe('review')
    expect(stateOf({ model: 'DS-7608NI' })).toBe('review')
    expect(stateOf({ manufacturer: 'Hikvison', model: 'DS-7608NI' })).toBe('flagged')
  })

  it('but not by the same doubt in two fields', () => {
    expect(stateOf({ manufacturer: 'Non-Hikvision', model: 'Non-Hikvision' })).toBe('review')
  })

  it('of a brand nobody knows with such a MAC address, as a possible relabel', () => {
    expect(stateOf({ manufacturer: 'Techview', mac: HIKVISION_MAC })).toBe('flagged relabel')
    expect(stateOf({ manufacturer: 'unknown', mac: HIKVISION_MAC })).toBe('flagged')
  })

  it('of a relabelling brand with its supplier’s MAC address, and no other’s', () => {
    expect(stateOf({ manufacturer: 'LTS', mac: HIKVISION_MAC })).toBe('flagged relabel')
    expect(find({ manufacturer: 'LTS', mac: HIKVISION_MAC }).manufacturerId).toBe('hikvision')
    expect(stateOf({ manufacturer: 'LTS', mac: DAHUA_MAC })).toBe('review relabel')
    expect(stateOf({ manufacturer: 'LTS' })).toBe('review')
  })

  it('whichever of two makers in scope it is, and says that they disagree', () => {
    expect(stateOf({ manufacturer: 'Hikvision', mac: DAHUA_MAC })).toBe('flagged relabel')
    expect(stateOf({ manufacturer: 'HiLook', mac: HIKVISION_MAC })).toBe('flagged')
  })
})

describe('a short name, which counts as a whole field only', () => {
  it('counts with what stands in brackets beside it, and in doubt if that doubts it', () => {
    expect(stateOf({ manufacturer: 'HIK (UK) Limited', kind: 'camera' })).toBe('flagged')
    expect(stateOf({ manufacturer: 'HIK (or similar)', kind: 'camera' })).toBe('review')
    expect(stateOf({ manufacturer: 'HIK Technology', kind: 'camera' })).toBe('unknown')
  })
})

describe('a whole-range maker', () => {
  it('flags only with a surveillance kind or model', () => {
    expect(stateOf({ manufacturer: 'Huawei' })).toBe('review')
    expect(stateOf({ manufacturer: 'Huawei', kind: 'other' })).toBe('review')
    expect(stateOf({ manufacturer: 'Huawei', kind: 'camera' })).toBe('flagged')
    expect(stateOf({ manufacturer: 'Huawei', model: 'IPC6225-VRZ' })).toBe('flagged')
    expect(stateOf({ manufacturer: 'ZTE Corporation', kind: 'recorder' })).toBe('flagged')
  })

  it('never flags by its MAC address', () => {
    expect(stateOf({ mac: HUAWEI_MAC, kind: 'camera' })).toBe('review')
  })
})

describe('a device is for review', () => {
  it('if a strong piece speaks against a strong piece', () => {
    expect(stateOf({ manufacturer: 'Axis', mac: HIKVISION_MAC })).toBe('review relabel')
    expect(stateOf({ manufacturer: 'Hikvision', mac: AXIS_MAC })).toBe('review relabel')
    expect(stateOf({ manufacturer: 'Axis', model: 'DS-2CD2032' })).toBe('review relabel')
    expect(stateOf({ manufacturer: 'Axis', mac: BOSCH_MAC })).toBe('review relabel')
  })

  it.each(['IPC-B121H', 'IPC-HFW2431T', 'IPC-X', 'NVR301', 'TC-C321N', 'iDS-7204HUHI', '7608NI-I2/8P', 'DS-N201'])(
    'if only a weak or shared prefix is known: %s',
    (model) => expect(stateOf({ model })).toBe('review'),
  )

  it.each(['Reolink', 'Amcrest', 'TP-Link', 'DJI', 'WBox', 'WBox (ADI)', 'Hikrobot', 'Hikvision Robot'])(
    'if its maker is: %s',
    (manufacturer) => expect(stateOf({ manufacturer, kind: 'camera' })).toBe('review'),
  )

  it('if it is a DS-3E network switch, whatever its maker field says', () => {
    expect(stateOf({ manufacturer: 'Hikvision', model: 'DS-3E0524-E' })).toBe('review')
    expect(kindOfModel(shipped, 'DS-3E0524-E')).toBe('other')
  })

  it.each(['Non-Hikvision', 'Hikvision compatible', 'not Dahua'])('if a word doubts the name: %s', (manufacturer) =>
    expect(stateOf({ manufacturer })).toBe('review'),
  )

  it('if the register watches its brand for relabels, until a MAC address arrives', () => {
    expect(stateOf({ manufacturer: 'ABUS' })).toBe('review')
    expect(stateOf({ manufacturer: 'ABUS', mac: '02:00:00:00:00:01' })).toBe('review')
    expect(stateOf({ manufacturer: 'ABUS', mac: macIn('8C11CB') })).toBe('cleared')
    expect(stateOf({ manufacturer: 'ABUS', mac: macIn('00005E') })).toBe('cleared by-name')
    expect(stateOf({ manufacturer: 'ABUS', mac: HIKVISION_MAC })).toBe('review relabel')
  })
})

describe('a device is cleared', () => {
  it('if its own MAC address or model agrees with a known name', () => {
    expect(stateOf({ manufacturer: 'Axis Communications AB', mac: AXIS_MAC })).toBe('cleared')
    expect(stateOf({ manufacturer: 'AXIS', model: 'P3245-LVE' })).toBe('cleared')
    expect(stateOf({ model: 'AXIS P3245-LVE' })).toBe('cleared')
    expect(stateOf({ manufacturer: 'Sony', model: 'DH-140' })).toBe('cleared')
  })

  it('by name, if nothing but the name is known', () => {
    expect(stateOf({ manufacturer: 'Hanwha', model: 'blah' })).toBe('cleared by-name')
  })
})

describe('a device is unknown', () => {
  it.each([
    {},
    { manufacturer: '', model: '', mac: '', firmware: '' },
    { manufacturer: 'Grandstream', model: 'GXV3674' },
    { model: '1080P' },
    { model: 'Duo 2 Security Light' },
    { model: 'DH-140' },
    { mac: AXIS_MAC },
    { mac: 'not an address' },
    { manufacturer: 'Axis or similar' },
    { firmware: 'V5.7.17 build 240826' },
  ])('if nothing of weight says who made it: %o', (facts) => expect(stateOf(facts)).toBe('unknown'))

  it.each([
    'Shanghai Dahua Scale',
    'Shanghai Dahua Scale Factory',
    'JOREX LOREX',
    'Shiki',
    'hiking',
    'Hikam',
    'Hikari',
  ])('if its maker only looks like one in scope: %s', (manufacturer) =>
    expect(stateOf({ manufacturer, kind: 'camera' })).toBe('unknown'),
  )

  it('by a group or locally administered address, which is no evidence', () => {
    expect(stateOf({ mac: `45${HIKVISION_MAC.slice(2)}` })).toBe('unknown')
    expect(stateOf({ mac: `46${HIKVISION_MAC.slice(2)}` })).toBe('unknown')
  })
})

describe('a finding', () => {
  it('says what it rests on, and that nobody has confirmed it', () => {
    const finding = find({ manufacturer: 'HIK Vision', model: 'DS-2CD2032', mac: HIKVISION_MAC })
    expect(finding.evidence.map(({ source, points, matched }) => [source, points, matched])).toEqual([
      ['maker-text', 100, 'Hikvision'],
      ['model-prefix', 80, 'DS-2CD'],
      ['mac-prefix', 80, '4419B6'],
    ])
    expect(finding.says).toBe('Flagged as Hikvision: it names Hikvision as its maker; determination not yet confirmed.')
    expect(finding).toMatchObject({ confirmed: false, registerVersion: shipped.version })
  })

  it('carries known exploited vulnerabilities of any maker, never as a reason', () => {
    const cves = (facts: DeviceFacts): string[] => find(facts).kev.map(({ cve }) => cve)
    expect(cves({ manufacturer: 'Hikvision' })).toEqual(['CVE-2021-36260', 'CVE-2017-7921'])
    expect(cves({ manufacturer: 'HiLook' })).toEqual(['CVE-2021-36260', 'CVE-2017-7921'])
    expect(cves({ manufacturer: 'GeoVision' })).toHaveLength(2)
    expect(cves({ manufacturer: 'D-Link', model: 'DCS-2530L' })).toHaveLength(4)
    expect(cves({ manufacturer: 'Reolink', model: 'RLC-410W' })).toContain('CVE-2021-40407')
    expect(cves({ manufacturer: 'Reolink', model: 'RLC-520' })).not.toContain('CVE-2021-40407')
    expect(cves({ manufacturer: 'TP-Link' })).toEqual([])
    expect(find({ manufacturer: 'GeoVision' }).state).toBe('cleared')
    expect(find({ manufacturer: 'GeoVision' }).kev[0]?.says).toContain('Possibly affected')
  })
})

describe('a maker’s name is clear of the register', () => {
  it.each([
    ['Axis', true],
    ['Axis Communications AB', true],
    ['Provision', true],
    ['Bosch', true],
    ['Hikvision', false],
    ['Reolink', false],
    ['Axis Hikvision', false],
    ['Axis or similar', false],
    ['Grandstream', false],
    ['Shanghai Dahua Scale Factory', false],
    ['', false],
    [null, false],
  ])('%s: %s', (name, expected) => expect(isClear(shipped, name)).toBe(expected))
})
