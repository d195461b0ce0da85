// Whether a role's trust asks for an external id: so that only the one who was given it can take the role on.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
import { allows } from './grants.ts'
import { binding, conditionsOf, type Statement } from './policy.ts'

/** Of all statements by which anybody takes the role on, none does without this id. */
export const asksForExternalId = (trust: Statement[], externalId: string): boolean =>
  trust
    .filter((one) => allows(one, 'sts:AssumeRole'))
    .every((one) =>
      conditionsOf(one).some(
        ({ operator, key, values }) =>
          binding.test(operator) &&
          key === 'sts:externalid' &&
          values.length > 0 &&
          values.every((value) => value === externalId),
      ),
    )
