// Builders of catalogues: what a test is about, with everything else dull and valid.
import { readFileSync } from 'node:fs'
import {
  nameCatalogue,
  readCatalogue,
  type Catalogue,
  type CatalogueContent,
  type Model,
  type OldModel,
  type Rate,
} from '../../../src/planning/catalogue/catalogue.ts'
import { day } from '../../../src/shared/day.ts'

export const shipped: Catalogue = readCatalogue(readFileSync('data/catalogue.json', 'utf8'))

const quoted = { source: 'a quote', asOf: day('2026-11-01') }
const plain = { ptz: false, anpr: false, thermal: false, dome: false, outdoor: false, poe: false }
const capable = { ...plain, megapixels: null, channels: null }

export const model = (of: Partial<Model> = {}): Model => ({
  ...{ code: 'plain', says: 'a camera', kinds: ['camera'], manufacturer: 'Axis', model: null, ...capable },
  ...{ pricePence: 50_000, labourMinutes: null, height: false, civils: false, orderBatch: 1, stock: 0, leadDays: null },
  ...{ deliveredWeeksBefore: 0, approvedLists: [], sectors: [], withoutRecorder: false, validFromOn: null, ...quoted },
  ...of,
})

export const rate = (of: Partial<Rate> & Pick<Rate, 'kind'>): Rate => {
  return { dataClass: null, says: of.kind, pricePence: 6000, ...quoted, ...of }
}

export const oldModel = (of: Partial<OldModel> & Pick<OldModel, 'prefix'>): OldModel => {
  return { ...capable, ...quoted, ...of }
}

export const rates: readonly Rate[] = [
  rate({ kind: 'labour', pricePence: 6000 }),
  rate({ kind: 'mobilisation', pricePence: 18_000 }),
  rate({ kind: 'height', pricePence: 12_000 }),
  rate({ kind: 'civils', pricePence: 350_000 }),
  rate({ kind: 'disposal', pricePence: 1500 }),
]

export const catalogue = (of: Partial<CatalogueContent> = {}): Catalogue =>
  nameCatalogue(
    {
      validFromOn: day('2026-11-22'),
      settings: { upliftBasisPoints: 0, vatBasisPoints: 2000, priceBasis: 'exclusive' },
      models: [model()],
      rates,
      'vat-recovery': [],
      'old-models': [],
      'approved-lists': [],
      ...of,
    },
    'imported',
  )
