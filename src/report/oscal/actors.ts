// Who says what a document says: management, with this program, which is a tool and no assessor.

import type { Period } from '../period/period.ts'
import type { Reported } from '../reported.ts'
import { line, markup, ns, props, some } from './text.ts'
import { namespace, uuid } from './uuid.ts'

export const oscalVersion = '1.2.1'

export const partyOf = ({ ledger }: Pick<Period, 'ledger'>): string => uuid(ledger, 'party', 'management')
export const toolOf = ({ ledger }: Pick<Period, 'ledger'>): string => uuid(ledger, 'component', 'tool')
/** What every observation, finding and risk comes from. */
export const originsOf = (period: Pick<Period, 'ledger'>) => [
  { actors: [{ type: 'tool', 'actor-uuid': toolOf(period) }] },
]

/** The document's own head; `last-modified` is when the newest entry was sealed, for there is no other clock. */
export const metadataOf = ({ period, by }: Pick<Reported, 'period' | 'by'>) => {
  const { slot, account, head, ledger, sandbox, store } = period
  return {
    title: `Results of management's own tests of Amazon EKS in the account ${markup(account)}, ${slot.start} to ${slot.end}`,
    'last-modified': head?.sealedAt ?? slot.end,
    version: `entry ${head?.sequence ?? 0}`,
    'oscal-version': oscalVersion,
    props: props({
      'ledger-id': ledger,
      'ledger-head': head?.sha256 ?? null,
      store,
      'key-fingerprint': period.keys.map(({ fingerprint }) => fingerprint),
      'uuid-namespace': namespace,
      'made-against-the-sandbox': sandbox ? 'yes: this says nothing about AWS' : null,
    }),
    roles: [{ id: 'prepared-by', title: 'Prepared by' }],
    parties: [
      {
        uuid: partyOf(period),
        type: 'organization',
        name: `Management responsible for the AWS account ${line(account)}`,
      },
    ],
    'responsible-parties': [{ 'role-id': 'prepared-by', 'party-uuids': [partyOf(period)] }],
    remarks: `Prepared by management with a tool (eks-evidence ${markup(by.version)}): no opinion of an auditor, and no conclusion on any criterion. Every statement is tamper-evident by the ledger of this document's ledger-id: eks-evidence verify says how, with pins that come from elsewhere. Properties of ${ns} are this tool's own.`,
  }
}

export const assetsOf = ({ period, by }: Pick<Reported, 'period' | 'by'>) => ({
  components: [
    {
      uuid: toolOf(period),
      type: 'software',
      title: 'eks-evidence',
      description:
        'Reads the configuration of EKS, ECR and what both rest on, stores each answer byte for byte, and judges the stored bytes.',
      props: props({
        version: by.version,
        commit: by.commit,
        'sealed-with-version': [
          ...new Set(period.collectors.map((one) => `${one.version} (${one.commit}) from ${one.from}`)),
        ],
      }),
      status: { state: 'operational' },
    },
  ],
  'assessment-platforms': [
    {
      uuid: uuid(period.ledger, 'platform', 'collector'),
      title: `The collector in the account ${markup(period.account)}`,
      ...some('props', props({ caller: [...new Set(period.collectors.map(({ caller }) => caller))] })),
      'uses-components': [{ 'component-uuid': toolOf(period) }],
    },
  ],
})
