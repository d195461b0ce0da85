// What is withheld of CloudTrail's events before anything is stored, and what stays.
import { describe, expect, it } from 'vitest'
import { redact } from '../../src/redaction/redaction.ts'
import { trailSecrets } from '../../src/redaction/trail-secrets.ts'

const redactions = [trailSecrets(['eks.amazonaws.com'])]
const answer = (EventSource: string, record: unknown) => ({
  Events: [
    { EventId: 'e-1', EventSource, CloudTrailEvent: typeof record === 'string' ? record : JSON.stringify(record) },
  ],
})
const left = (source: string, record: unknown) => {
  const { body, names } = redact(redactions, 'cloudtrail:LookupEvents', answer(source, record))
  const [event] = (body as ReturnType<typeof answer>).Events
  return { text: event?.CloudTrailEvent ?? '', names, again: redact(redactions, 'cloudtrail:LookupEvents', body) }
}
const eks = (record: unknown) => left('eks.amazonaws.com', record)

const who = { userIdentity: { arn: 'arn:aws:iam::1:user/anna', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, userAgent: 'x' }

describe('an event', () => {
  it('without secrets stays byte for byte', () => {
    const text = `{ "eventID":"e-1",  "requestParameters":{"name":"prod","clientRequestToken":"c0ffee"}}`
    expect(eks(text)).toMatchObject({ text, names: [] })
  })

  it('keeps who acted, with which key', () => {
    expect(JSON.parse(eks({ ...who, requestParameters: { dbPassword: 'p4ss' } }).text)).toEqual({
      ...who,
      requestParameters: { dbPassword: '[redacted]' },
    })
  })

  it.each([
    ['configurationValues', '{"auth":{"password":"hunter2"}}'],
    ['activationCode', 'Zm9vYmFy'],
    ['activationId', 'd2f1c0de'],
    ['apiKey', 'hunter2'],
    // Of CloudFormation, Lambda, EventBridge Scheduler and Step Functions.
    ['parameterValue', 'hunter2'],
    ['templateBody', 'hunter2'],
    ['input', '{"to":"hunter2"}'],
    ['definition', 'hunter2'],
  ])('loses %s wherever it stands in what was asked for or answered', (key, value) => {
    const { text, names } = eks({
      requestParameters: { a: [{ [key]: value }] },
      responseElements: { b: { [key]: value } },
    })
    expect(text).not.toContain(value)
    expect(names).toEqual(['Events[].CloudTrailEvent: values by name'])
  })

  it('loses the environment of a function, whatever its variables are called', () => {
    const { text } = eks({ requestParameters: { environment: { variables: { LEVEL: 'hunter2' } } } })
    expect(text).not.toContain('hunter2')
  })

  it('loses the message of an error, which quotes what was asked for, and keeps its code', () => {
    for (const source of ['eks.amazonaws.com', 'redshift.amazonaws.com']) {
      const { text } = left(source, { ...who, errorCode: 'InvalidParameterException', errorMessage: '$.auth: hunter2' })
      expect(JSON.parse(text)).toEqual({ ...who, errorCode: 'InvalidParameterException', errorMessage: '[redacted]' })
    }
  })

  it('of another service keeps who and when, and nothing of what was asked for', () => {
    const { text } = left('redshift.amazonaws.com', {
      ...who,
      requestParameters: { node: 'ra3', n: 3 },
      responseElements: { x: ['y'] },
    })
    expect(JSON.parse(text)).toEqual({
      ...who,
      requestParameters: { node: '[redacted]', n: '[redacted]' },
      responseElements: { x: ['[redacted]'] },
    })
  })

  it('loses what looks like a credential, wherever it stands', () => {
    expect(eks({ errorMessage: 'Bearer c2VjcmV0LXRva2Vu was refused' }).text).not.toContain('c2VjcmV0')
  })

  it.each(['not JSON at all', '["a list"]'])('that is no object is withheld whole: %s', (text) => {
    expect(eks(text).text).toBe('[redacted]')
  })

  it('is not touched a second time', () => {
    for (const source of ['eks.amazonaws.com', 'redshift.amazonaws.com']) {
      const { again } = left(source, { ...who, requestParameters: { masterPassword: 'x', list: [1, 'two'] } })
      expect(again.names).toEqual([])
    }
  })
})

it.each([{}, { Events: 3 }, { Events: [null, 3, {}] }, { Events: [{ CloudTrailEvent: 3 }] }])(
  'an answer of another shape stays as it is: %j',
  (body) => {
    expect(redact(redactions, 'cloudtrail:LookupEvents', body)).toEqual({ body, names: [] })
  },
)
