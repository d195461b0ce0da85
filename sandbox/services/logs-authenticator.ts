// What the authenticator of a cluster logs when somebody comes in, as aws-iam-authenticator writes it (logrus: members in
// order of their names, quoted where they hold more than letters, digits and a few signs).
// https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/server/server.go
import type { Instant } from '../../src/model.ts'

export type Comer = {
  region: string
  account: string
  /** Without its path: an ARN is logged without it too. */
  role: string
  session: string
  accessKeyId: string
  principalId: string
  /** In the cluster. */
  username: string
  groups: string[]
  /** Of the API server that asks, on the same machine. */
  port: number
}

export const authenticatorStream = 'authenticator-5d0f2c6e8a914b37'

/** Two lines: as whom STS knows the caller, and as whom it is let in. */
export const letIn = (comer: Comer, at: Instant): [string, string] => {
  const { region, account, role, session, accessKeyId, principalId, username, groups, port } = comer
  const line = (msg: string, members: Record<string, string>): string =>
    [
      ...Object.entries({ time: at, level: 'info', msg }),
      ...Object.entries({ ...asked(region, port), ...members }).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]
      .map(([name, value]) => `${name}=${quoted(value)}`)
      .join(' ')
  return [
    line('STS response', {
      ...{ accesskeyid: accessKeyId, accountid: account, session, userid: principalId },
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    }),
    line('access granted', {
      arn: `arn:aws:iam::${account}:role/${role}`,
      ...{ groups: `[${groups.join(' ')}]`, uid: `aws-iam-authenticator:${account}:${principalId}`, username },
    }),
  ]
}

const asked = (region: string, port: number) => ({
  ...{ client: `127.0.0.1:${port}`, method: 'POST', path: '/authenticate' },
  stsendpoint: `sts.${region}.amazonaws.com`,
})

const quoted = (value: string): string => (/^[\w\-./@^+]+$/.test(value) ? value : JSON.stringify(value))
