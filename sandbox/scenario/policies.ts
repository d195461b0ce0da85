// Policies that the demo's roles have: AWS's own in short, and what each service account needs of the account.
import type { PolicyState } from '../world/identities.ts'
import { account, daysAgo } from './seed.ts'

type Grant = { actions: string[]; on?: string[]; when?: object }

export const documentOf = (...grants: Grant[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: grants.map(({ actions, on = ['*'], when }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: on.length === 1 ? on[0] : on,
      ...(when && { Condition: when }),
    })),
  })

// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
const ofAws: Record<string, Grant[]> = {
  AdministratorAccess: [{ actions: ['*'] }],
  AmazonEC2ContainerRegistryPowerUser: [
    {
      actions: [
        ...['ecr:GetAuthorizationToken', 'ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer'],
        ...['ecr:BatchGetImage', 'ecr:DescribeImages', 'ecr:InitiateLayerUpload', 'ecr:UploadLayerPart'],
        ...['ecr:CompleteLayerUpload', 'ecr:PutImage'],
      ],
    },
  ],
  AmazonEC2ContainerRegistryPullOnly: [
    {
      actions: [
        ...['ecr:GetAuthorizationToken', 'ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer'],
        ...['ecr:BatchGetImage', 'ecr:BatchImportUpstreamImage'],
      ],
    },
  ],
  AmazonEKSClusterPolicy: [
    { actions: ['ec2:DescribeInstances', 'ec2:DescribeSubnets', 'ec2:CreateSecurityGroup', 'kms:DescribeKey'] },
    {
      actions: ['iam:CreateServiceLinkedRole'],
      when: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
    },
  ],
  AmazonEKSFargatePodExecutionRolePolicy: [
    { actions: ['ecr:GetAuthorizationToken', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'] },
  ],
  AmazonEKSWorkerNodePolicy: [
    {
      actions: [
        'ec2:DescribeInstances',
        'ec2:DescribeVolumes',
        'eks:DescribeCluster',
        'eks-auth:AssumeRoleForPodIdentity',
      ],
    },
  ],
  AmazonEKS_CNI_Policy: [
    { actions: ['ec2:AssignPrivateIpAddresses', 'ec2:AttachNetworkInterface', 'ec2:CreateNetworkInterface'] },
    { actions: ['ec2:CreateTags'], on: ['arn:aws:ec2:*:*:network-interface/*'] },
  ],
  AmazonSSMManagedInstanceCore: [
    { actions: ['ssm:GetParameter', 'ssm:UpdateInstanceInformation', 'ssmmessages:OpenDataChannel'] },
  ],
  CloudWatchAgentServerPolicy: [{ actions: ['cloudwatch:PutMetricData', 'logs:PutLogEvents', 'ec2:DescribeTags'] }],
  'service-role/AmazonEBSCSIDriverPolicy': [
    { actions: ['ec2:CreateSnapshot', 'ec2:AttachVolume', 'ec2:DetachVolume', 'ec2:DescribeVolumes'] },
  ],
  'aws-service-role/AmazonEKSServiceRolePolicy': [{ actions: ['ec2:CreateNetworkInterface', 'eks:DescribeCluster'] }],
}

export const arnOfAws = (name: string): string =>
  `arn:aws:iam::aws:policy/${Object.keys(ofAws).find((one) => one.endsWith(name)) ?? name}`
const own = (name: string): string => `arn:aws:iam::${account}:policy/${name}`
export const exporter = own('metrics-exporter')

export const managedPolicies = (): PolicyState[] => [
  ...Object.entries(ofAws).map(([name, grants]) => ({
    arn: arnOfAws(name),
    name: name.split('/').at(-1) ?? '',
    at: Math.floor(daysAgo(`policy/${name}`, 900)),
    // What it was once, and what it is.
    versions: [documentOf({ actions: ['sts:GetCallerIdentity'] }), documentOf(...grants)],
  })),
  {
    arn: exporter,
    name: 'metrics-exporter',
    at: Math.floor(daysAgo('policy/metrics-exporter', 300)),
    versions: [documentOf({ actions: ['cloudwatch:*'] }), documentOf({ actions: ['cloudwatch:GetMetricData'] })],
  },
]

/** What the pods behind a service account may do, by its name. */
export const ofServiceAccount: Record<string, string> = {
  'cert-manager': documentOf({
    actions: ['route53:ChangeResourceRecordSets', 'route53:ListResourceRecordSets'],
    on: ['arn:aws:route53:::hostedzone/Z04711EXAMPLE'],
  }),
  'external-dns': documentOf(
    { actions: ['route53:ChangeResourceRecordSets'], on: ['arn:aws:route53:::hostedzone/Z04711EXAMPLE'] },
    { actions: ['route53:ListHostedZones', 'route53:ListResourceRecordSets'] },
  ),
  'external-secrets': documentOf({
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    on: [`arn:aws:secretsmanager:*:${account}:secret:eks/*`],
  }),
  'cluster-autoscaler': documentOf(
    { actions: ['autoscaling:DescribeAutoScalingGroups', 'ec2:DescribeInstanceTypes', 'eks:DescribeNodegroup'] },
    {
      actions: ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'],
      when: { StringEquals: { 'aws:ResourceTag/k8s.io/cluster-autoscaler/enabled': 'true' } },
    },
  ),
  'payments-api': documentOf({ actions: ['sqs:SendMessage'], on: [`arn:aws:sqs:eu-west-1:${account}:payments`] }),
  'ledger-worker': documentOf({
    actions: ['sts:AssumeRole', 'sts:TagSession'],
    on: ['arn:aws:iam::222233334444:role/ledger-archive'],
  }),
  'report-uploader': documentOf({ actions: ['sts:AssumeRole'], on: ['arn:aws:iam::444455556666:role/vendor-reports'] }),
  // Every bucket of the account, the evidence's among them.
  'spark-driver': documentOf({ actions: ['s3:*', 'glue:GetTable'] }),
}
