// Names of the log groups that EKS and Container Insights write for a cluster.
// https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights.html

export const containerKinds = ['application', 'dataplane', 'host'] as const
/** `performance` is left out: it holds metrics. */
export type LogKind = 'control-plane' | (typeof containerKinds)[number]
export const prefixes = ['/aws/containerinsights/', '/aws/eks/'] as const

/** Whose log group a name is, or undefined where it is none of these. */
export const ownerOf = (name: string): { cluster: string; kind: LogKind } | undefined => {
  const [, controlled] = /^\/aws\/eks\/([^/]+)\/cluster$/.exec(name) ?? []
  if (controlled !== undefined) return { cluster: controlled, kind: 'control-plane' }
  const [, cluster = '', last] = /^\/aws\/containerinsights\/([^/]+)\/([^/]+)$/.exec(name) ?? []
  const kind = containerKinds.find((one) => one === last)
  return kind && { cluster, kind }
}

/** The same of an ARN, with or without the `:*` that some answers end in. */
export const ownerOfArn = (arn: string): { cluster: string; kind: LogKind } | undefined => {
  const [, name] = /^arn:[a-z-]+:logs:[^:]+:\d+:log-group:([^:]+)(?::\*)?$/.exec(arn) ?? []
  return name === undefined ? undefined : ownerOf(name)
}
