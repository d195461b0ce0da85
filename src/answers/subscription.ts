// Which of the subscriptions that SNS lists are ones: it says in the place of the ARN where one waits, or was taken away.

/**
 * `PendingConfirmation` and `Deleted` stand where an ARN would.
 * https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
 */
export const isSubscription = <T extends { SubscriptionArn?: string | undefined }>(
  one: T,
): one is T & { SubscriptionArn: string } => /^arn:/.test(one.SubscriptionArn ?? '')
