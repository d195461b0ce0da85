// User data of launch templates is withheld whole, and nothing else of them is.
import { describe, expect, it } from 'vitest'
import { templateUserData } from '../../src/redaction/launch-template.ts'
import { redact } from '../../src/redaction/redaction.ts'

const action = 'ec2:DescribeLaunchTemplateVersions'
const name = 'LaunchTemplateVersions[].LaunchTemplateData.UserData'
const version = (UserData?: unknown) => ({
  VersionNumber: 3,
  LaunchTemplateData: { KeyName: 'ops', ...(UserData !== undefined && { UserData }) },
})
const bodyOf = (...versions: object[]) => ({ LaunchTemplateVersions: versions })

describe('user data of a launch template', () => {
  it('is withheld, and the rest stays', () => {
    const sent = bodyOf(version('ZXhwb3J0IFRPS0VOPWh1bnRlcjI='), version())
    expect(redact([templateUserData], action, sent)).toEqual({
      names: [name],
      body: bodyOf(version('[redacted]'), version()),
    })
  })

  it('is withheld whatever it is', () => {
    const sent = bodyOf(version({ deep: 'hunter2' }))
    expect(redact([templateUserData], action, sent).body).toEqual(bodyOf(version('[redacted]')))
  })

  it('leaves an answer as it is that has none, or is none', () => {
    for (const sent of [bodyOf(version()), bodyOf(version(null)), {}, null, 'text', { LaunchTemplateVersions: 3 }])
      expect(redact([templateUserData], action, sent)).toEqual({ names: [], body: sent })
  })
})
