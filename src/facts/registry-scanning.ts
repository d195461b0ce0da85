// By whom the images of a region are scanned: ECR itself (BASIC), or Amazon Inspector (ENHANCED).
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

const Scanning = z.object({ scanningConfiguration: z.object({ scanType: z.enum(['BASIC', 'ENHANCED']) }) })

export const registryScanning = defineFact<'BASIC' | 'ENHANCED'>({
  id: 'registry-scanning',
  source: 'ecr-registry',
  of: 'region',
  actions: ['ecr:GetRegistryScanningConfiguration'],
  read(exchanges) {
    const [answer] = answers(exchanges, 'ecr:GetRegistryScanningConfiguration', Scanning)
    return answer?.body.scanningConfiguration.scanType ?? unknown('GetRegistryScanningConfiguration was not read')
  },
})
