// What the command starts with: says in one line where Node.js is too old, before anything newer is loaded.
import { tooOld } from './node-version.ts'

const refusal = tooOld(process.versions.node)
if (refusal === undefined) await import('./main.ts')
else {
  process.stderr.write(`${refusal}\n`)
  process.exitCode = 2
}
