// Findings of any number, as Security Hub answers the questions of the source `hub-findings`.
import { paged } from '../record.ts'
import { many, type Part } from '../world.ts'

const hub: Part =
  ({ page, findings }) =>
  (action, input) => {
    if (action !== 'securityhub:GetFindings') return undefined
    return paged(
      'Findings',
      many(findings, (at) => ({ Id: `finding-${at}` })),
      input,
      page,
      'NextToken',
    )
  }

export default hub
