// A plugin for serverless: every function's zip is written anew, so that it depends on its files alone: not on the machine's
// time, umask or zlib, which differs between processors.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync, type Zippable, zipSync } from 'fflate'

type Serverless = {
  serviceDir: string
  service: { functions: Record<string, { package?: { artifact?: string } }> }
}

/** Files in the order of their names, readable for everybody, from the first moment that a zip can name. */
export const repacked = (zip: Uint8Array): Uint8Array => {
  const files = Object.entries(unzipSync(zip)).sort(([a], [b]) => (a < b ? -1 : 1))
  // Without a zone, as a zip has none: the local time of whatever machine.
  const as = { level: 9 as const, mtime: '1980-01-01T00:00:00', os: 3, attrs: 0o100644 << 16 }
  return zipSync(Object.fromEntries(files.map(([name, bytes]) => [name, [bytes, as]])) satisfies Zippable)
}

export default function reproducibleZips({ serviceDir, service }: Serverless) {
  return {
    hooks: {
      // Behind serverless-esbuild, which packs before this hook, and ahead of everything that looks at the zips.
      'after:package:createDeploymentArtifacts': (): void => {
        for (const [name, made] of Object.entries(service.functions)) {
          const artifact = made.package?.artifact
          if (artifact === undefined) throw new Error(`${name} was not packed`)
          const path = join(serviceDir, artifact)
          writeFileSync(path, repacked(readFileSync(path)))
        }
      },
    },
  }
}
