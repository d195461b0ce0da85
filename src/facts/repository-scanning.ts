// How a repository is scanned in effect: the registry's rules and its own setting together.
import * as z from 'zod/mini'
import { notDocumented } from '../answers/answers.ts'
import { repositoryFact } from './of-repository.ts'

const shape = z.object({
  scanningConfigurations: z.array(
    z.object({
      repositoryName: z.string(),
      scanOnPush: z.boolean(),
      scanFrequency: z.enum(['SCAN_ON_PUSH', 'CONTINUOUS_SCAN', 'MANUAL']),
    }),
  ),
})

export const repositoryScanning = repositoryFact(
  'repository-scanning',
  'ecr:BatchGetRepositoryScanningConfiguration',
  shape,
  ({ scanningConfigurations }, { name }) => {
    const one = scanningConfigurations.find(({ repositoryName }) => repositoryName === name)
    if (!one) throw notDocumented('ecr:BatchGetRepositoryScanningConfiguration', 'an answer without the repository')
    return { frequency: one.scanFrequency, onPush: one.scanOnPush }
  },
)
