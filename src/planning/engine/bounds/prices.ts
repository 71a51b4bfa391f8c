// Prices for money and minutes, and with them a lower bound on a tier's exposure (Lagrangian relaxation). Any prices, 0
// or more, give a valid bound: what all jobs would choose at these prices, less the worth of all that there is to buy.
// Good ones are found in two stages: a coarse one that moves each week's price by the sign of what is wanted beyond what
// there is so far (Rprop, Riedmiller & Braun 1993), and a fine one that follows the smoothed excess of each row in steps
// of its own size (Adam, Kingma & Ba 2015).
import type { Compiled } from '../board/compile.ts'
import { afterWaiting } from '../board/place.ts'
import { CHOSE_WAITING, choose, makeChoice, makeWalk, type Choice, type Walk } from './choose.ts'
import type { Relaxation } from './relaxation.ts'

export interface Prices {
  /** Thousandths of exposure-days: no plan for this tier, given the tiers above it, has less. */
  readonly boundMillis: number
  /** By row of the relaxation, in thousandths of exposure-days for a penny or a minute. */
  readonly prices: Float64Array
  /** By position in the relaxation: the mean week of the choices towards the end; a good key to place jobs by. */
  readonly meanWeek: Float64Array
}

/** The coarse stage stalls soon: twenty steps of it gave the same bounds in the end as sixty. */
const COARSE_STEPS = 20
/** Of a row's usual price, in the first fine step and in the last: the best of a grid of thirty on instances of 1,500 jobs. */
const FIRST_RATE = 0.5
const LAST_RATE = 0.003
/** How much of the mean excess, and of its mean square, is kept from step to step. */
const KEPT = 0.9
const KEPT_SQUARE = 0.95
/** Enough to make a division by a row that never was in excess harmless, and too little to matter for any other. */
const TINY = 1e-9

/** Fine steps by effort; more hardly raise a bound. A plan made quickly that is measured gets the standard. */
const STEPS = { quick: 200, standard: 200, thorough: 600 }
/** A step walks over the weeks for every job; half a second's worth of them, of which about half can be skipped. */
const MOST_WALKED = 1.5e8
/** Fewer steps than this give a bound not worth the walk. */
const LEAST_STEPS = 20

export function stepsFor({ effort, weeks }: Compiled, members: Int32Array): number {
  const walked = Math.max(1, members.length * weeks)
  return Math.max(LEAST_STEPS, Math.min(STEPS[effort], Math.floor(MOST_WALKED / walked)))
}

/** `steps` fine steps; each is one walk over all weeks for all jobs. Stops as soon as the bound meets the known plan's. */
export function findPrices(relaxation: Relaxation, steps: number, incumbentMillis: number): Prices {
  const state = makeState(relaxation)
  price(relaxation, state)
  const isMet = (): boolean => state.best >= incumbentMillis - 0.5
  for (let step = 0; step < COARSE_STEPS && !isMet(); step++) coarse(relaxation, state)
  state.prices.set(state.bestPrices)
  const unit = usualPrices(relaxation, state)
  for (let step = 0; step < steps && !isMet(); step++) {
    price(relaxation, state)
    average(relaxation, state, step)
    const rest = 1 - step / steps
    fine(relaxation, state, unit, LAST_RATE + (FIRST_RATE - LAST_RATE) * rest * rest * rest)
  }
  return { boundMillis: state.best, prices: state.bestPrices, meanWeek: state.meanWeek }
}

interface State {
  readonly walk: Walk
  readonly choice: Choice
  /** By row, as all below but the mean weeks. */
  readonly prices: Float64Array
  /** What the choice takes beyond what is there, in units of the row's scale. */
  readonly excess: Float64Array
  /** How much the price drops from this week, or year, to the next, and the size and sign of its last change. */
  readonly drop: Float64Array
  readonly stride: Float64Array
  readonly sign: Int8Array
  readonly mean: Float64Array
  readonly meanSquare: Float64Array
  meanTrust: number
  squareTrust: number
  readonly meanWeek: Float64Array
  best: number
  readonly bestPrices: Float64Array
}

function makeState(relaxation: Relaxation): State {
  const rows = relaxation.left.length
  const { poolRow, scale } = relaxation
  const week = weekOfExposure(relaxation)
  return {
    walk: makeWalk(relaxation),
    choice: makeChoice(relaxation),
    prices: new Float64Array(rows),
    excess: new Float64Array(rows),
    drop: new Float64Array(rows),
    // A job's money may keep it from some ten weeks; its minutes from a part of one.
    stride: Float64Array.from({ length: rows }, (_, row) => (row < poolRow ? 10 : 0.3) * (week / scale[row]!)),
    sign: new Int8Array(rows),
    mean: new Float64Array(rows),
    meanSquare: new Float64Array(rows),
    meanTrust: 1,
    squareTrust: 1,
    meanWeek: new Float64Array(relaxation.jobs.length),
    best: -Infinity,
    bestPrices: new Float64Array(rows),
  }
}

/** Of a common job. Over a row's scale, the price at which it would pay for a common draw by being a week later. */
function weekOfExposure({ perWeek }: Relaxation): number {
  return perWeek.reduce((sum, exposure) => sum + exposure, 0) / Math.max(1, perWeek.length)
}

/** The bound at the present prices; leaves the choice and its excess in the state. */
function price(relaxation: Relaxation, state: State): void {
  const { left, carry, poolRow, scale } = relaxation
  const { walk, choice, prices, excess } = state
  choose(relaxation, prices, walk, choice)
  let bound = choice.cost
  excess.fill(0)
  addUse(relaxation, state)
  eachSeries(relaxation, (from, until) => {
    for (let row = from; row < until; row++) {
      if (left[row] === Infinity) continue
      bound -= prices[row]! * left[row]!
      excess[row]! -= left[row]!
    }
  })
  eachSeries(relaxation, (from, until) => {
    // A year hands on what it may where the next year's money is dearer.
    for (let row = from; row < Math.min(until, poolRow); row++) {
      if (carry[row] === 0 || prices[row + 1]! <= prices[row]!) continue
      bound -= carry[row]! * (prices[row + 1]! - prices[row]!)
      excess[row]! += carry[row]!
      excess[row + 1]! -= carry[row]!
    }
    for (let row = from; row < until; row++) excess[row]! /= scale[row]!
  })
  if (bound <= state.best) return
  state.best = bound
  state.bestPrices.set(prices)
}

function addUse({ board, jobs, stretches, poolSet, poolRow }: Relaxation, { walk, choice, excess }: State): void {
  const { weeks, minutes } = board.compiled
  for (let position = 0; position < jobs.length; position++) {
    const week = choice.at[position]!
    if (week < 0) continue
    const { rows, pence } = stretches[position]![choice.stretch[position]!]!
    for (let i = 0; i < rows.length; i++) excess[rows[i]!]! += pence[i]!
    const work = minutes[jobs[position]!]!
    if (work > 0) excess[poolRow + walk.cheapest[poolSet[position]! * weeks + week]! * weeks + week]! += work
  }
}

/**
 * With one pool and no money, who goes before week t hangs on the drop of the price at t alone, and the right drop is the
 * one at which what is wanted until t is what there is until t. So each drop goes its own way, up or down, in steps that
 * grow while the sign stays and shrink when it turns.
 */
function coarse(relaxation: Relaxation, state: State): void {
  const { left } = relaxation
  const { prices, excess, drop, stride, sign } = state
  eachSeries(relaxation, (from, until) => {
    let wanted = 0
    for (let row = from; row < until; row++) {
      if (left[row] === Infinity) continue
      wanted += excess[row]!
      const now = wanted > 0 ? 1 : -1
      if (sign[row] !== 0) stride[row]! *= now === sign[row] ? 1.2 : 0.6
      sign[row] = now
      drop[row] = Math.max(0, drop[row]! + now * stride[row]!)
    }
    let sum = 0
    for (let row = until - 1; row >= from; row--) {
      sum += drop[row]!
      prices[row] = left[row] === Infinity ? 0 : sum
    }
  })
  price(relaxation, state)
}

function fine(relaxation: Relaxation, state: State, unit: Float64Array, rate: number): void {
  const { prices, excess, mean, meanSquare } = state
  state.meanTrust *= KEPT
  state.squareTrust *= KEPT_SQUARE
  eachSeries(relaxation, (from, until) => {
    for (let row = from; row < until; row++) {
      if (relaxation.left[row] === Infinity) continue
      const pull = prices[row] === 0 ? Math.max(0, excess[row]!) : excess[row]!
      mean[row] = KEPT * mean[row]! + (1 - KEPT) * pull
      meanSquare[row] = KEPT_SQUARE * meanSquare[row]! + (1 - KEPT_SQUARE) * pull * pull
      const step = mean[row]! / (1 - state.meanTrust) / (Math.sqrt(meanSquare[row]! / (1 - state.squareTrust)) + TINY)
      prices[row] = Math.max(0, prices[row]! + rate * unit[row]! * step)
    }
  })
}

/** By row: the mean of the prices of its pool or fund, or what a week, or half a year, would cost where all are 0. */
function usualPrices(relaxation: Relaxation, { prices }: State): Float64Array {
  const unit = new Float64Array(prices.length)
  const week = weekOfExposure(relaxation)
  eachSeries(relaxation, (from, until) => {
    const some = prices.subarray(from, until).filter((one) => one > 0)
    const mean = some.reduce((a, b) => a + b, 0) / Math.max(1, some.length)
    const isMoney = from < relaxation.poolRow
    const usual = (week / relaxation.scale[from]!) * (isMoney ? 26 : 1)
    unit.fill(isMoney ? Math.max(mean, usual) : mean || usual, from, until)
  })
  return unit
}

/** The rows of the years of each fund and of the weeks of each pool that the tier asks for: of others the price stays 0. */
function eachSeries({ series }: Relaxation, tell: (from: number, until: number) => void): void {
  for (let i = 0; i < series.length; i += 2) tell(series[i]!, series[i + 1]!)
}

function average({ board: { compiled }, jobs }: Relaxation, { meanWeek, choice }: State, step: number): void {
  // Over the last thirty steps or so.
  const weight = Math.max(0.03, 1 / (step + 1))
  for (let position = 0; position < meanWeek.length; position++) {
    const at = choice.at[position]!
    const week = at >= 0 ? at : at === CHOSE_WAITING ? afterWaiting(compiled, jobs[position]!) : compiled.weeks
    meanWeek[position]! += weight * (week - meanWeek[position]!)
  }
}
