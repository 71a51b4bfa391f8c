// Makes and models that real inventories hold, with MAC blocks of the IEEE register. Model names are examples of each
// maker's real ranges; which of them are flagged is for the register to say, not for this table.
import type { Kind } from '../../shared/vocabulary.ts'
import type { Weights } from './dice.ts'

export interface Make {
  /** How inventories spell it, the commonest first. */
  readonly spellings: readonly string[]
  /** Empty for brands without a block of their own. */
  readonly macBlocks: readonly string[]
  readonly models: Partial<Record<Kind, readonly string[]>>
  readonly firmware: readonly string[]
  /** Slips of a typing hand, one letter off. */
  readonly typos?: readonly string[]
}

export const HIKVISION: Make = {
  spellings: [
    'Hikvision',
    'HIKVISION',
    'HIK Vision',
    'HIK VISION',
    'hikvision',
    'Hangzhou Hikvision Digital Technology Co., Ltd.',
    'HIK',
    'Prama Hikvision India',
  ],
  typos: ['Hikvison', 'Hikvsion', 'Hikvisoin', 'Hikvisionn'],
  macBlocks: ['00BC99', '040312', '083BC1', '085411', '08A189', '1012FB', '1868CB', '240F9B'],
  models: {
    camera: [
      'DS-2CD2143G2-I',
      'DS-2CD2143G2-I(S)',
      'DS-2CD2346G2-ISU',
      'DS-2CD2386G2-IU',
      'DS-2CD2T86G2-ISU',
      'DS-2CD2042WD-I',
      '2CD-2142',
      'DS-2DE4425IW-DE',
      'DS-2CE16D0T-IT3',
      'DS-2TD2617-3',
    ],
    recorder: ['DS-7608NXI-I2', 'DS-7616NI-K2', 'DS-7732NI-M4', 'DS-9632NI-I8', 'iDS-7208HQHI-M1'],
    encoder: ['DS-6708HUHI-K', 'DS-6704HUHI'],
    intercom: ['DS-KV8113-WME1', 'DS-KD8003-IME1', 'DS-KH6320-WTE1'],
    'access-terminal': ['DS-K1T671M', 'DS-K1T341AMF'],
    anpr: ['iDS-2CD7A46G0-IZHS', 'DS-2CD4A26FWD-IZS/P'],
    'body-worn': ['DS-MCW407', 'DS-MH2311'],
    vms: ['HikCentral Professional', 'iVMS-4200'],
    other: ['DS-3E0310P-E'],
  },
  // From 5.4.x, before the fixes of CVE-2017-7921 and CVE-2021-36260 (both in the KEV catalogue), to current builds.
  firmware: [
    'V5.4.1 build 160525',
    'V5.4.5 build 170124',
    'V5.5.0 build 170725',
    'V5.5.82 build 190909',
    'V5.5.801 build 211105',
    'V5.6.6 build 210625',
    'V5.7.15 build 240201',
    'V5.7.18 build 240826',
  ],
}

export const DAHUA: Make = {
  spellings: ['Dahua', 'DAHUA', 'Dahua Technology', 'ZHEJIANG DAHUA TECHNOLOGYCO.,LTD', 'dahua'],
  typos: ['Dahau', 'Dahuaa', 'Dahua Tecnology', 'Zhejiang Dahua Tecnology'],
  macBlocks: ['08EDED', '14A78B', '24526A', '38AF29', '3CEF8C', '4C11BF', '30DDAA', '407AA4'],
  models: {
    camera: [
      'IPC-HFW2431S-S-S2',
      'IPC-HDBW4431R-ZS',
      'DH-IPC-HDW1431S',
      'IPC-HDW3849H-AS-PV',
      'HAC-HFW1200T',
      'DH-SD59225U-HNI',
    ],
    recorder: ['DHI-NVR4216-16P-4KS2', 'DH-NVR5232-4KS2', 'DH-XVR5116HS'],
    encoder: ['DH-NVS0404HE'],
    intercom: ['DHI-VTO2202F-P', 'VTO2101E-P'],
    'access-terminal': ['DHI-ASI7213X-T1', 'DHI-ASI6214S'],
    anpr: ['DHI-ITC413-PW4D-IZ1'],
    'body-worn': ['DH-MPT320'],
    vms: ['DHI-DSS7016D-S2'],
  },
  // 2.4xx and 2.6xx builds of 2018 to 2020 precede the fixes of CVE-2021-33044 and CVE-2021-33045.
  firmware: [
    '2.460.0000.16.R, build 2018-04-10',
    '2.622.0000000.18.R, build 2019-07-30',
    '2.800.0000000.14.R, build 2020-04-01',
    '2.840.0000000.7.R, build 2022-06-27',
    '4.002.0000000.5.R, build 2023-11-02',
  ],
}

/** The long tail of flagged kit: makers and product lines in scope beside the two above. */
export const OTHER_FLAGGED: Weights<Make> = [
  [
    4,
    {
      spellings: ['Uniview', 'UNV', 'UNIVIEW'],
      macBlocks: ['6CF17E', '88263F', 'C47905', '48EA63'],
      models: { camera: ['IPC3614SB-ADF28KM-I0', 'IPC2124SB-ADF40KM-I0'], recorder: ['NVR302-16S2'] },
      firmware: ['QIPC-B2202.5.6.C3', 'NVR-B3220.35.10'],
    },
  ],
  [
    3,
    {
      spellings: ['HiLook', 'HiLook by Hikvision'],
      macBlocks: ['240F9B', '083BC1'],
      models: { camera: ['IPC-B140H', 'IPC-T240H', 'THC-T120-M'], recorder: ['NVR-108MH-C/8P'] },
      firmware: ['V5.5.53 build 180730'],
    },
  ],
  [
    2,
    {
      spellings: ['HiWatch'],
      macBlocks: ['1012FB', '1868CB'],
      models: { camera: ['DS-I200', 'HWI-B140H'], recorder: ['DS-N208P', 'HWN-4108MH'] },
      firmware: ['V5.5.71 build 180725'],
    },
  ],
  [
    2,
    {
      spellings: ['EZVIZ', 'Ezviz'],
      macBlocks: ['0CA64C', '20BBBC', '34C6DD'],
      models: { camera: ['CS-C3W', 'CS-BC1C'], intercom: ['CS-DB2C'] },
      firmware: ['V5.3.0 build 220310'],
    },
  ],
  [
    2,
    {
      spellings: ['Tiandy'],
      macBlocks: ['3CDA6D', 'BC516C'],
      models: { camera: ['TC-C35KS', 'TC-C32QN'], recorder: ['TC-R3220'] },
      firmware: ['V24.53'],
    },
  ],
  [
    1,
    {
      spellings: ['TVT', 'TVT Digital'],
      macBlocks: ['0018AE', '585B69'],
      models: { camera: ['TD-9441S3'], recorder: ['TD-3116B1'] },
      firmware: ['5.1.2.0'],
    },
  ],
]

/** The register leaves these to a person: weak or disputed relations, or products that differ from one to the next. */
export const DISPUTED: readonly Make[] = [
  {
    spellings: ['Reolink'],
    macBlocks: ['EC71DB'],
    models: { camera: ['RLC-810A', 'RLC-410W'], recorder: ['RLN16-410'] },
    firmware: ['v3.1.0.956'],
  },
  {
    spellings: ['TP-Link VIGI', 'TP-Link'],
    macBlocks: ['3460F9', '1C61B4'],
    models: { camera: ['VIGI C340', 'VIGI C540V'], recorder: ['VIGI NVR1016H'] },
    firmware: ['1.1.3 Build 230711'],
  },
  {
    spellings: ['Honeywell'],
    macBlocks: ['000A13', '58FCC8'],
    models: { camera: ['HC30W45R3', 'H4W4PER2'], recorder: ['HEN16184'] },
    firmware: ['1.000.HW01.5'],
  },
]
export const DJI: Make = {
  spellings: ['DJI'],
  macBlocks: ['3491F0', '9C5A8A'],
  models: { drone: ['Mavic 3 Enterprise', 'Matrice 30T'] },
  firmware: ['v01.00.0501'],
}

/** The makers that Axis does not have to stand in for are few: it has a model of nearly every kind. */
export const AXIS: Make = {
  spellings: ['Axis', 'Axis Communications', 'AXIS'],
  macBlocks: ['00408C', 'ACCC8E', 'B8A44F', 'E82725'],
  models: {
    camera: ['P3245-LVE', 'P3267-LV', 'M3065-V', 'M3086-V', 'Q6075-E', 'AXIS P1455-LE'],
    recorder: ['AXIS S3016', 'AXIS S1116 MT'],
    encoder: ['AXIS P7304', 'AXIS Q7436'],
    intercom: ['AXIS A8105-E', 'AXIS I8116-E'],
    'access-terminal': ['AXIS A1601', 'AXIS A1210'],
    anpr: ['AXIS P1465-LE-3'],
    'body-worn': ['AXIS W101', 'AXIS W120'],
    vms: ['AXIS Camera Station Pro'],
    other: ['AXIS D2110-VE'],
  },
  firmware: ['9.80.3.5', '10.12.182', '11.11.73'],
}

export const CLEAR: Weights<Make> = [
  [34, AXIS],
  [
    26,
    {
      spellings: ['Hanwha Vision', 'Hanwha', 'Wisenet', 'Hanwha Techwin'],
      macBlocks: ['000918', 'E43022', '44B423'],
      models: {
        camera: ['XNV-6080', 'XNO-6120R', 'QNV-7080R', 'PNM-9085RQZ'],
        recorder: ['XRN-1620B2', 'QRN-830S'],
        anpr: ['TNO-L4030T'],
      },
      firmware: ['1.41.16_20220531', '2.21.02_20231110'],
    },
  ],
  [
    10,
    {
      spellings: ['i-PRO', 'Panasonic i-PRO'],
      macBlocks: ['D42DC5'],
      models: { camera: ['WV-S2136L', 'WV-U2142L'], recorder: ['WJ-NX400'] },
      firmware: ['2.70', '3.11'],
    },
  ],
  [
    8,
    {
      spellings: ['Mobotix'],
      macBlocks: ['0003C5'],
      models: { camera: ['Mx-M16B', 'Mx-S26B'], intercom: ['Mx-T26B'] },
      firmware: ['MX-V5.2.5.5'],
    },
  ],
  [
    8,
    {
      spellings: ['Vivotek', 'VIVOTEK'],
      macBlocks: ['0002D1'],
      models: { camera: ['FD9189-HT-v2', 'IB9387-HT-A'], recorder: ['ND9541P'], anpr: ['IP9172-LPC'] },
      firmware: ['FD9189-VVTK-0121a'],
    },
  ],
  [
    5,
    {
      spellings: ['Dallmeier'],
      macBlocks: ['000B02'],
      models: { camera: ['DF5200HD-DN', 'MDF5400HDV'], recorder: ['DMS 2400'] },
      firmware: ['8.5.3.2'],
    },
  ],
  [
    5,
    {
      spellings: ['Redvision', 'Redvision CCTV'],
      macBlocks: ['BC34000'],
      models: { camera: ['X4-COMMANDER', 'VEGA 2010'] },
      firmware: ['1.9.4'],
    },
  ],
  [4, { spellings: ['Verkada'], macBlocks: ['E0A700'], models: { camera: ['CD42', 'CB62-E'] }, firmware: [] }],
]

/** A brand's name on another maker's network block: what a white label looks like in an inventory. */
export const RELABELS: readonly Make[] = [
  {
    spellings: ['Bosch', 'Bosch Security Systems'],
    macBlocks: ['240F9B', '1868CB'],
    models: { camera: ['NBE-3502-AL', 'NDE-3502-AL'], recorder: ['DRN-5532-400N00'] },
    firmware: ['7.75.0008'],
  },
  {
    spellings: ['ABUS', 'ABUS Security-Center'],
    macBlocks: ['085411', '1012FB'],
    models: { camera: ['TVIP62520', 'IPCB42515A'], recorder: ['NVR10020'] },
    firmware: ['V5.4.6 build 170629'],
  },
  {
    spellings: ['Panasonic'],
    macBlocks: ['14A78B', '3CEF8C'],
    models: { camera: ['K-EF234L01E', 'K-EW114L03E'], recorder: ['K-NL316K'] },
    firmware: ['2.400.0000.12.R'],
  },
  {
    spellings: ['FLIR', 'FLIR Systems'],
    macBlocks: ['4C11BF', '38AF29'],
    models: { camera: ['N243BD', 'N253V8'], recorder: ['M3208E'] },
    firmware: ['2.420.0000.22.R'],
  },
]

/** What stands where a maker should: policy.md's "unknown is a state" (Moray Council: not without physical checks). */
export const UNKNOWN: Make = {
  spellings: ['', '', '', 'Unknown', 'unbranded', 'Generic', 'not recorded', 'see installer'],
  macBlocks: [],
  models: { camera: ['', '', 'Dome', '1080P', 'blah', '000', '4MP turret', 'bullet cam'] },
  firmware: [],
}
