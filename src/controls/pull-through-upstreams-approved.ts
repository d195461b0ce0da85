// VEN-02: images are pulled through from agreed registries only.
import { accountOf } from '../arn.ts'
import { defineControl, latest } from '../control.ts'
import { account, answered } from '../examples/example.ts'
import { pullThroughCaches } from '../facts/pull-through-caches.ts'
import { fail, notApplicable, pass } from '../model.ts'

const caches = (...upstreams: string[]) => ({
  caches: [
    answered(
      'ecr:DescribePullThroughCacheRules',
      {},
      {
        pullThroughCacheRules: upstreams.map((upstreamRegistryUrl, at) => ({
          ecrRepositoryPrefix: `cache-${at}`,
          upstreamRegistryUrl,
          registryId: account,
          createdAt: 1711958400,
          updatedAt: 1711958400,
        })),
      },
    ),
  ],
})
const agreed = { with: { settings: { upstreams: ['public.ecr.aws', 'registry.k8s.io'] } } }

export default defineControl({
  id: 'VEN-02',
  of: 'region',
  title: 'Images are pulled through from agreed registries only',
  criteria: ['CC9.2'],
  severity: 'medium',
  needs: { caches: latest(pullThroughCaches) },
  // Hosts of registries, as ECR spells them; the account's own registries need not be among them.
  settings: { upstreams: [] as string[] },
  assess: ({ caches }, { settings, subject }) => {
    if (caches.length === 0) return notApplicable('the region has no pull-through cache rule')
    const own = `${accountOf(subject.id)}.dkr.ecr.`
    const others = caches.filter(({ upstream }) => !settings.upstreams.includes(upstream) && !upstream.startsWith(own))
    return others.length > 0
      ? fail(
          `${others.length} of ${caches.length} rules pull from registries that nobody agreed on: ${others.map(({ prefix, upstream }) => `${prefix} from ${upstream}`).join(', ')}`,
        )
      : pass(`${caches.length} rules, all from agreed registries: ${caches.map(({ upstream }) => upstream).join(', ')}`)
  },
  remedy:
    'Delete the rule (aws ecr delete-pull-through-cache-rule), or agree on its upstream in the setting `upstreams` by an approved change.',
  sameAs: [],
  examples: {
    pass: [
      { ...caches('public.ecr.aws', 'registry.k8s.io'), ...agreed },
      caches(`${account}.dkr.ecr.us-east-1.amazonaws.com`),
    ],
    fail: [
      caches('public.ecr.aws'),
      { ...caches('public.ecr.aws', 'registry-1.docker.io'), ...agreed },
      // Another account's, and a host that only begins like an agreed one.
      { ...caches('444455556666.dkr.ecr.us-east-1.amazonaws.com'), ...agreed },
      { ...caches('public.ecr.aws.example.com'), ...agreed },
    ],
    notApplicable: [caches()],
  },
})
