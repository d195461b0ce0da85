// EventBridge Scheduler, as far as reading a schedule goes. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html
import { AwsFault, type Service } from '../service.ts'
import { members, text } from '../world/members.ts'
import type { StackState } from '../world/stack.ts'

const name = text({ min: 1, max: 64, pattern: /^[0-9a-zA-Z-_.]+$/ })
// In the query the group has a name of its own.
const ofSchedule = members('ValidationException', { Name: name }, { groupName: name })

export const scheduler = (stacks: StackState[]): Service => ({
  name: 'scheduler',
  protocol: 'rest-json',
  routes: { 'GET /schedules/{Name}': 'GetSchedule' },
  resource: ({ input: { Name, groupName = 'default' }, region, account }) =>
    `arn:aws:scheduler:${region}:${account}:schedule/${groupName}/${Name}`,
  operations: {
    GetSchedule({ input, region }) {
      const { Name, groupName = 'default' } = ofSchedule(input)
      const found = stacks
        .flatMap(({ schedules }) => schedules)
        .find((one) => one.Name === Name && one.GroupName === groupName && one.Arn?.split(':')[3] === region)
      if (found) return found
      throw new AwsFault('ResourceNotFoundException', 404, `Schedule ${Name} does not exist.`)
    },
  },
})
