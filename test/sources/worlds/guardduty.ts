// Detectors, clusters and findings of any number, as GuardDuty answers the questions of the source `guardduty`.
import { body, paged } from '../record.ts'
import { many, type Part } from '../world.ts'

const guardduty: Part =
  ({ page, regions, clusters, findings }) =>
  (action, input) => {
    // The answer names its token otherwise than the question.
    const list = (member: string, things: unknown[]) => {
      const { NextToken, ...rest } = input
      return paged(member, things, { ...rest, nextToken: NextToken }, page)
    }
    switch (action) {
      case 'guardduty:ListDetectors':
        return body({ detectorIds: many(Math.min(regions, 1), () => 'd1') })
      case 'guardduty:GetDetector':
        return body({ status: 'ENABLED', features: [] })
      case 'guardduty:ListCoverage':
        return list(
          'resources',
          many(clusters, (at) => ({ resourceId: `cluster-${at}` })),
        )
      case 'guardduty:ListFindings':
        return list(
          'findingIds',
          many(findings, (at) => `finding-${at}`),
        )
      case 'guardduty:ListFilters':
        return list(
          'filterNames',
          many(clusters, (at) => `filter-${at}`),
        )
      case 'guardduty:GetFilter':
        return body({ name: input.FilterName, action: 'NOOP' })
      case 'guardduty:GetFindings':
        return body({ findings: (input.FindingIds as string[]).map((id) => ({ id })) })
      default:
        return undefined
    }
  }

export default guardduty
