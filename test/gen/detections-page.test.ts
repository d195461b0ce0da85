// docs/detections.md says of each detection what its reader needs, and of what is not detected why.
import { describe, expect, it } from 'vitest'
import { detections } from '../../gen/registry.ts'
import { leftOut } from '../../scripts/gen/detections-left-out.ts'
import { detectionsPage } from '../../scripts/gen/detections-page.ts'
import type { Detection } from '../../src/detection.ts'

const pageOf = (all: readonly Detection[]): string =>
  detectionsPage({ detections: all.map((it) => ({ path: '', it })) } as Parameters<typeof detectionsPage>[0])
const page = pageOf(detections)
const section = (id: string): string => page.split(`### ${id} `)[1]?.split('\n#')[0] ?? ''

describe('the page of detections', () => {
  it('counts them, in all and by kind', () => {
    expect(page).toContain(`\n${detections.length} detections: `)
    const kinds = [...page.matchAll(/^- [\w-]+ \((\d+)\): /gm)].map(([, count]) => Number(count))
    expect(kinds.reduce((sum, one) => sum + one, 0)).toBe(detections.length)
  })

  it.each(detections)('says of $id what it looks at, what to do, its settings and its limits', (one) => {
    expect(section(one.id)).toContain(`- What to do: ${one.respond}`)
    expect(section(one.id)).toMatch(/^- Looked at: \S/m)
    for (const name of Object.keys(one.settings ?? {})) expect(section(one.id)).toContain(`\`${name}\` `)
    if (one.limits) expect(section(one.id)).toContain(`- Limits: ${one.limits}`)
    expect(page).toContain(`| ${one.id} | `)
  })

  it('says of what others look for why it is not here', () => {
    for (const { what } of leftOut) expect(page).toContain(`| ${what} | `)
    expect(leftOut.filter(({ why }) => why.length < 40)).toEqual([])
  })

  it('renders a select in the words of the log', () => {
    const select = {
      verb: ['get'],
      resource: ['pods'],
      subresource: [''],
      namespace: [''],
      impersonated: true,
    } as const
    const [first] = detections.filter(({ kind }) => kind === 'event')
    expect(pageOf([{ ...first, select } as unknown as Detection])).toContain(
      '- Looked at: get; of pods; across namespaces; as somebody else',
    )
  })
})
