// Every detection there is, by its file, so that a new one is tested without being named.
import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { Detection } from '../../src/detection.ts'

const root = join(import.meta.dirname, '../..')

export const detections: Detection[] = await Promise.all(
  globSync('src/detections/*.ts', { cwd: root })
    .sort()
    .map(async (path) => ((await import(join(root, path))) as { default: Detection }).default),
)
