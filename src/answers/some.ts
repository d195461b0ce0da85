// A list in a sentence: the first few, and how many more.

/** `a, b and 3 more`; sorted is the caller's matter. */
export const some = (all: readonly string[], most = 5): string =>
  all.length <= most ? all.join(', ') : `${all.slice(0, most).join(', ')} and ${all.length - most} more`
