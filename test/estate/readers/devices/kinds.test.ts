import { describe, expect, it } from 'vitest'
import { kindInWords } from '../../../../src/estate/readers/devices/kinds.ts'

describe('the kind in the words of a role, a category or a product', () => {
  it.each([
    ['CCTV', 'camera'],
    ['Security Cameras', 'camera'],
    ['IP_Camera', 'camera'],
    ['PTZ', 'camera'],
    ['NVR', 'recorder'],
    ['Network Video Recorder', 'recorder'],
    ['camera recorder', 'recorder'],
    ['CCTV server', 'vms'],
    ['Video encoder', 'encoder'],
    ['ANPR camera', 'anpr'],
    ['body-worn camera', 'body-worn'],
    ['Door station', 'intercom'],
    ['Access control', 'access-terminal'],
    ['drone', 'drone'],
  ])('%s is %s', (words, kind) => {
    expect(kindInWords(words)).toBe(kind)
  })
  it.each([
    '',
    'Access switch',
    'CCTV switch',
    'Camera mount',
    'Webcam',
    'Conference camera',
    'Laptops',
    'Campus',
    'Scanner',
  ])('"%s" is none of ours', (words) => {
    expect(kindInWords(words)).toBe('')
  })
})
