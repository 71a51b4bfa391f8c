// Orders that look alike to a company are a cell. Where fewer than five do, what is open would say which site it is at: those
// are shown for a wider region, together with others like them, or not at all. Pure.
import { keyOf } from '../../../shared/text.ts'

/** All that a company is shown of an open order but its reference and hours. */
export interface CellKey {
  readonly region: string
  readonly action: string
  readonly vetting: string
  readonly valueBand: string
  readonly month: string
}
export interface Cell extends CellKey {
  readonly orders: number
}

const ENGLAND = new Set(
  [
    'North East',
    'North West',
    'Yorkshire and The Humber',
    'East Midlands',
    'West Midlands',
    'East of England',
    'London',
    'South East',
    'South West',
  ].map(keyOf),
)
/** From the narrow to the wide. */
const WIDER: readonly ((region: string) => string)[] = [
  (region) => region,
  (region) => (ENGLAND.has(keyOf(region)) ? 'England' : region),
  () => 'Anywhere',
]

export const keyOfCell = ({ region, action, vetting, valueBand, month }: CellKey): string =>
  [region, action, vetting, valueBand, month].join('\n')

/** The region that the orders of each cell are shown with, by keyOfCell; null: they are not shown. */
export function shownRegions(cells: readonly Cell[], least: number): ReadonlyMap<string, string | null> {
  const shown = new Map<string, string | null>()
  let small: Cell[] = [...cells]
  for (const wider of WIDER) {
    const groups = Map.groupBy(small, (cell) => keyOfCell({ ...cell, region: wider(cell.region) }))
    small = []
    for (const group of groups.values()) {
      const enough = group.reduce((sum, { orders }) => sum + orders, 0) >= least
      if (!enough) small.push(...group)
      else for (const cell of group) shown.set(keyOfCell(cell), wider(cell.region))
    }
  }
  for (const cell of small) shown.set(keyOfCell(cell), null)
  return shown
}
