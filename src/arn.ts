// What the id of a subject says: its ARN, or `aws://ACCOUNT[/REGION]` where AWS has none.

/** Its account; '' where it names none, as the ARNs of AWS's own policies. */
export const accountOf = (id: string): string =>
  /^(?:arn:[a-z-]+:[^:]+:[^:]*:|aws:\/\/)(\d{12})(?=[:/]|$)/.exec(id)?.[1] ?? ''
