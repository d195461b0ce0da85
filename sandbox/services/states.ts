// Step Functions, as far as reading a state machine goes. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
import { AwsFault, type Service } from '../service.ts'
import { members, oneOf, text } from '../world/members.ts'
import type { StackState } from '../world/stack.ts'

const ofMachine = members(
  'ValidationException',
  { stateMachineArn: text({ min: 1, max: 256 }) },
  { includedData: oneOf('ALL_DATA', 'METADATA_ONLY') },
)

export const states = (stacks: StackState[]): Service => ({
  name: 'states',
  protocol: 'json-1.1', // 1.0 in truth: the two differ in their content type alone
  target: 'AWSStepFunctions',
  resource: ({ input }) => String(input.stateMachineArn),
  operations: {
    DescribeStateMachine({ input, region }) {
      const { stateMachineArn } = ofMachine(input)
      const found = stacks
        .flatMap(({ machines }) => machines)
        .find((one) => one.stateMachineArn === stateMachineArn && stateMachineArn.split(':')[3] === region)
      if (found) return found
      throw new AwsFault('StateMachineDoesNotExist', 400, `State Machine Does Not Exist: '${stateMachineArn}'`)
    },
  },
})
