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
  it('are the same as JSON, under the question or the answer, with prefixes or without', () => {
    const says = { Manufacturer: 'HIKVISION', Model: 'A', FirmwareVersion: 'V1', SerialNumber: 'S', HardwareId: '88' }
    const prefixed = Object.fromEntries(Object.entries(says).map(([key, value]) => [`tds:${key}`, value]))
    for (const json of [
      { '192.0.2.1': { GetDeviceInformation: says } },
      { answers: [{ GetDeviceInformation: { GetDeviceInformationResponse: says } }] },
      { 's:Envelope': { 's:Body': { 'tds:GetDeviceInformationResponse': prefixed } } },
    ]) {
      const content = contentOf(JSON.stringify(json))
      expect(isOnvif(content)).toBe(true)
      expect(readOnvif(content).rows).toEqual([{ number: 1, cells: ['HIKVISION', 'A', 'V1', 'S'] }])
    }
    const many = contentOf(JSON.stringify({ GetDeviceInformation: [says, { ...says, Model: 'B' }] }))
    expect(readOnvif(many).rows.map(({ cells }) => cells[1])).toEqual(['A', 'B'])
  })
  it('are as many as a scan of a whole estate has', () => {
    const all = Array.from({ length: 200_000 }, () => ({ Model: 'A' }))
    expect(readOnvif(contentOf(JSON.stringify({ GetDeviceInformation: all }))).rows).toHaveLength(200_000)
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
    ip: '',
    recorder: '',
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
  const channel = (name: string, over: object = {}) => ({
    ...{ id: '1', name },
    sourceInputPortDescriptor: { proxyProtocol: 'HIKVISION', ipAddress: '192.0.2.7', model: 'P3245', ...over },
  })
  const dump = (deviceName: string, ...channels: object[]) => ({
    data: {
      'System/deviceInfo': { DeviceInfo: { deviceName, serialNumber: 'S-1', deviceType: 'NVR' } },
      channels: { response: { InputProxyChannelList: { '@size': '2', InputProxyChannel: channels } } },
    },
  })
  const told = (json: unknown) =>
    objectsOf(JSON.stringify(json)).map((row) => [row['deviceName'], row['deviceType'], row['model'], row['recorder']])
  it('of a recorder tells of the cameras behind it, whose recorder it is', () => {
    const station = channel('Door', { model: 'DS-KV6113-WPE1(C)' })
    expect(told(dump('Lobby NVR', channel('Gate'), station))).toEqual([
      ['Lobby NVR', 'recorder', '', ''],
      ['Gate', 'camera', 'P3245', 'Lobby NVR'],
      ['Door', 'intercom', 'DS-KV6113-WPE1(C)', 'Lobby NVR'],
    ])
    const [, camera] = objectsOf(JSON.stringify(dump('Lobby NVR', channel('Gate', { firmwareVersion: 'V9' }))))
    expect(camera).toMatchObject({ ip: '192.0.2.7', manufacturer: '', firmwareVersion: 'V9' })
  })
  it('of a recorder that nobody has named names it by its serial number, and its channels not at all', () => {
    expect(told(dump('NVR', channel('IPCamera 01')))).toEqual([
      ['S-1', 'recorder', '', ''],
      ['', 'camera', 'P3245', 'S-1'],
    ])
    expect(told(dump('NVR'))).toEqual([['', 'recorder', '', '']])
  })
  it('of several recorders keeps each one’s cameras apart, and guesses none', () => {
    expect(told([dump('A', channel('1A')), dump('B', channel('1B'))]).map((row) => row[3])).toEqual(['', 'A', '', 'B'])
    expect(told({ a: dump('A', channel('1A')), b: dump('B', channel('1B')) }).map((row) => row[3])).toEqual([
      '',
      '',
      '',
      '',
    ])
  })
  it('as XML tells of the cameras too, and of one that breaks off', () => {
    const text = `${xml({ deviceName: 'Lobby', deviceType: 'NVR' })}
<InputProxyChannelList version="1.0"><InputProxyChannel><id>1</id><name>Gate</name><sourceInputPortDescriptor>
<ipAddress>192.0.2.7</ipAddress><model>P3245</model></sourceInputPortDescriptor></InputProxyChannel>
<InputProxyChannel><id>2</id><name>Yard`
    expect(objectsOf(text)[1]).toMatchObject({ deviceName: 'Gate', ip: '192.0.2.7', model: 'P3245', recorder: 'Lobby' })
    expect(readIsapi(contentOf(text)).rows[2]).toMatchObject({ number: 3, broken: { code: 'broken-answer' } })
    const list = '<?xml version="1.0"?><InputProxyChannelList/>'
    expect(isIsapi(contentOf(list))).toBe(true)
    expect(() => readIsapi(contentOf(list, 'a.xml'))).toThrow(/holds no ISAPI device information/)
  })
  it('is not in a dump that asked for something else', () => {
    expect(() => readIsapi(contentOf('{"data": {}}', 'a.json'))).toThrow(/a\.json holds no ISAPI device information/)
  })
})
