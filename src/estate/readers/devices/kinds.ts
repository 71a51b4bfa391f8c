// What kind of device people mean by the words they use for roles, categories and products. Only words that say it
// plainly count: what is taken for surveillance equipment here becomes a device of the estate.
import type { Kind } from '../../../shared/vocabulary.ts'

/** The first that is found decides: a "camera recorder" records, an "ANPR camera" reads plates. */
const WORDS: readonly (readonly [Kind, RegExp])[] = [
  ['anpr', / (anpr|alpr|lpr|number plate|licen[cs]e plate) /],
  ['body-worn', / (body ?worn|body ?cams?|body cameras?|bwv) /],
  ['drone', / (drones?|uavs?) /],
  ['intercom', / (intercoms?|door ?phones?|door ?stations?|video doorbells?) /],
  ['access-terminal', / (access (control|terminals?|controllers?)|door controllers?|card readers?) /],
  ['encoder', / (video encoders?|encoders?|video servers?) /],
  ['vms', / (vms|video management|(cctv|recording|surveillance) servers?) /],
  ['recorder', / (nvrs?|dvrs?|xvrs?|(network|digital|hybrid) (video )?recorders?|video recorders?|recorders?) /],
  [
    'camera',
    / (cctv|((ip|network|security|surveillance|dome|bullet|ptz|turret) ?)?(cameras?|cams?)|ip ?domes?|ptzs?) /,
  ],
]

/** Things beside the cameras, and cameras that watch nobody's premises. */
const NOT_THE_DEVICE =
  / (switch(es)?|routers?|mounts?|brackets?|licen[cs]es?|accessor(y|ies)|lens(es)?|cables?|monitors?|displays?|workstations?|chargers?|batter(y|ies)|webcams?|web cams?|conferenc\w*|document|photo|digital cameras?|dslrs?|action cams?) /

export function kindInWords(text: string): Kind | '' {
  const plain = ` ${text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
  const found = WORDS.find(([, words]) => words.test(plain))
  return found && !NOT_THE_DEVICE.test(plain) ? found[0] : ''
}
