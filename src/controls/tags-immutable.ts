// IMG-02: a tag keeps meaning the image that it meant.
import { defineControl, latest } from '../control.ts'
import { describedRepository, mutability } from '../examples/repositories.ts'
import { tagMutability } from '../facts/tag-mutability.ts'
import { fail, pass } from '../model.ts'

const tagged = (mode: string, ...filters: string[]) => ({ tags: [describedRepository(mutability(mode, filters))] })

export default defineControl({
  id: 'IMG-02',
  of: 'repository',
  title: 'Tags of the repository cannot be moved to another image',
  criteria: ['CC6.8', 'CC8.1'],
  severity: 'medium',
  needs: { tags: latest(tagMutability) },
  // Filters of tags that may be moved all the same.
  settings: { exclusions: [] as string[] },
  assess: ({ tags: { mode, filters } }, { settings }) => {
    if (mode === 'IMMUTABLE') return pass('imageTagMutability is IMMUTABLE')
    if (mode !== 'IMMUTABLE_WITH_EXCLUSION') return fail(`imageTagMutability is ${mode}`)
    // Who agrees on all agrees on nothing.
    const others = filters.filter((filter) => !settings.exclusions.includes(filter) || /^\*+$/.test(filter))
    return others.length > 0
      ? fail(`tags of ${others.join(', ')} may be moved`)
      : pass(`immutable but for the agreed ${filters.join(', ')}`)
  },
  remedy:
    'Turn tag immutability on (aws ecr put-image-tag-mutability; CloudFormation ImageTagMutability of AWS::ECR::Repository); add an exclusion to the setting `exclusions` by an approved change.',
  sameAs: [
    'Security Hub ECR.2',
    'Prowler ecr_repositories_tag_immutability',
    'AWS Config ecr-private-tag-immutability-enabled',
  ],
  examples: {
    pass: [
      tagged('IMMUTABLE'),
      { ...tagged('IMMUTABLE_WITH_EXCLUSION', 'latest'), with: { settings: { exclusions: ['latest'] } } },
    ],
    fail: [
      tagged('MUTABLE'),
      tagged('MUTABLE_WITH_EXCLUSION', 'release-*'),
      tagged('IMMUTABLE_WITH_EXCLUSION', 'latest', '*'),
      { ...tagged('IMMUTABLE_WITH_EXCLUSION', '*'), with: { settings: { exclusions: ['*'] } } },
    ],
  },
})
