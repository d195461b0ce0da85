// The AICPA's Trust Services Criteria (TSP 100, 2017 with the points of focus of 2022) in our own short words, and what of
// each no control and no detection here evidences. Every criterion is named, those that nothing here bears on too.
import type { Criterion } from './model.ts'

export type Told = {
  /** What it is about. */
  about: string
  /** What of it is not evidenced by this product, and why. */
  not: string
}

const organisation = 'not evidenced by this product: it is about the organisation and its people'

export const criteria: Record<Criterion, Told> = {
  'CC1.1': { about: 'integrity and ethical values', not: organisation },
  'CC1.2': { about: 'oversight by a board that is independent of management', not: organisation },
  'CC1.3': {
    about: 'structures, reporting lines, authorities and responsibilities',
    not: 'that the named people do act on it; tags and the register say who is responsible, and nobody here asks them',
  },
  'CC1.4': {
    about: 'competent people: attracted, developed and kept',
    not: 'what a training taught and what its attendants know; a roster says who was there, as attested',
  },
  'CC1.5': {
    about: 'people held accountable for their part in internal control',
    not: 'not evidenced by this product: performance reviews and consequences',
  },
  'CC2.1': {
    about: 'relevant information of quality, to support internal control',
    not: 'systems beside EKS, ECR and what their controls read in the account; the content of documents is never judged',
  },
  'CC2.2': {
    about: 'communication within the organisation',
    not: 'that a message was read or understood: SNS knows deliveries to a subscription, and of mail not even that',
  },
  'CC2.3': {
    about: 'communication with outside parties',
    not: 'what is told to outside parties: that procedures for it are reviewed and known is attested',
  },
  'CC3.1': { about: 'objectives clear enough to find risks to them', not: 'not evidenced by this product' },
  'CC3.2': {
    about: 'risks found and analysed',
    not: 'the risk assessment itself: upgrade insights, support dates and findings are inputs to it',
  },
  'CC3.3': { about: 'the potential for fraud', not: 'not evidenced by this product' },
  'CC3.4': {
    about: 'changes that could affect internal control',
    not: 'changes of the business and of other systems',
  },
  'CC4.1': {
    about: 'evaluations of whether controls are present and work',
    not: 'the judgement of a person: a sign-off records that somebody looked, not what they thought',
  },
  'CC4.2': {
    about: 'deficiencies told to those who must act, in time',
    not: 'that they acted: findings are in Security Hub, with their workflow where somebody keeps it',
  },
  'CC5.1': { about: 'control activities that reduce risks', not: 'not evidenced by this product' },
  'CC5.2': { about: 'general controls over technology', not: 'shown through CC6, CC7 and CC8 only' },
  'CC5.3': {
    about: 'policies that say what is expected, and procedures that put it into practice',
    not: 'what policies say, and whether they are followed beyond what is read here',
  },
  'CC6.1': {
    about: 'logical access security over protected assets: identities, architecture, keys',
    not: 'Kubernetes RBAC that was granted before the audit log was observed, for the Kubernetes API is not asked; what applications decide for themselves',
  },
  'CC6.2': {
    about: 'users registered and authorised before they get access, and removed when they no longer should have it',
    not: "the organisation's joiners and leavers: access entries stand for them, not the people behind a federated role",
  },
  'CC6.3': {
    about: 'access by role and least privilege, changed and removed with duties kept apart',
    not: 'whether a role fits a job; what is granted is compared with agreed lists and attested reviews',
  },
  'CC6.4': { about: 'physical access', not: "carved out: AWS's own reports speak of its data centres" },
  'CC6.5': {
    about: 'physical assets, protected until what is on them can no longer be read',
    not: "carved out: AWS's own reports speak of its media",
  },
  'CC6.6': {
    about: 'threats from outside the boundaries of the system',
    not: 'traffic itself; what network policies say, whose engine alone is read; a service mesh, of which AWS knows nothing',
  },
  'CC6.7': {
    about: 'information restricted and protected while it is transmitted, moved and removed',
    not: 'encryption between pods, and what leaves by an application; secrets in images and deployments: nothing here looks for them',
  },
  'CC6.8': {
    about: 'unauthorised or malicious software prevented, detected and acted on',
    not: 'what runs inside a container after it started, except as GuardDuty covers it; that unsigned images are refused; what else than privileged containers a workload asks of its node',
  },
  'CC7.1': {
    about: 'changes of configuration and new vulnerabilities found',
    not: 'vulnerabilities of software that no scanner here looks at: nodes, add-ons and dependencies outside of images in ECR',
  },
  'CC7.2': {
    about: 'anomalies monitored and analysed, to tell whether they are security events',
    not: 'what no detection here looks for, as reading Secrets, tokens, port-forwards; entries that EKS, by best effort, did not deliver; logs of containers and nodes are seen to arrive, and not read',
  },
  'CC7.3': {
    about: 'security events evaluated: whether they kept or could keep objectives from being met',
    not: 'the quality of an evaluation; a timeline over several sources: a disposition in Security Hub and its time are what is read',
  },
  'CC7.4': {
    about: 'response to incidents, as a defined programme says',
    not: 'whether a response was the right one; reviews after an incident, which can be attested and which no control asks for; drills are attested',
  },
  'CC7.5': {
    about: 'recovery from incidents',
    not: 'that what was restored works: a test of restoring is an attested record or a restore job of AWS Backup',
  },
  'CC8.1': {
    about: 'changes authorised, designed, tested, approved and implemented',
    not: 'design and tests of a change; an approval is an attested record, and its ticket is not opened',
  },
  'CC9.1': {
    about: 'risks of business disruption mitigated',
    not: 'not evidenced by itself: zones, replication, backups and restores stand under A1',
  },
  'CC9.2': {
    about: 'risks of vendors and partners assessed and managed',
    not: 'the assessment of a vendor: who publishes add-ons and upstream images is compared with an agreed list',
  },
  'A1.1': {
    about: 'capacity watched and managed',
    not: 'use of the capacity: room of node groups is read, not load',
  },
  'A1.2': {
    about: 'environmental protections, backups and recovery infrastructure',
    not: 'data of applications outside of what AWS Backup is shown to protect',
  },
  'A1.3': { about: 'recovery plans tested', not: 'what a test covered beyond its record' },
  'C1.1': {
    about: 'confidential information identified and kept',
    not: 'not evidenced by itself: the tag data-class (GOV-01) and what stands under CC6.1 bear on it',
  },
  'C1.2': {
    about: 'confidential information disposed of',
    not: 'what lifecycle policies deleted: that they are set is read',
  },
}

/** Asked for by the catalogue that this one grew from, and not judged by a control: what answers instead. */
export const leftOut: { id: string; asked: string; why: string }[] = [
  {
    id: 'EVD-01',
    asked: 'no missed collection slot in the audit window',
    why: 'answered by `verify` (`slot-accounted`, `tick-gap`): a control that counts its own slots would be missed with them',
  },
  {
    id: 'EVD-02',
    asked: 'the evidence chain verifies',
    why: 'answered by `verify`, run by whoever doubts it: a collector that vouches for its own chain proves nothing',
  },
  {
    id: 'EVD-06',
    asked: 'deficiencies are closed in time',
    why: 'each verdict says since when it fails, and so does its finding: a control that fails because another does would count one deficiency twice',
  },
  {
    id: 'INC-03',
    asked: 'recurrence after a fix is flagged',
    why: 'what fails again is the same finding, and the ledger holds when it passed in between: a control would repeat the one that fails',
  },
  {
    id: 'DSP-02',
    asked: 'evidence holds no secret values',
    why: 'answered by `verify` (`redaction-known`): what is withheld is withheld before it is stored (docs/redaction.md), and a control over what is left could only pass',
  },
]
