// DSP-01: images that nobody needs are thrown away.
import { some } from '../answers/some.ts'
import { defineControl, latest } from '../control.ts'
import { answered, none } from '../examples/example.ts'
import { lifecyclePolicy } from '../facts/lifecycle-policy.ts'
import { fail, pass } from '../model.ts'

const asked = { repositoryName: 'app' }
const policy = (...types: string[]) => ({
  rules: [
    answered('ecr:GetLifecyclePolicy', asked, {
      registryId: '111122223333',
      repositoryName: 'app',
      lifecyclePolicyText: JSON.stringify({
        rules: types.map((type, at) => ({
          rulePriority: at + 1,
          selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
          action: { type },
        })),
      }),
      lastEvaluatedAt: 1767571000,
    }),
  ],
})

export default defineControl({
  id: 'DSP-01',
  of: 'repository',
  title: 'The repository has a lifecycle policy that expires images',
  criteria: ['C1.2'],
  severity: 'low',
  needs: { rules: latest(lifecyclePolicy) },
  settings: {},
  assess: ({ rules }) => {
    if (rules === null) return fail('the repository has no lifecycle policy')
    const expiring = rules.filter(({ action }) => action === 'expire').map(({ selects }) => selects)
    return expiring.length > 0
      ? pass(`${expiring.length} of ${rules.length} rules expire images: ${some(expiring, 3)}`)
      : fail(`none of ${rules.length} rules expires images`)
  },
  limits: 'What the policy has thrown away is not read.',
  remedy:
    'Put a lifecycle policy with a rule that expires images: aws ecr put-lifecycle-policy --repository-name NAME --lifecycle-policy-text file://policy.json; in a template LifecyclePolicy.LifecyclePolicyText.',
  sameAs: [
    'Security Hub ECR.3',
    'Prowler ecr_repositories_lifecycle_policy_enabled',
    'AWS Config ecr-private-lifecycle-policy-configured',
  ],
  examples: {
    pass: [policy('expire'), policy('transition', 'expire')],
    fail: [
      { rules: [none('ecr:GetLifecyclePolicy', asked, 'LifecyclePolicyNotFoundException')] },
      policy(),
      policy('transition'),
    ],
  },
})
