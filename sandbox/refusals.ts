// How each service words what it says to everybody: throttled, broken, denied, expired, unknown caller.
// Codes and statuses are those of botocore's models and of each service's "Common errors" page.
import type { Effect } from './faults.ts'
import { type Need, needed } from './permissions.ts'
import { AwsFault, type Call, type Service } from './service.ts'

type Form = {
  throttle: [string, number, string]
  server: [string, number]
  denied: [string, number]
  expired: [string, number]
}

// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html: JSON services answer errors of the sender with 400.
const json: Form = {
  throttle: ['ThrottlingException', 400, 'Rate exceeded'],
  server: ['InternalFailure', 500],
  denied: ['AccessDeniedException', 400],
  expired: ['ExpiredTokenException', 400],
}
const rest: Form = {
  throttle: ['ThrottlingException', 429, 'Rate exceeded'],
  server: ['InternalServerException', 500],
  denied: ['AccessDeniedException', 403],
  expired: ['ExpiredTokenException', 403],
}
const query: Form = {
  throttle: ['Throttling', 400, 'Rate exceeded'],
  server: ['InternalFailure', 500],
  denied: ['AccessDenied', 403],
  expired: ['ExpiredToken', 403],
}
const forms: Record<string, Form> = {
  account: { ...rest, throttle: ['TooManyRequestsException', 429, 'Too Many Requests'] },
  cloudformation: query,
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  ec2: {
    throttle: ['RequestLimitExceeded', 503, 'Request limit exceeded.'],
    server: ['InternalError', 500],
    denied: ['UnauthorizedOperation', 403],
    expired: ['RequestExpired', 400],
  },
  elb: query,
  elbv2: query,
  events: { ...json, server: ['InternalException', 500] },
  ecr: { ...json, server: ['ServerException', 500] },
  eks: { ...rest, server: ['ServerException', 500] },
  iam: { ...query, server: ['ServiceFailure', 500] },
  kms: {
    ...json,
    throttle: [
      'ThrottlingException',
      400,
      'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
    ],
    server: ['KMSInternalException', 500],
  },
  lambda: { ...rest, throttle: ['TooManyRequestsException', 429, 'Rate Exceeded.'], server: ['ServiceException', 500] },
  logs: { ...json, server: ['ServiceUnavailableException', 500] },
  s3: {
    throttle: ['SlowDown', 503, 'Please reduce your request rate.'],
    server: ['InternalError', 500],
    denied: ['AccessDenied', 403],
    expired: ['ExpiredToken', 400],
  },
  securityhub: {
    ...rest,
    throttle: ['TooManyRequestsException', 429, 'Too Many Requests'],
    server: ['InternalException', 500],
  },
  // https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
  sns: { ...query, server: ['InternalError', 500], denied: ['AuthorizationError', 403] },
  states: { ...json, server: ['InternalFailure', 500] },
  sts: query,
}
const formOf = (service: string): Form => forms[service] ?? rest

/** What the injected faults make the service say instead of doing anything. */
export const injected = (effects: readonly Effect[], service: Service, call: Call): AwsFault | undefined => {
  const { throttle, server, expired } = formOf(call.service)
  for (const effect of effects) {
    switch (effect.kind) {
      case 'throttle':
        return new AwsFault(...throttle)
      case 'server-error':
        return new AwsFault(...server, 'We encountered an internal error. Please try again.')
      case 'expired-token':
        return new AwsFault(...expired, 'The security token included in the request is expired')
      case 'denial':
        return denied(call, needed(service, call))
      case 'error':
        return new AwsFault(effect.code, effect.status, effect.message)
    }
  }
  return undefined
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export const denied = (call: Call, { action, resource }: Need, explicitly = false): AwsFault => {
  const why = explicitly
    ? 'with an explicit deny in a resource-based policy'
    : `because no identity-based policy allows the ${action} action`
  const message = `User: ${call.caller} is not authorized to perform: ${action} on resource: ${resource} ${why}`
  const before = call.service === 'ec2' ? 'You are not authorized to perform this operation. ' : ''
  return new AwsFault(...formOf(call.service).denied, `${before}${message}`)
}

/** What EC2 says to a caller that it does not know: a wrong key, or a region that is not enabled. */
export const authFailure = (): AwsFault =>
  new AwsFault('AuthFailure', 401, 'AWS was not able to validate the provided access credentials')

export const unsigned = (): AwsFault =>
  new AwsFault('MissingAuthenticationToken', 403, 'Request is missing Authentication Token')

export const unknownKey = (service: string): AwsFault => {
  if (service === 's3') {
    const message = 'The AWS Access Key Id you provided does not exist in our records.'
    return new AwsFault('InvalidAccessKeyId', 403, message)
  }
  if (service === 'ec2') return authFailure()
  const speaksQuery = ['cloudformation', 'elb', 'elbv2', 'iam', 'sns', 'sts'].includes(service)
  const code = speaksQuery ? 'InvalidClientTokenId' : 'UnrecognizedClientException'
  return new AwsFault(code, 403, 'The security token included in the request is invalid.')
}
