// GOV-01: whose a cluster is, where it belongs and what it may hold stands on it.
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { clusterTags } from '../facts/cluster-tags.ts'
import { fail, notApplicable, pass } from '../model.ts'

const tagged = (tags: Record<string, string>) => ({ tags: [describedCluster({ tags })] })
const all = { owner: 'platform', environment: 'production', 'data-class': 'confidential' }

export default defineControl({
  id: 'GOV-01',
  of: 'cluster',
  title: 'The cluster carries the tags that say whose it is and what it is for',
  criteria: ['CC1.3', 'CC2.1'],
  severity: 'low',
  needs: { tags: latest(clusterTags) },
  // Keys, exactly: AWS tells upper case from lower.
  settings: { required: ['owner', 'environment', 'data-class'] },
  assess: ({ tags }, { settings: { required } }) => {
    if (required.length === 0) return notApplicable('the settings require no tag')
    const missing = required.filter((key) => !Object.hasOwn(tags, key))
    // A key without a value says nothing.
    const blank = required.filter((key) => Object.hasOwn(tags, key) && tags[key]?.trim() === '')
    const wrong = [...missing.map((key) => `no tag ${key}`), ...blank.map((key) => `tag ${key} is empty`)]
    return wrong.length > 0 ? fail(wrong.join(', ')) : pass(required.map((key) => `${key} is ${tags[key]}`).join(', '))
  },
  remedy:
    "Tag the cluster: aws eks tag-resource --resource-arn ARN --tags owner=TEAM, or `tags` in the cluster's template.",
  sameAs: ['Security Hub EKS.6'],
  examples: {
    pass: [
      tagged(all),
      tagged({ ...all, more: '' }),
      { ...tagged({ team: 'data' }), with: { settings: { required: ['team'] } } },
    ],
    fail: [
      tagged({}),
      tagged({ owner: 'platform', environment: 'production' }),
      tagged({ ...all, owner: ' ' }),
      tagged({ Owner: 'platform', Environment: 'production', 'data-class': 'internal' }),
      // One that the EKS Connector shows is tagged as any other.
      { tags: [connectedCluster()] },
    ],
    notApplicable: [{ ...tagged({}), with: { settings: { required: [] } } }],
  },
})
