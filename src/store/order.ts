// The order of keys in S3: by the bytes of their UTF-8.

const surrogate = /[\ud800-\udfff]/

/** For sort. JavaScript's own order of strings is that of UTF-16, which differs only beyond U+FFFF. */
export const byBytes = (a: string, b: string): number => {
  if (surrogate.test(a) || surrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : a > b ? 1 : 0
}
