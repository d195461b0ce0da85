// What each setting of each control means, in one line: a test holds it against the registry.

/** By control and setting. */
export const meanings: Record<string, string> = {
  'EVD-03.days': 'days that the evidence bucket locks for at least where an upload says nothing',
  'IAM-03.allowed': 'ARNs of principals that may hold an administrator policy over a whole cluster',
  'IAM-04.accounts': "account numbers whose roles may have access entries, beside the cluster's own",
  'IMG-02.exclusions': 'filters of tags that may be moved all the same',
  'LOG-01.required': 'log types of the control plane that must be on',
  'NET-01.widest': 'prefix length of the widest single IPv4 range that may reach a public endpoint',
  'NET-01.widestTogether': 'prefix length that all IPv4 ranges together may amount to',
  'NET-01.widest6': 'prefix length of the widest single IPv6 range',
  'NET-01.widestTogether6': 'prefix length that all IPv6 ranges together may amount to',
  'NET-09.accounts': 'account numbers and organisation ids that a repository policy may let in, beside its own',
  'NET-10.accounts': 'account numbers and organisation ids that the registry may share with, beside its own',
  'VUL-01.critical': 'days until a critical finding that has a fix must be gone',
  'VUL-01.high': 'days until a high finding that has a fix must be gone',
  'VUL-02.days': 'days after which a scan is no longer recent',
  'VUL-04.atMost': 'findings without a severity that are allowed',
  'VUL-06.extendedIsEnough': 'whether extended support is enough',
  'VUL-07.atMost': 'minor versions that nodes may be behind the control plane',
}
