// CHG-03: no change through EKS was left half done.
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { updatesOf } from '../examples/updates.ts'
import { eksUpdates } from '../facts/eks-updates.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

const failed = { id: 'u-1', type: 'VersionUpdate', status: 'Failed', createdAt: 1_767_000_000.5 }
const done = { id: 'u-2', type: 'VersionUpdate', status: 'Successful', createdAt: 1_767_100_000.5 }

export default defineControl({
  id: 'CHG-03',
  of: 'cluster',
  title: 'No failed or cancelled update is left open',
  criteria: ['CC8.1'],
  severity: 'medium',
  needs: { updates: latest(eksUpdates) },
  settings: {},
  assess: ({ updates }) => {
    if (updates === 'connected') return ofConnected
    // Closed by a later one of the same type on the same thing that went through.
    const open = updates.filter(
      (one) => (one.status === 'Failed' || one.status === 'Cancelled') && !updates.some((later) => closes(later, one)),
    )
    return open.length > 0
      ? fail(
          open
            .map((one) =>
              `${one.type} of ${one.of} ${one.status.toLowerCase()} at ${one.createdAt} ${one.errors.join(', ')}`.trim(),
            )
            .join('; '),
        )
      : pass(`none of ${updates.length} updates is left open`)
  },
  remedy:
    'Find out why the update failed (aws eks describe-update --name NAME --update-id ID), and repeat it or document why not.',
  sameAs: [],
  examples: {
    pass: [{ updates: updatesOf() }, { updates: updatesOf(done) }, { updates: updatesOf(failed, done) }],
    fail: [
      { updates: updatesOf(failed) },
      { updates: updatesOf({ ...done, createdAt: 1_766_900_000 }, failed) },
      { updates: updatesOf({ ...failed, of: 'nodes' }, done) },
      { updates: updatesOf({ ...failed, status: 'Cancelled', type: 'AddonUpdate', of: 'vpc-cni' }) },
    ],
    notApplicable: [{ updates: [connectedCluster()] }],
  },
})

type Update = { of: string; type: string; status: string; createdAt: string }
const closes = (later: Update, one: Update): boolean =>
  later.status === 'Successful' && later.of === one.of && later.type === one.type && later.createdAt > one.createdAt
