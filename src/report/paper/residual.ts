// What stays open, as docs/threat-model.md says it: the report's second page. A test holds the two against each other.

/** `risk` begins the sentence, `says` goes on. */
export type Residual = { risk: string; says: string }

export const residual: readonly Residual[] = [
  {
    risk: 'A signature proves the use of a key, not truth.',
    says: 'Code that lied from before the pin on, and lies about itself, is found by a trail that somebody else holds: CloudTrail delivered to another account shows the calls that were made and were not, every use of the key, and who wrote each object. This program does not read that trail yet.',
  },
  {
    risk: 'Without anchors two histories cannot be told apart in a copy.',
    says: 'Whoever can use the key can write a second history into a folder. Ask for the head every month, by mail or into a bucket of your own; one line is enough. The daily mail is sent by a function of that account: who stops it is told by the mail that does not come, and what it sends is believed only as far as it fits the heads before it. A time-stamp proves that an entry existed by then, not who made it; two histories may both be stamped.',
  },
  {
    risk: "The signing key is in the customer's account.",
    says: "Administrators cannot read it. They can make a role that may use it, by changing its policy or the seal role: that leaves an event in CloudTrail, a state in the source collector, and nothing that S3's times would confirm for hours that have passed.",
  },
  {
    risk: 'Closing the account ends everything in it',
    says: ", locked objects too, after AWS's grace period. Only a copy with another owner answers that. The copy that the function report makes is of the ledger alone: digests, and none of the evidence.",
  },
  {
    risk: 'EKS delivers audit events to CloudWatch as best effort',
    says: ', and administrators can write into that log group. Evidence speaks of events delivered to CloudWatch, not of every event. A server-side apply in YAML leaves no event at all (docs/detections.md).',
  },
  {
    risk: 'What changes and changes back between two readings',
    says: ', and leaves no event, is not seen. State is read once a day by default.',
  },
  {
    risk: 'The first reading of a new collector is not compared with anything.',
    says: 'code-changed shows changes; code-released holds every tick against a release.',
  },
  {
    risk: "Times of S3 are AWS's.",
    says: 'AWS is trusted: its answers, its clock, its lock, its KMS.',
  },
  {
    risk: 'The content of documents, policies and tickets is not judged.',
    says: "Nor is whether a criterion is met: that is the auditor's opinion.",
  },
  {
    risk: 'Who stops the collector stops the evidence.',
    says: 'The gap is named, and what was not read in its slot is missed for good.',
  },
  {
    risk: 'Alarms can be silenced first.',
    says: "Rules, alarms, topic and subscriptions are read once a day: what is put back before the next reading leaves at most the time of an alarm's last change, and of a rule or a subscription nothing. What is told of their end goes the way that was cut. That somebody confirmed a subscription says nothing of mails that arrived. The rules hear what a trail logs as management events, in the home region and for roles in us-east-1: calls on objects and calls of functions they never hear. The rules of the stack for us-east-1 and the alarms of streams are not read.",
  },
  {
    risk: 'A stream can be made blind, or to see what was not there.',
    says: 'Neither the rules nor the source collector watch the functions of its stack; the subscription alone is read. It is a second look, and the hourly scan reads the same log without it.',
  },
  {
    risk: 'What is attested is a claim.',
    says: "Names, what was done, rosters and who attested it are what a record and the register say; AWS tells when a record was put, and not by whom. Two people who attest for each other, a name that is nobody's, and a roster that leaves people out look like the real ones. A record that was put and deleted for good between two readings was never there. Documents that were swapped and put back are not told.",
  },
  {
    risk: 'A bundle is a part, and its sample is as good as the time of its nonce.',
    says: 'Who knew the nonce before the last tick was sealed could choose what is drawn, and no file shows the order. What was not drawn nobody looked at; that every slot has its line, and that plans follow, the whole store alone shows. A report in a bundle is held against the whole store too (verify --report).',
  },
]

/** By the numbers of the risks, the first being 1. */
export const answers: readonly { risks: readonly number[]; answer: string; whose: string }[] = [
  {
    risks: [1, 3, 11],
    answer: 'an organisation trail into an account that these administrators cannot reach; the alarms of the stack',
    whose: 'the customer',
  },
  {
    risks: [2],
    answer: 'anchors: the daily mail (witness), time-stamps, a copy of the ledger with another owner',
    whose: 'the auditor',
  },
  {
    risks: [4],
    answer: 'a copy of the bucket with another owner, verified as a folder',
    whose: 'the customer, or the auditor',
  },
  {
    risks: [5],
    answer: 'the source audit-log records what was delivered, hour by hour; a silent hour fails a control',
    whose: 'this program',
  },
  {
    risks: [6, 11],
    answer: 'a shorter cadence for what changes often (cadence in the configuration)',
    whose: 'the customer',
  },
  {
    risks: [7],
    answer: 'verify --release SHA256SUMS with the digests of a release that you built or received yourself',
    whose: 'the auditor',
  },
  { risks: [10], answer: 'the alarm no seal in two hours', whose: 'the customer' },
  { risks: [12], answer: 'the hourly scan; its verdicts rest on what it read itself', whose: 'this program' },
  {
    risks: [13],
    answer:
      "CloudTrail's data events of the documents bucket, in an account that these administrators cannot reach; the list of staff beside the roster",
    whose: 'the customer, and the auditor',
  },
  {
    risks: [14],
    answer: 'receive the head first and tell the nonce then; bundle --sample all, or verify on the bucket',
    whose: 'the auditor',
  },
]
