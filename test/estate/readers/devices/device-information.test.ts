import { describe, expect, it } from 'vitest'
import { isIsapi, readIsapi } from '../../../../src/estate/readers/devices/isapi.ts'
import { isOnvif, readOnvif } from '../../../../src/estate/readers/devices/onvif.ts'
import { contentOf } from '../../../support/content.ts'

describe('answers to ONVIF’s GetDeviceInformation', () => {
  const answer = (model: string) =>
    `<s:Envelope><s:Body><tds:GetDeviceInformationResponse><tds:Manufacturer>HIKVISION</tds:Manufacturer><tds:Model>${model}</tds:Model></tds:GetDeviceInformationResponse></s:Body></s:Envelope>\n`
  it('are rows, one each, as many as the file holds', () => {
    const content = contentOf(`<?xml version="1.0"?>${answer('A')}${answer('B &amp; C')}`)
    expect(isOnvif(content)).toBe(true)
    const { header, rows } = readOnvif(content)
    expect(header.slice(0, 2)).toEqual(['Manufacturer', 'Model'])
    expect(rows.map(({ number, cells }) => [number, cells[1]])).toEqual([
      [1, 'A'],
      [2, 'B & C'],
    ])
  })
  it('that break off are rejected, with the line', () => {
    const { rows } = readOnvif(contentOf(answer('A') + answer('B').slice(0, 90)))
    expect(rows[1]).toMatchObject({
      number: 2,
      broken: { code: 'broken-answer', message: expect.stringMatching(/^Line 2: /) as string },
    })
  })
  it('are looked for in vain where another question was answered', () => {
    expect(() => readOnvif(contentOf('<s:Envelope><GetCapabilitiesResponse/></s:Envelope>', 'a.xml'))).toThrow(
      /a\.xml holds no answer/,
    )
  })
})

describe('ISAPI device information', () => {
  const info = {
    deviceName: 'yard',
    model: 'DS-2CD2386G2-IU',
    macAddress: 'a4:14:37:01:02:03',
    firmwareVersion: 'V5.7.15',
    firmwareReleasedDate: 'build 240201',
    deviceType: 'IPCamera',
  }
  const xml = (fields: object, xmlns = 'http://www.hikvision.com/ver20/XMLSchema') =>
    `<DeviceInfo version="2.0" xmlns="${xmlns}">${Object.entries(fields)
      .map(([key, value]) => `<${key}>${String(value)}</${key}>`)
      .join('')}</DeviceInfo>`
  const objectsOf = (text: string) => {
    const { header, rows } = readIsapi(contentOf(text))
    return rows.map(({ cells }) => Object.fromEntries(header.map((name, i) => [name, cells[i]])))
  }
  const expected = {
    deviceName: 'yard',
    deviceType: 'camera',
    manufacturer: '',
    model: 'DS-2CD2386G2-IU',
    serialNumber: '',
    macAddress: 'a4:14:37:01:02:03',
    firmwareVersion: 'V5.7.15 build 240201, http://www.hikvision.com/ver20/XMLSchema',
  }
  it('is the same as XML and as JSON, however deep in a dump', () => {
    const json = JSON.stringify({
      data: [
        { 'System/deviceInfo': { DeviceInfo: { '@xmlns': 'http://www.hikvision.com/ver20/XMLSchema', ...info } } },
      ],
    })
    expect([isIsapi(contentOf(xml(info))), isIsapi(contentOf(json))]).toEqual([true, true])
    expect(objectsOf(xml(info))).toEqual([expected])
    expect(objectsOf(json)).toEqual([expected])
  })
  it.each(['IP CAMERA', 'Embedded Net DVR', 'nvr', 'IP DOME'])(
    '%s is what the works call it, and no label',
    (deviceName) => {
      expect(objectsOf(xml({ ...info, deviceName }))[0]?.['deviceName']).toBe('')
    },
  )
  it.each([
    ['IPDome', 'camera'],
    ['NVR', 'recorder'],
    ['DVR', 'recorder'],
    ['Thermometer', ''],
  ])('of the type %s is of the kind "%s"', (deviceType, kind) => {
    expect(objectsOf(xml({ ...info, deviceType }))[0]?.['deviceType']).toBe(kind)
  })
  it('of many devices is as many rows', () => {
    expect(objectsOf(`<List>${xml({ model: 'A' })}${xml({ model: 'B' })}</List>`).map(({ model }) => model)).toEqual([
      'A',
      'B',
    ])
    expect(
      objectsOf(JSON.stringify([{ DeviceInfo: { model: 'A' } }, { DeviceInfo: { model: 'B' } }])).map(
        ({ model }) => model,
      ),
    ).toEqual(['A', 'B'])
  })
  it('is not in a dump that asked for something else', () => {
    expect(() => readIsapi(contentOf('{"data": {}}', 'a.json'))).toThrow(/a\.json holds no ISAPI device information/)
  })
})
