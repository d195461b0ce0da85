// AWS Backup, as far as reading what it protects goes. https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations.html
import { seconds } from '../../src/clock.ts'
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import type { ProtectedState } from '../world/backup.ts'
import { flag, fromQuery, members, oneOf, text, whole } from '../world/members.ts'
import { regionOf } from '../world/region.ts'
import type { World } from '../world.ts'

const invalid = 'InvalidParameterValueException'
// In the query members have names of their own.
const paging = { maxResults: fromQuery(whole(1, 1_000), 'number'), nextToken: text() }
const ResourceArn = text({ min: 1 })
const listed = members(invalid, {}, paging)
const points = members(invalid, { ResourceArn }, { ...paging, managedByAWSBackupOnly: fromQuery(flag, 'boolean') })
const restores = members(
  invalid,
  { ResourceArn },
  {
    ...paging,
    status: oneOf('PENDING', 'RUNNING', 'COMPLETED', 'ABORTED', 'FAILED'),
    recoveryPointCreationDateAfter: text(),
    recoveryPointCreationDateBefore: text(),
  },
)

/** Newest first. */
const pointsOf = ({ since, every, point, keptDays }: ProtectedState, now: number) => {
  const count = now < since ? 0 : every === null ? 1 : Math.floor((now - since) / every) + 1
  return Array.from({ length: count }, (_, at) => since + (count - 1 - at) * (every ?? 0))
    .filter((CreationDate) => now < CreationDate + keptDays * 86_400)
    .map((CreationDate) => ({
      ...point,
      RecoveryPointArn: every === null ? point.RecoveryPointArn : `${point.RecoveryPointArn}-${CreationDate}`,
      CreationDate,
    }))
}

// What has no recovery point left is protected no more.
const protectedIn = (world: World, call: Call): ProtectedState[] =>
  regionOf(world, call).backups.filter((one) => pointsOf(one, seconds(call.now)).length > 0)

const found = (world: World, call: Call, arn: string): ProtectedState => {
  const one = protectedIn(world, call).find((each) => each.arn === arn)
  if (one) return one
  const more = { Code: 'ERROR_3008', Type: 'Client' }
  throw new AwsFault('ResourceNotFoundException', 400, `Failed reading resource with ARN ${arn}`, more)
}

const answer = <T>(call: Call, as: string, all: T[], given: { maxResults?: unknown; nextToken?: unknown }) => {
  const refuse = (message: string) => new AwsFault(invalid, 400, message)
  const { maxResults: size, nextToken: token } = given
  const { items, nextToken } = page(all, call, { size, token, most: 1_000, refuse })
  return { [as]: items, NextToken: nextToken }
}

export const backupService = (world: World): Service => ({
  name: 'backup',
  protocol: 'rest-json',
  routes: {
    'GET /resources': 'ListProtectedResources',
    'GET /resources/{ResourceArn}/recovery-points': 'ListRecoveryPointsByResource',
    'GET /resources/{ResourceArn}/restore-jobs': 'ListRestoreJobsByProtectedResource',
  },
  operations: {
    ListProtectedResources(call) {
      const given = listed(call.input)
      const all = protectedIn(world, call).map((one) => {
        const [last] = pointsOf(one, seconds(call.now))
        return {
          ...{ ResourceArn: one.arn, ResourceType: one.type, ResourceName: one.name },
          ...{ LastBackupTime: last?.CreationDate, LastBackupVaultArn: one.vaultArn },
          LastRecoveryPointArn: last?.RecoveryPointArn,
        }
      })
      return answer(call, 'Results', all, given)
    },

    ListRecoveryPointsByResource(call) {
      const given = points(call.input)
      const all = pointsOf(found(world, call, given.ResourceArn), seconds(call.now))
      return answer(call, 'RecoveryPoints', all, given)
    },

    ListRestoreJobsByProtectedResource(call) {
      const given = restores(call.input)
      const all = found(world, call, given.ResourceArn)
        .restores.filter(({ CreationDate }) => CreationDate <= seconds(call.now))
        .filter(({ Status }) => given.status === undefined || Status === given.status)
      return answer(call, 'RestoreJobs', all, given)
    },
  },
})
