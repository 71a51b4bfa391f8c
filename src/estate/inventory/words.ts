// The words that inventories have for kinds and statuses; the words of the vocabulary mean themselves.
import type { Kind, Status } from '../../shared/vocabulary.ts'

export const KIND_WORDS: Readonly<Record<string, Kind>> = {
  ...each('camera', 'cctv cctv-camera ip-camera ipc dome bullet turret ptz fixed panning'),
  ...each('recorder', 'nvr dvr xvr video-recorder'),
  ...each('anpr', 'alpr lpr'),
  ...each('body-worn', 'body-worn-camera body-worn-video bodycam'),
  ...each('drone', 'uav'),
  ...each('intercom', 'doorphone door-station'),
  ...each('access-terminal', 'access-control'),
}

/**
 * What is there and does not work is still there: faulty, offline and failed equipment is in service until somebody
 * takes it away. A word that says neither (`not in use`, `pending`) is none of these, so that a person says what it means.
 */
export const STATUS_WORDS: Readonly<Record<string, Status>> = {
  ...each('planned', 'proposed ordered on-order to-be-installed to-install not-yet-installed not-installed-yet'),
  ...each('planned', 'awaiting-installation awaiting-install pending-installation pending-install staged'),
  ...each('in-service', 'active in-use in-operation live installed operational operating online on-line working'),
  ...each('in-service', 'deployed commissioned faulty fault failed broken defective offline off-line out-of-order'),
  ...each('in-service', 'not-working under-repair needs-repair in-repair decommissioning to-be-removed'),
  ...each('disconnected', 'unplugged not-connected off-network out-for-repair out-for-diagnostics'),
  ...each('spare', 'in-stock stock inventory in-store in-stores stores in-storage stored boxed ready-to-deploy'),
  ...each('removed', 'decommissioned decomissioned de-commissioned retired disposed disposed-of scrapped dismantled'),
  ...each('removed', 'uninstalled taken-down written-off archived replaced stolen lost lost/stolen'),
  ...each('desired', 'wanted wish-list wishlist wished-for requested aspirational'),
  ...each('void', 'cancelled canceled duplicate deleted entered-in-error invalid not-proceeding'),
}

function each<T extends string>(meaning: T, words: string): Record<string, T> {
  return Object.fromEntries(words.split(' ').map((word) => [word, meaning]))
}
