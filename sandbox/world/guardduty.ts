// GuardDuty in one region, with its members as they are on the wire: there they begin with a small letter.

type Status = 'ENABLED' | 'DISABLED'
type More = { name: 'EKS_ADDON_MANAGEMENT' | 'ECS_FARGATE_AGENT_MANAGEMENT' | 'EC2_AGENT_MANAGEMENT'; status: Status }

export type CoverageState = {
  cluster: string
  status: 'HEALTHY' | 'UNHEALTHY'
  issue?: string
  coveredNodes: number
  compatibleNodes: number
  updatedAt: number
}

export type GuardDutyFindingState = {
  id: string
  type: string
  title: string
  /** 1 to 10. */
  severity: number
  cluster: { name: string; arn: string }
  username: string
  createdAt: string
  /** When somebody archived it; null: nobody did. */
  archivedAt: string | null
}

export type DetectorState = {
  id: string
  status: Status
  createdAt: string
  features: { name: string; status: Status; updatedAt: number; additionalConfiguration?: More[] }[]
  coverage: CoverageState[]
  findings: GuardDutyFindingState[]
  /** Saved searches (NOOP), and suppression rules (ARCHIVE). */
  filters: { name: string; action: 'NOOP' | 'ARCHIVE' }[]
}
