// A list of each kind as finance might keep it, for the document of the API. Prices are made up.
import { day } from '../../../shared/day.ts'
import type { CatalogueContent, ListName } from '../catalogue.ts'

const quoted = { source: 'quotation 4711 of a supplier', asOf: day('2026-10-01') }
const plain = { ptz: false, anpr: false, thermal: false, dome: false, outdoor: false, poe: false }
const capable = { ...plain, megapixels: null, channels: null }
const model = {
  ...{ labourMinutes: null, height: false, civils: false, orderBatch: 1, stock: 0, leadDays: null },
  ...{ deliveredWeeksBefore: 0, approvedLists: [], sectors: [], withoutRecorder: false, validFromOn: null, ...quoted },
}
const rate = { dataClass: null, ...quoted }

export const EXAMPLES: { readonly [L in ListName]: CatalogueContent[L] } = {
  models: [
    {
      ...{ ...model, ...capable, code: 'dome-4mp', says: 'dome camera, 4 MP', kinds: ['camera'] },
      ...{ manufacturer: 'Axis', model: 'P3265-LV', dome: true, poe: true, megapixels: 4, pricePence: 62_500 },
      ...{ labourMinutes: 60, orderBatch: 10, stock: 4, leadDays: 28, approvedLists: ['RM6259'] },
    },
    {
      ...{ ...model, ...capable, code: 'nvr-32', says: 'recorder, 32 channels', kinds: ['recorder', 'vms'] },
      ...{ manufacturer: 'Axis', model: 'S3008', channels: 32, pricePence: 240_000, deliveredWeeksBefore: 1 },
    },
  ],
  rates: [
    { ...rate, kind: 'labour', says: 'crew hour', pricePence: 7200 },
    { ...rate, kind: 'mobilisation', says: 'mobilisation, a visit', pricePence: 19_500 },
    { ...rate, kind: 'height', says: 'work at height, a device', pricePence: 12_000 },
    { ...rate, kind: 'disposal', says: 'disposal as WEEE, a device', pricePence: 1500 },
    { ...rate, kind: 'disposal', dataClass: 'sensitive', says: 'destruction of media, witnessed', pricePence: 22_500 },
  ],
  'vat-recovery': [],
  'old-models': [{ ...capable, ...quoted, prefix: 'DS-2CD21', dome: true, poe: true, megapixels: 4 }],
  'approved-lists': [{ organisation: null, list: 'RM6259' }],
}
