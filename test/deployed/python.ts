// The Python that runs the emulators: the one that MOTO_PYTHON names, where it has them, else one made for this run.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const requirements = join(import.meta.dirname, 'requirements.txt')
const quiet = ['--quiet', '--disable-pip-version-check', '--require-hashes', '--requirement', requirements]

/** Throws where neither is there: what could not be run was not tested. */
export const findPython = (): { python: string; remove(): void } => {
  const given = process.env.MOTO_PYTHON
  if (given && spawnSync(given, ['-c', 'import ministack, moto.server, time_machine']).status === 0)
    return { python: given, remove: () => undefined }
  const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-python-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' })
    const python = join(folder, 'bin/python')
    execFileSync(python, ['-m', 'pip', 'install', ...quiet], { stdio: 'inherit' })
    return { python, remove }
  } catch (error) {
    remove()
    throw error
  }
}
