// A handler with middy and nothing else: what the functions' starts are held against.
import middy from '@middy/core'

export const handler = middy().handler(async () => undefined)
