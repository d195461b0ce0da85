// A process that verifies a folder of the year's evidence, as an auditor would, and says what it took.
import type { Anchor, Pins } from '../../src/prove/pins.ts'
import { verify } from '../../src/prove/verify.ts'
import { folderStore } from '../../src/store/folder.ts'
import { catalog } from '../../test/pipeline/little.ts'
import { serve } from '../child.ts'

export type Asked = { folder: string; pins: Partial<Pins>; since: Anchor | null }
export type Said = { result: string; entries: number; failed: string[] }

serve(async ({ folder, pins, since }: Asked): Promise<Said> => {
  const on = { store: folderStore(folder), pins, catalog, version: '1', endpoint: null, ...(since && { since }) }
  const { result, entries, checks } = await verify(on)
  const failed = checks.flatMap(({ name, findings }) =>
    findings.flatMap(({ state, at, what }) => (state === 'fail' ? [`${name} ${at}: ${what}`] : [])),
  )
  return { result, entries, failed }
})
