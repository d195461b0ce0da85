// What goes to stdout: for a person without colour where it is no terminal, for a program as JSON, and whoever stops reading may.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { controls, detections } from '../../gen/registry.ts'
import { clip, count, quoted, table, wrapped } from '../../src/cli/terminal.ts'
import { run } from './run.ts'

describe('controls', () => {
  it('lists every control and detection, a line each, without colour', async () => {
    const { code, out, err } = await run(['controls'])
    expect([code, err]).toEqual([0, ''])
    const lines = out.trimEnd().split('\n')
    expect(lines).toHaveLength(1 + controls.length + detections.length)
    expect(out).not.toContain('\u001b')
  })

  it('gives the same as JSON', async () => {
    const { out } = await run(['controls', '--json'])
    const told = JSON.parse(out) as { id: string; criteria: string[] }[]
    expect(told.map(({ id }) => id)).toEqual([...controls, ...detections].map(({ id }) => id))
  })

  it('explains one, however its id is spelled', async () => {
    const [lower, json] = await Promise.all([run(['controls', 'net-01']), run(['controls', 'NET-01', '--json'])])
    expect(lower.out).toMatch(/^NET-01 {2}.*\n\njudged for +each cluster\nrelevant to +CC6\.1, CC6\.6\n/)
    expect(JSON.parse(json.out)).toMatchObject({ id: 'NET-01', needs: [{ source: 'eks-cluster' }] })
  })

  it('says what a control cannot see', async () => {
    const [text, json] = await Promise.all([run(['controls', 'NET-07']), run(['controls', 'NET-07', '--json'])])
    expect(text.out).toMatch(/^limits +Whether there are NetworkPolicy objects/m)
    expect(JSON.parse(json.out)).toMatchObject({ limits: expect.stringContaining('Auto Mode') })
  })

  it("shows management's own controls where a map is given", async () => {
    const place = mkdtempSync(join(tmpdir(), 'eks-evidence-map-'))
    const wording = 'No endpoint is public'
    writeFileSync(join(place, 'eks-evidence.yml'), '')
    const map = { controls: [{ id: 'NS-7', wording, tests: ['NET-01', 'NET-02'] }] }
    writeFileSync(join(place, 'controls-map.yml'), JSON.stringify(map))
    const of = (...args: string[]) => run(['controls', ...args, '--config', place])
    const [list, one, json] = await Promise.all([of(), of('NET-01'), of('NET-03', '--json')])
    rmSync(place, { recursive: true })
    expect(list.out.match(/^NET-0\d +NS-7 /gm)).toHaveLength(2)
    expect(one.out).toContain(`NS-7: ${wording}`)
    expect(JSON.parse(json.out)).toMatchObject({ id: 'NET-03', management: [] })
  })

  it('says nothing when its reader goes away', async () => {
    const bin = join(import.meta.dirname, '../../src/cli/bin.ts')
    const child = spawn(process.execPath, ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', bin, 'controls'])
    child.stdout.destroy()
    let err = ''
    child.stderr.on('data', (text: Buffer) => {
      err += text.toString()
    })
    const [code] = (await once(child, 'close')) as [number]
    expect([code, err]).toEqual([0, ''])
  })
})

describe('text', () => {
  it('counts one of a thing and many of it', () => {
    expect([count(1, 'slot'), count(0, 'slot'), count(1_234, 'entry', 'entries')]).toEqual([
      '1 slot',
      '0 slots',
      '1,234 entries',
    ])
  })

  it('stands in columns', () => {
    expect(
      table([
        ['a', 'b'],
        ['ccc', ''],
      ]),
    ).toBe('a    b\nccc')
  })

  it('is cut and broken where it is told to be', () => {
    expect(clip('abcdef', 4)).toBe('abc…')
    expect(wrapped('one two three four', 9, 2)).toBe('one two\n  three\n  four')
  })

  it('is one word to a shell', () => {
    expect([quoted('a/b.pem'), quoted("it's here")]).toEqual(['a/b.pem', "'it'\\''s here'"])
  })
})
