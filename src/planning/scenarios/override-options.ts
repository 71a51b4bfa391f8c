// Overrides as a person types them: one option each, with the amounts as they are said.
import { InvalidArgumentError, Option } from 'commander'
import { asDay } from '../../cli/arguments.ts'
import { parseFinancialYear } from '../../shared/day.ts'
import { Failure } from '../../shared/failure.ts'
import { parsePounds } from '../../shared/money.ts'
import { VETTINGS } from '../../shared/vocabulary.ts'
import type { Change, Override } from './scenario.ts'

/** Each adds to one list, so that overrides keep the order in which they were typed. */
export function overrideOptions(typed: Override[]): Option[] {
  const option = (flags: string, says: string, read: (text: string) => Override): Option =>
    new Option(flags, says).argParser((text: string) => {
      typed.push(read(text))
      return typed
    })
  return [
    option('--fund <fund[:year]=change>', 'FUND=+10%, or FUND:2027-28=-50000 in pounds; may be repeated', asFund),
    option('--crew <region/vetting/minutes>', 'a crew more, such as Wales/sc/2250; may be repeated', asCrew),
    option('--later-start <monday>', 'nothing is ordered or done before', (text) => {
      return { kind: 'later-start', startOn: asDay(text) }
    }),
    option(
      '--extend-c4 <sites>',
      'codes of sites, with commas between: builds the problem anew from the estate',
      asSites,
    ),
    option('--price <of=change>', 'kit=+10% or all=-5%', asPrice),
    new Option('--indicative', 'count indicative money').argParser(() => true),
  ]
}

function asFund(text: string): Override {
  // From the right: a fund's code may hold a colon.
  const [, fund, year, said] = /^(.+?)(?::(\d{4}-\d{2}))?=([^=]+)$/.exec(text) ?? []
  const financialYear = year === undefined ? null : parseFinancialYear(year)
  if (fund === undefined || said === undefined || financialYear === undefined) {
    throw new InvalidArgumentError('Write it as FUND=+10% or FUND:YEAR=-50000, such as PROGRAMME:2027-28=+250000.')
  }
  return { kind: 'fund', fund, financialYear, by: asChange(said) }
}

function asChange(said: string): Change {
  const points = asPoints(said)
  if (points !== undefined) return { basisPoints: points }
  try {
    return { pence: parsePounds(said.replace(/^\+/, '')) }
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Failure ? `${error.message} ${error.hint}` : String(error))
  }
}

/** `+12.5%` */
function asPoints(said: string): number | undefined {
  const [, sign, whole, part = ''] = /^([+-]?)(\d{1,4})(?:\.(\d{1,2}))?\s*%$/.exec(said.trim()) ?? []
  if (whole === undefined) return undefined
  const points = Number(whole) * 100 + Number(part.padEnd(2, '0'))
  return sign === '-' ? -Math.min(points, 10_000) : points
}

function asCrew(text: string): Override {
  const [, region, level, minutes] = /^(.+)\/([a-z]+)\/(\d{1,5})$/.exec(text) ?? []
  const vetting = VETTINGS.find((one) => one === level)
  if (region === undefined || vetting === undefined || Number(minutes) < 1 || Number(minutes) > 10_080) {
    throw new InvalidArgumentError(`Write it as REGION/VETTING/MINUTES; vetting is one of ${VETTINGS.join(', ')}.`)
  }
  return { kind: 'crew', region, vetting, minutesPerWeek: Number(minutes) }
}

function asSites(text: string): Override {
  const sites = text
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '')
  if (sites.length === 0) throw new InvalidArgumentError('Name sites by their codes.')
  return { kind: 'extend-c4', sites }
}

function asPrice(text: string): Override {
  const [, of, said = ''] = /^(kit|all)=(.+)$/.exec(text) ?? []
  const basisPoints = asPoints(said)
  if (of === undefined || basisPoints === undefined) {
    throw new InvalidArgumentError('Write it as kit=+10% or all=-5%.')
  }
  return { kind: 'price', of: of as 'kit' | 'all', basisPoints }
}
