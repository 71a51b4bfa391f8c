import { OUTCOME_RULES, type DeviceOutcome } from '../../../src/orders/completion/outcome.ts'
import { day } from '../../../src/shared/day.ts'
import type { OutcomeName } from '../../../src/shared/vocabulary.ts'

const NOTHING: DeviceOutcome = {
  ...{ deviceId: 'dev_1', outcome: 'assessed', removed: null, installed: null, seen: null, isolation: null },
  ...{ purchase: null, removedOn: null, replacedOn: null, disconnectedOn: null, disposedOn: null, cancelledOn: null },
  ...{ movedTo: null, note: null, minutes: null, pence: null },
}
const KIT = { make: 'Axis', model: 'P3245-LVE', serial: 'ACCC8E000001', mac: 'accc8e000001' }
const on = day('2026-11-20')
const EVERYTHING: Omit<DeviceOutcome, 'deviceId' | 'outcome'> = {
  removed: { serial: 'OLD-1', mac: null, unreadable: null },
  installed: KIT,
  seen: KIT,
  isolation: { port: 'Gi1/0/7', vlan: '999', isolatedBy: 'N. Etwork', recordingPreserved: true },
  purchase: 'PO-4711',
  ...{ removedOn: on, replacedOn: on, disconnectedOn: on, disposedOn: null, cancelledOn: on },
  ...{ movedTo: 'The east gate', note: 'As the officer on duty said.', minutes: 75, pence: 250_000 },
}

/** An outcome that states what it must, and nothing else. */
export function told(outcome: OutcomeName, deviceId = 'dev_1', extra: Partial<DeviceOutcome> = {}): DeviceOutcome {
  const facts = Object.fromEntries(OUTCOME_RULES[outcome].needs.map((need) => [need, EVERYTHING[need]]))
  return { ...NOTHING, outcome, deviceId, ...facts, ...extra }
}
