// demo --keep: the account stays up, and its clock goes on with this machine's.
import { systemClock } from '../../src/clock.ts'
import type { WorkerSandbox } from '../in-worker.ts'
import type { Scenario } from '../scenario.ts'
import { access, bucketOf } from './place.ts'

/** Returns when somebody presses Ctrl-C. */
export const keepUp = async (
  { account, home }: Scenario,
  sandbox: WorkerSandbox,
  say: (text: string) => void,
): Promise<void> => {
  const bucket = `s3://${bucketOf(account, home)}`
  await sandbox.setClock(systemClock.now())
  say(
    [
      '\nThe local account stays up until you press Ctrl-C. To browse it with the AWS CLI:\n',
      `  export AWS_ACCESS_KEY_ID=${access.accessKeyId} AWS_SECRET_ACCESS_KEY=${access.secretAccessKey} AWS_DEFAULT_REGION=${home}`,
      ...[`s3 ls ${bucket}/ledger/`, 'securityhub get-findings --max-items 5', 'eks list-clusters'].map(
        (command) => `  aws --endpoint-url ${sandbox.endpoint} ${command}`,
      ),
      '\nTo run a tick of your own against it, at the time that it is now:\n',
      `  AWS_ENDPOINT_URL=${sandbox.endpoint} npx eks-evidence collect --store my-evidence`,
    ].join('\n'),
  )
  const pressed = Promise.withResolvers<void>()
  process.once('SIGINT', () => pressed.resolve()).once('SIGTERM', () => pressed.resolve())
  const going = setInterval(() => sandbox.setClock(systemClock.now()).catch(() => pressed.resolve()), 1_000)
  await pressed.promise
  clearInterval(going)
}
