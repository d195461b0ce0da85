// A process that verifies a folder with the real catalogue, as an auditor would, or only digests the same bytes.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as catalog from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { sha256 } from '../../src/digest.ts'
import type { Pins } from '../../src/prove/pins.ts'
import { verify } from '../../src/prove/verify.ts'
import { folderStore } from '../../src/store/folder.ts'
import { serve } from '../child.ts'

export type Asked = { folder: string; pins: Partial<Pins> | null }
export type Said = { bytes: number; entries: number; failed: string[] }

serve(async ({ folder, pins }: Asked): Promise<Said> => {
  const store = folderStore(folder)
  if (!pins) {
    let bytes = 0
    for await (const { key } of store.list('')) {
      const body = await readFile(join(folder, key))
      sha256(body)
      bytes += body.length
    }
    return { bytes, entries: 0, failed: [] }
  }
  const { entries, checks } = await verify({ store, pins, catalog, version, endpoint: null })
  const failed = checks.flatMap(({ name, findings }) =>
    findings.flatMap(({ state, at, what }) => (state === 'fail' ? [`${name} ${at}: ${what}`] : [])),
  )
  return { bytes: 0, entries, failed }
})
