// What is sent by mail: plain text, of a length that a person reads and SNS takes, whatever names are in it.

export type Notice = {
  /** What it is, once a day: `ledger-head`, `security-metrics`, `ledger-conflict`. */
  item: string
  /** ASCII, at most 100 characters: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
  subject: string
  text: string
}

/** A subject as SNS takes it. */
export const subjectOf = (text: string): string => text.replace(/[^\x20-\x7e]+/g, '?').slice(0, 99)

/** Names come from clusters and their users: what would break a line, turn it round or hide in it is shown as a question mark. */
export const plain = (text: string, longest: number): string => {
  const shown = text.replace(/[\p{C}\p{Z}]/gu, (one) => (one === ' ' ? one : '?'))
  const letters = [...shown]
  return letters.length <= longest ? shown : `${letters.slice(0, longest - 1).join('')}…`
}
