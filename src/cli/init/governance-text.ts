// The other files of a configuration as init writes them: all comments, so that each says nothing until somebody fills it in.
import { renews } from '../../attested/items.ts'
import { type Item, itemNames, items } from '../../config/register.ts'

const off = (line: string): string => `#${line}`
const said = (sentence: string): string => `# ${sentence}`

/** YAML that readConfig takes, with all that is commented out taken in or left out. */
export const registerText = (): string =>
  [
    said('The governance register: for each item who is responsible, and how often it is renewed. Take the # at the'),
    said('beginning of a line away to set it. What is left out fails its control; nobody answers for it.'),
    said('responsible: the primary party, and those that support it.'),
    said(
      'document: where it lies in the documents bucket, as documents/policies.pdf or a prefix that ends in a slash; it may be',
    ),
    said('left out. Where it is named, attest it there: --key documents/policies.pdf.'),
    said(
      'renewal: days; left out, as below. roster: whom it must reach, as the records name them, where people are what counts.',
    ),
    said('Each item is renewed by records of the kinds that it names: eks-evidence attest KIND --template prints one.'),
    off('items:'),
    ...itemNames.flatMap((name) => [
      said(`${name}: ${items[name].asks}${renewedBy(name)}`),
      off(`  ${name}:`),
      off('    responsible: { primary: "NAME", supporting: [] }'),
      off(`    renewal: ${items[name].days}`),
      ...(withRoster.includes(name) ? [off('    roster: ["NAME"]')] : []),
    ]),
    '',
  ].join('\n')

const renewedBy = (item: Item): string => {
  const kinds = Object.entries(renews).flatMap(([kind, of]) => (of.includes(item) ? [kind] : []))
  return kinds.length > 0 ? `. Renewed by: ${kinds.join(', ')}` : ''
}

/** Items whose control asks for each of a roster. */
const withRoster = ['awareness-training', 'incident-communication', 'security-metrics', 'training-material']

export const acceptancesText = (): string =>
  [
    said(
      'Failing controls that somebody accepts, for a time and with a reason. An acceptance counts from the tick that',
    ),
    said(
      'first seals it, for a year at most; who approves is not who requested. It changes no verdict: the finding in',
    ),
    said('Security Hub shows WARNING instead of FAILED. A word that changes makes it another acceptance.'),
    off('acceptances:'),
    off('  - control: NET-01'),
    off('    subject: "arn:aws:eks:*:*:cluster/NAME"'),
    off('    reason: "WHY"'),
    off('    requestedBy: "NAME"'),
    off('    approver: "ANOTHER NAME"'),
    off('    ticket: "TICKET"'),
    off('    expires: 2027-01-01T00:00:00Z'),
    '',
  ].join('\n')

export const controlsMapText = (): string =>
  [
    said("Management's own controls, by your ids and in your words, and which controls here test them:"),
    said('eks-evidence controls --config DIR shows both.'),
    off('controls:'),
    off('  - id: "AC-01"'),
    off('    wording: "Clusters are not reachable from the internet"'),
    off('    criteria: [CC6.6]'),
    off('    tests: [NET-01, NET-02]'),
    '',
  ].join('\n')
