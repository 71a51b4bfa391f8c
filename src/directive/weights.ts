// Weight: the exposure that a device adds for every day it stays, in thousandths. The numbers and their reasons are data
// (data/weights.json), with a version that every result names.
import { Failure } from '../shared/failure.ts'
import { KINDS, type Kind, type Network, type Status } from '../shared/vocabulary.ts'

export interface Weights {
  readonly version: string
  readonly kinds: Readonly<Record<Kind, Share>>
  readonly shares: Readonly<Record<'core' | 'internet' | 'exploited', Share>>
  readonly surveyPartOf: { readonly numerator: number; readonly denominator: number }
}
export interface Share {
  readonly millis: number
  readonly reason: string
}

export interface Factor extends Share {
  readonly of: Kind | 'core' | 'internet' | 'exploited'
}

export interface WeighedDevice {
  readonly kind: Kind
  readonly status: Status
  readonly network: Network
  readonly internetExposed: boolean | null
  /** Its firmware is known to be exploited; "possibly affected" is not enough. */
  readonly exploited: boolean
}

/** Throws `bad-policy-file`. */
export function readWeights(text: string): Weights {
  const weights = JSON.parse(text) as Weights
  const shares = [...KINDS.map((kind) => weights.kinds[kind]), ...Object.values(weights.shares)]
  if (!weights.version || shares.some((share) => !Number.isSafeInteger(share?.millis) || share.millis < 0)) {
    throw new Failure(
      'bad-policy-file',
      'weights.json: each kind and share needs whole thousandths of zero or more.',
      'Compare it with the file that Lenscap ships.',
    )
  }
  return weights
}

/** What makes up the device's weight. Kit that is not in service is on no network, whatever the inventory says. */
export function factorsOf(weights: Weights, device: WeighedDevice): Factor[] {
  const { kinds, shares } = weights
  const live = device.status !== 'disconnected'
  return [
    { of: device.kind, ...kinds[device.kind] },
    ...(live && device.network === 'core' ? [{ of: 'core' as const, ...shares.core }] : []),
    ...(live && device.internetExposed ? [{ of: 'internet' as const, ...shares.internet }] : []),
    ...(device.exploited ? [{ of: 'exploited' as const, ...shares.exploited }] : []),
  ]
}

/** What a disconnect takes away; replace and remove take the rest, so that nothing is counted twice. */
export function isNetworkShare(factor: Factor): boolean {
  return factor.of === 'core' || factor.of === 'internet'
}

export function sumMillis(factors: readonly Factor[]): number {
  return factors.reduce((sum, factor) => sum + factor.millis, 0)
}
