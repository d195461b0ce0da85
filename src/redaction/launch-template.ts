// Where launch templates hold secret values: whoever writes user data may put tokens and passwords into it.
import { type Redaction, withholding } from './redaction.ts'

/** Base64 of whatever a node runs when it starts: nothing in it can be told from a secret, so all of it is withheld. */
export const templateUserData: Redaction = withholding('ec2:DescribeLaunchTemplateVersions', [
  'LaunchTemplateVersions',
  '[]',
  'LaunchTemplateData',
  'UserData',
])
