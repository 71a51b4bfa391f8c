// The proven optimum of a model, by HiGHS.
import module from 'highs'
import type { Model } from './milp.ts'

// The package describes its CommonJS shape; its ES module exports the loader itself.
const loadHighs = module as unknown as typeof module.default
const loaded = loadHighs()

/** Thousandths of exposure-days; null if the seconds ran out before there was a proof. */
export async function findOptimum({ columns, rows }: Model, seconds: number): Promise<number | null> {
  const highs = await loaded
  const { modelStatus, variableType } = highs.constants
  const unit = columns.reduce((found, { cost }) => commonDivisor(found, cost), 0) || 1
  const [numCols, numRows] = [columns.length, rows.length]
  const starts = [0]
  for (const { terms } of rows) starts.push(starts.at(-1)! + terms.size)
  const data = {
    numCols,
    numRows,
    colCost: columns.map(({ cost }) => cost / unit),
    colLower: columns.map(() => 0),
    colUpper: columns.map(({ upper }) => upper),
    rowLower: rows.map(({ lower }) => lower),
    rowUpper: rows.map(({ upper }) => upper),
    integrality: columns.map(({ isWhole }) => (isWhole ? variableType.integer : variableType.continuous)),
    matrix: {
      format: 'csr' as const,
      numCols,
      numRows,
      starts,
      indices: rows.flatMap(({ terms }) => [...terms.keys()]),
      values: rows.flatMap(({ terms }) => [...terms.values()]),
    },
  }
  return highs.withModel(data, (model) => {
    // Costs are whole numbers, so less than one between the best found and the bound is a proof.
    model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0.9, time_limit: seconds })
    // The plan's own answer is where the search starts: finding is quick, and the proof is what takes the time.
    model.setSolution({ colValue: columns.map(({ start }) => start) })
    model.run()
    const isProven = model.getModelStatus() === modelStatus.optimal
    return isProven ? Math.round(model.getObjectiveValue()) * unit : null
  })
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
