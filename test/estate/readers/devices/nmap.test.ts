import { describe, expect, it } from 'vitest'
import { isNmap, readNmap, readScan } from '../../../../src/estate/readers/devices/nmap.ts'
import { contentOf } from '../../../support/content.ts'

const host = (inside: string, state = 'up') => `<host><status state="${state}"/>${inside}</host>\n`
const port = (service: string, scripts = '', state = 'open') =>
  `<ports><port portid="80"><state state="${state}"/>${service}${scripts}</port></ports>`
const scan = (...hosts: string[]) => `<?xml version="1.0"?>\n<nmaprun args="nmap -A">\n${hosts.join('')}</nmaprun>`
const read = (text: string) => readScan(contentOf(text, 'scan.xml'))
const rowOf = (inside: string) => {
  const { header, rows } = read(scan(host(inside)))
  return Object.fromEntries(header.map((name, i) => [name, rows[0]!.cells[i]]))
}

describe('a scan of Nmap', () => {
  it('is told by its root element', () => {
    expect(isNmap(contentOf(scan()))).toBe(true)
    expect(isNmap(contentOf('<DeviceInfo/>'))).toBe(false)
  })
  it('is told by its columns where its rows come back as CSV, and is a scan still', () => {
    const sent = contentOf(
      'hostname,address,address (mac),address (mac) vendor,device kind,services and scripts\ncam,,,,,\n',
    )
    expect(isNmap(sent)).toBe(true)
    expect(readNmap(sent)).toMatchObject({ format: 'nmap', means: { device: 'hostname' }, mixed: true })
    expect(isNmap(contentOf('hostname,address\n'))).toBe(false)
  })
  it('gives the name, the addresses and the vendor of a host', () => {
    const addresses =
      '<address addr="10.0.0.7" addrtype="ipv4"/><address addr="44:19:B6:01:02:03" addrtype="mac" vendor="Hangzhou Hikvision"/>'
    const names = '<hostnames><hostname name="gate-cam" type="PTR"/></hostnames>'
    expect(rowOf(addresses + names)).toMatchObject({
      hostname: 'gate-cam',
      address: '10.0.0.7',
      'address (mac)': '44:19:B6:01:02:03',
      'address (mac) vendor': 'Hangzhou Hikvision',
    })
  })
  it('gives what services and scripts answered, each once, those of open ports alone', () => {
    const service =
      '<service name="http" product="Hikvision" version="5.4" extrainfo="camera"><cpe>cpe:/h:hikvision:ds</cpe></service>'
    const scripts =
      '<script id="http-title" output="  index&#xa;page"/><script id="http-title" output="index page"/><script id="vulners" output="CVE"/>'
    expect(rowOf(port(service, scripts))['services and scripts']).toBe(
      'Hikvision 5.4 (camera); cpe:/h:hikvision:ds; index page',
    )
    expect(rowOf(port(service, scripts, 'closed'))['services and scripts']).toBe('')
  })
  it('finds the server’s name in the fingerprint of a service that Nmap does not know', () => {
    const fp = String.raw`SF-Port80-TCP:V=7.9%r(GetRequest,8A,&quot;HTTP/1\.1\x20200\x20OK\r\nServer:\x20App-w&#xa;SF:ebs/\r\nDate:\x20x`
    expect(rowOf(port(`<service name="http" servicefp="${fp}"/>`))['services and scripts']).toBe('App-webs/')
  })
  it('takes the word of a service for the kind, and not the guess at the operating system', () => {
    expect(rowOf(port('<service product="x" devicetype="webcam"/>'))['device kind']).toBe('camera')
    expect(rowOf(port('<service product="Dahua DVR http config"/>'))['device kind']).toBe('recorder')
    expect(
      rowOf('<os><osmatch name="AXIS 211 camera"><osclass type="webcam" vendor="AXIS"/></osmatch></os>')['device kind'],
    ).toBe('')
  })
  it('numbers hosts as they stand, and leaves out those that are down', () => {
    const { rows, remarks } = read(scan(host('', 'down'), host(''), host('', 'down'), host('')))
    expect(rows.map(({ number }) => number)).toEqual([2, 4])
    expect(remarks).toMatchObject([{ code: 'hosts-down', message: '2 hosts of 4 did not answer: they are not rows.' }])
  })
  it('that was stopped gives the hosts that are whole, and says in which host and line it broke', () => {
    const whole = scan(host(''), host(port('<service product="x"/>')))
    const { rows, remarks } = read(whole.slice(0, whole.indexOf('</port>')))
    expect(rows.map(({ broken }) => broken?.message)).toEqual([
      undefined,
      'Line 4, in host 2: the file ends before the element does.',
    ])
    expect(remarks).toMatchObject([{ code: 'cut-short', message: expect.stringContaining('line 4') as string }])
  })
  it('with no host at all has no rows; what is no scan is refused', () => {
    expect(read(scan()).rows).toEqual([])
    expect(() => read('<scan/>')).toThrow(/no <nmaprun>/)
  })
})
