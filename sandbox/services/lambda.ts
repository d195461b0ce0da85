// Lambda, as far as the configuration of functions goes. https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
import { AwsFault, type Call, type Service } from '../service.ts'
import { members, text } from '../world/members.ts'
import type { StackState } from '../world/stack.ts'

const ofFunction = members(
  'ValidationException',
  { FunctionName: text({ min: 1, max: 256 }) },
  { Qualifier: text({ min: 1, max: 128 }) },
)

const arnOf = ({ input: { FunctionName: name }, region, account }: Call): string =>
  String(name).startsWith('arn:') ? String(name) : `arn:aws:lambda:${region}:${account}:function:${name}`

export const lambda = (stacks: StackState[]): Service => ({
  name: 'lambda',
  protocol: 'rest-json',
  routes: { 'GET /2015-03-31/functions/{FunctionName}/configuration': 'GetFunctionConfiguration' },
  resource: arnOf,
  operations: {
    GetFunctionConfiguration(call) {
      const { FunctionName, Qualifier = '$LATEST' } = ofFunction(call.input)
      const arn = arnOf(call)
      const found = stacks.flatMap(({ functions }) => functions).find(({ FunctionArn }) => FunctionArn === arn)
      if (found && Qualifier === '$LATEST') return found
      const message = `Function not found: ${FunctionName.startsWith('arn:') ? FunctionName : arn}`
      throw new AwsFault('ResourceNotFoundException', 404, message, { Type: 'User' })
    },
  },
})
