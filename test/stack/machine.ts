// The state machine of infra/state-machine.yml, run here with handlers of the test's own.
import { StateMachine } from 'aws-local-stepfunctions'
import { parse } from 'yaml'
import { text } from '../layout-tree.ts'

type Handlers = Record<'Plan' | 'CollectSlice' | 'EvaluateSlice' | 'Seal' | 'Publish', (input: unknown) => unknown>
type State = {
  Type: string
  Retry?: { ErrorEquals: string[] }[]
  ItemProcessor?: { States: Record<string, State> }
} & Record<string, unknown>

const machine = parse(text('infra/state-machine.yml')) as { definition: { States: Record<string, State> } }

/** Every state, those inside the maps too, by name. */
export const states: Record<string, State> = Object.fromEntries(
  Object.entries(machine.definition.States).flatMap(([name, state]) => [
    [name, state],
    ...Object.entries(state.ItemProcessor?.States ?? {}),
  ]),
)

// The functions' ARNs are known to CloudFormation; here any will do, for no function is called by it.
const definition = JSON.parse(
  JSON.stringify(machine.definition).replaceAll(
    /\{"Fn::GetAtt":\["(\w+)","Arn"\]\}/g,
    '"arn:aws:lambda:eu-west-1:111122223333:function:$1"',
  ),
)

/** An error as a handler of this project ends with it. */
export const failure = (code: string): Error => Object.assign(new Error('said by the test'), { name: code })

/** The names of the functions that were called, in their order, with their input; and how it ended. Nothing is waited for. */
export const runMachine = async (input: unknown, handlers: Partial<Handlers>) => {
  const calls: { name: string; input: unknown }[] = []
  const taskResourceLocalHandlers = Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      async (given: unknown) => {
        calls.push({ name, input: given })
        return handler(given)
      },
    ]),
  )
  const retryIntervalOverrides = Object.fromEntries(Object.keys(handlers).map((name) => [name, 0]))
  const { result } = new StateMachine(definition, {}).run(input as never, {
    overrides: { taskResourceLocalHandlers, retryIntervalOverrides, waitTimeOverrides: { WaitForQueries: 0 } } as never,
  })
  const ended = await result.then(
    () => 'succeeded',
    (error: Error) => error.message,
  )
  return { calls, names: calls.map(({ name }) => name), ended }
}
