// The services that tell of a world alone: one list for every account that is made of one.
import type { Service } from './service.ts'
import { accountService } from './services/account.ts'
import { backupService } from './services/backup.ts'
import { cloudtrailService } from './services/cloudtrail.ts'
import { configService } from './services/config.ts'
import { ec2Service } from './services/ec2.ts'
import { ecrService } from './services/ecr.ts'
import { eksService } from './services/eks.ts'
import { elbService, elbv2Service } from './services/elb.ts'
import { guardDutyService } from './services/guardduty.ts'
import { inspector2Service } from './services/inspector2.ts'
import type { World } from './world.ts'

export const worldServices = (world: World): Service[] => [
  accountService(world),
  backupService(world),
  cloudtrailService(world),
  configService(world),
  ec2Service(world),
  ecrService(world),
  eksService(world),
  elbService(world),
  elbv2Service(world),
  guardDutyService(world),
  inspector2Service(world),
]
