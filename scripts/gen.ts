// Writes gen/ and the generated docs from what the source files declare; `--check` fails if anything differs.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commands } from './gen/commands.ts'
import { loadDetections, loadRest } from './gen/declared.ts'
import { detectionsPage } from './gen/detections-page.ts'
import { controlsPage } from './gen/docs.ts'
import { iam } from './gen/iam.ts'
import { query } from './gen/query.ts'
import { detectionsAlone, registry } from './gen/registry.ts'
import { verifyPage } from './gen/verify-page.ts'
import { version } from './gen/version.ts'

const root = join(import.meta.dirname, '..')
const checking = process.argv.includes('--check')
const differs: string[] = []

const read = (path: string): string | undefined => {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const write = (path: string, text: string): void => {
  if (read(path) === text) return
  differs.push(path)
  if (checking) return
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

// Sources import the query, and the query comes from the detections, which import nothing generated. So it comes first;
// where it is missing, nothing else can be loaded, and `--check` ends here.
const detections = await loadDetections()
write('gen/query.ts', query(detections))

if (read('gen/query.ts') !== undefined) {
  const declared = await loadRest(detections)
  const made = new Map<string, string>([
    ['gen/registry.ts', registry(declared)],
    ['gen/detections.ts', detectionsAlone(declared)],
    ['gen/version.ts', version(read('package.json') ?? '')],
    ['gen/verify-page.ts', verifyPage(read('docs/verify-a-bundle.md') ?? '')],
    ...iam(declared),
    ['docs/controls.md', controlsPage(declared)],
    ['docs/detections.md', detectionsPage(declared)],
    ...commands(declared),
  ])
  for (const [path, text] of made) write(path, text)
  for (const path of globSync('gen/**/*.*', { cwd: root })) {
    if (made.has(path) || path === 'gen/query.ts') continue
    differs.push(path)
    if (!checking) rmSync(join(root, path))
  }
}

if (checking && differs.length > 0) {
  process.stderr.write(`not what the sources declare; run npm run gen: ${differs.join(', ')}\n`)
  process.exitCode = 1
}
