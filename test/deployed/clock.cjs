// Put before a program by NODE_OPTIONS: Date goes by the instant that the file CLOCK holds, and by the time since it was written.
const { readFileSync } = require('node:fs')

const Real = Date
const now = () => {
  const [base, since] = readFileSync(process.env.CLOCK, 'utf8').split(' ').map(Number)
  return base + Real.now() - since
}

globalThis.Date = class extends Real {
  constructor(...given) {
    if (given.length === 0) super(now())
    else super(...given)
  }

  static now() {
    return now()
  }
}
