// EKS: what was changed (updates), and what AWS noticed (insights).
import type { Insight } from '@aws-sdk/client-eks'
import { seconds } from '../../src/clock.ts'
import { AwsFault, type Handler } from '../service.ts'
import { listOf, members, oneOf, structure, text, whole } from '../world/members.ts'
import type { ClusterState, OnWire, UpdateState, World } from '../world.ts'
import { answer, clusterName, clusterOf, describing, invalid, notFound, paging } from './eks-cluster.ts'

const owner = { nodegroupName: text({ min: 1 }), addonName: text({ min: 1 }), capabilityName: text({ min: 1 }) }
type Owner = { [Name in keyof typeof owner]: string | undefined }
const updates = members(invalid, { name: clusterName }, { ...paging, ...owner })
const update = members(invalid, { name: clusterName, updateId: text({ min: 1 }) }, owner)
const category = oneOf('UPGRADE_READINESS', 'MISCONFIGURATION', 'ROLLBACK_READINESS')
const filter = structure(
  {},
  {
    categories: listOf(category),
    kubernetesVersions: listOf(text()),
    statuses: listOf(oneOf('PASSING', 'WARNING', 'ERROR', 'UNKNOWN')),
  },
)
const insights = members(invalid, { clusterName }, { filter, maxResults: whole(1, 100), nextToken: text() })

// Updates belong to the cluster, or to exactly one of its parts; the part must exist.
const updatesOf = (state: ClusterState, { nodegroupName, addonName, capabilityName }: Owner): UpdateState[] => {
  const named = [nodegroupName, addonName, capabilityName].filter((name) => name !== undefined)
  if (named.length > 1) throw new AwsFault(invalid, 400, 'Updates can be listed for one resource at a time.')
  if (nodegroupName !== undefined && !state.nodegroups.some((one) => one.nodegroupName === nodegroupName))
    throw notFound(`No node group found for name: ${nodegroupName}.`)
  if (addonName !== undefined && !state.addons.some((one) => one.addonName === addonName))
    throw notFound(`No addon: ${addonName} found in cluster: ${state.cluster.name}`)
  if (capabilityName !== undefined && !state.capabilities.some((one) => one.capabilityName === capabilityName))
    throw notFound(`No capability found for name: ${capabilityName}.`)
  return state.updates.filter(
    (one) =>
      one.nodegroupName === nodegroupName && one.addonName === addonName && one.capabilityName === capabilityName,
  )
}

// EKS refreshes each insight once a day.
const refreshed = (insight: OnWire<Insight>, now: number): OnWire<Insight> => {
  const { lastRefreshTime: last } = insight
  return last === undefined || now < last
    ? insight
    : { ...insight, lastRefreshTime: last + Math.floor((now - last) / 86_400) * 86_400 }
}

const holds = <T>(wanted: readonly T[] | undefined, value: T | undefined): boolean =>
  wanted === undefined || wanted.some((one) => one === value)

export const historyOperations = (world: World): Record<string, Handler> => ({
  ListUpdates(call) {
    const given = updates(call.input)
    const ids = updatesOf(clusterOf(world, call, given.name), given).map(({ update }) => update.id)
    return answer(call, 'updateIds', ids, given)
  },

  DescribeUpdate(call) {
    const given = update(call.input)
    const found = updatesOf(clusterOf(world, call, given.name), given).find(
      ({ update }) => update.id === given.updateId,
    )
    if (found === undefined) throw notFound(`No update found for ID: ${given.updateId}`)
    return { update: found.update }
  },

  ListInsights(call) {
    const given = insights(call.input)
    const found = clusterOf(world, call, given.clusterName)
      .insights.filter(({ category }) => holds(given.filter?.categories, category))
      .filter(({ kubernetesVersion }) => holds(given.filter?.kubernetesVersions, kubernetesVersion))
      .filter(({ insightStatus }) => holds(given.filter?.statuses, insightStatus?.status))
      .map((insight) => refreshed(insight, seconds(call.now)))
      .map(({ recommendation, additionalInfo, resources, categorySpecificSummary, ...summary }) => summary)
    return answer(call, 'insights', found, given)
  },

  DescribeInsight(call) {
    const describe = describing(world, { member: 'id', as: 'insight', what: 'insight' }, ({ insights }, id) => {
      const found = insights.find((insight) => insight.id === id)
      return found && refreshed(found, seconds(call.now))
    })
    return describe(call)
  },
})
