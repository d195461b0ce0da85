// doctor: what a region needs: Security Hub, and images that are scanned.
import * as z from 'zod/mini'
import registrySource from '../../sources/ecr-registry.ts'
import { describeHub } from '../operations.ts'
import { type Asker, unanswered } from './ask.ts'
import { declared } from './declared.ts'
import { fault, type Line, ok } from './line.ts'

const Hub = z.object({ HubArn: z.string() })

export const hubLine = async ({ ask }: Asker, region: string): Promise<Line> => {
  const about = { what: 'Security Hub', which: region }
  const said = await ask(describeHub, {}, region, Hub)
  if (said.got === 'body') return ok(about, 'on')
  if (said.got === 'absent') return unanswered(about, said)
  // The two by which it says that nobody subscribed to it: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
  if (said.code === 'InvalidAccessException' || said.code === 'ResourceNotFoundException')
    return fault(
      about,
      'off: findings of this region are not published',
      `aws securityhub enable-security-hub --region ${region} --no-enable-default-standards`,
    )
  return unanswered(about, said)
}

const Scanning = z.object({
  scanningConfiguration: z.object({
    scanType: z.optional(z.string()),
    rules: z.optional(z.array(z.object({ scanFrequency: z.optional(z.string()) }))),
  }),
})
const getScanning = declared(registrySource, 'ecr:GetRegistryScanningConfiguration')

export const scanningLine = async ({ ask }: Asker, region: string): Promise<Line> => {
  const about = { what: 'image scanning', which: region }
  const said = await ask(getScanning, {}, region, Scanning)
  if (said.got !== 'body') return unanswered(about, said)
  const { scanType = 'BASIC', rules = [] } = said.body.scanningConfiguration
  const scanning = rules.filter(({ scanFrequency }) => scanFrequency !== 'MANUAL')
  if (scanning.length === 0)
    return fault(
      about,
      `${scanType}, by no rule of the registry: an image is scanned only where its repository says so`,
      `aws ecr put-registry-scanning-configuration --region ${region} --scan-type ${scanType} --rules '[{"scanFrequency":"SCAN_ON_PUSH","repositoryFilters":[{"filter":"*","filterType":"WILDCARD"}]}]'`,
    )
  if (scanType === 'ENHANCED') return ok(about, 'ENHANCED: Inspector scans again when new vulnerabilities are known')
  return ok(about, `${scanType}: packages of the operating system alone, scanned when pushed`)
}
