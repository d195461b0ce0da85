// CloudTrail in the demo account: its trail, and the events of what the story changes.
import { instant } from '../../src/clock.ts'
import type { TrailEvent, TrailState } from '../world/trail.ts'
import type { World } from '../world.ts'
import { sso } from './access.ts'
import { account, hex, role, uuid } from './seed.ts'

/** One trail of all regions, with validation, and one that somebody made once and stopped. */
export const trails = (): TrailState[] => [
  trailOf('organization', 'eu-west-1', true, { IsLogging: true, StartLoggingTime: 1_704_067_200 }),
  trailOf('debugging', 'us-east-1', false, {
    IsLogging: false,
    StartLoggingTime: 1_735_725_600,
    StopLoggingTime: 1_735_812_000,
    LatestDeliveryTime: 1_735_811_700,
  }),
]

const trailOf = (name: string, region: string, isWhole: boolean, status: TrailState['status']): TrailState => ({
  trail: {
    Name: name,
    S3BucketName: `${name}-trail-${account}`,
    IncludeGlobalServiceEvents: isWhole,
    IsMultiRegionTrail: isWhole,
    HomeRegion: region,
    TrailARN: `arn:aws:cloudtrail:${region}:${account}:trail/${name}`,
    LogFileValidationEnabled: isWhole,
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
    IsOrganizationTrail: false,
  },
  status,
  selectors: [
    {
      ReadWriteType: 'All',
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: [],
    },
  ],
})

/** Who acts in the story: a session of a role, and from where. */
export type Actor = {
  role: string
  session: string
  ip: string
  agent: string
  /** Where they stand elsewhere too. */
  accessKeyId?: string
  principalId?: string
}

export const jonas: Actor = {
  role: sso('PlatformAdmin'),
  session: 'jonas.weber@example.com',
  ip: '203.0.113.24',
  agent: 'aws-cli/2.31.35 md/awscrt#0.27.6 ua/2.1 os/macos#24.6.0 lang/python#3.13.7',
}
export const pipeline: Actor = {
  role: role('ci-deployer'),
  session: 'release-482',
  ip: '198.51.100.20',
  agent: 'APN/1.0 HashiCorp/1.0 Terraform/1.13.3 (+https://www.terraform.io)',
}

export type EventSpec = {
  region: string
  at: number
  name: string
  by: Actor
  service?: 'eks' | 'ecr' | 'secretsmanager'
  asked: Record<string, unknown>
  answered: Record<string, unknown> | null
  resource?: { type: string; name: string }
  readOnly?: boolean
  /** By which code it was refused. */
  error?: string
}

/** Puts an event into the region's history. */
export const recordEvent = (world: World, spec: EventSpec): void => {
  const events = world.regions[spec.region]?.events
  if (!events) throw new Error(`the scenario has no region ${spec.region}`)
  events.push(eventOf(spec))
}

const eventOf = (spec: EventSpec): TrailEvent => {
  const { region, at, name, by, service = 'eks', asked, answered, resource, readOnly = false, error } = spec
  const label = `event/${region}/${name}/${resource?.name ?? service}/${at}`
  const whole = Math.floor(at)
  const session = by.role.split('/').at(-1) ?? ''
  const accessKeyId = by.accessKeyId ?? `ASIA${hex(`${by.session}/key`, 16).toUpperCase()}`
  const principal = by.principalId ?? `AROA${hex(by.role, 17).toUpperCase()}`
  const record = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${principal}:${by.session}`,
      arn: `arn:aws:sts::${account}:assumed-role/${session}/${by.session}`,
      accountId: account,
      accessKeyId,
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId: principal, arn: by.role, accountId: account, userName: session },
        attributes: { creationDate: instant(whole - 1_260), mfaAuthenticated: 'false' },
      },
    },
    eventTime: instant(whole),
    eventSource: `${service}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: by.ip,
    userAgent: by.agent,
    ...(error && { errorCode: error, errorMessage: `User is not authorized to perform: ${service}:${name}` }),
    requestParameters: asked,
    responseElements: answered,
    requestID: uuid(`${label}/request`),
    eventID: uuid(label),
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    tlsDetails: { tlsVersion: 'TLSv1.3', clientProvidedHostHeader: `${service}.${region}.amazonaws.com` },
  }
  return {
    id: record.eventID,
    at: whole,
    name,
    source: record.eventSource,
    readOnly,
    username: by.session,
    accessKeyId,
    resources: resource ? [{ ResourceType: resource.type, ResourceName: resource.name }] : [],
    record: JSON.stringify(record),
  }
}
