// The labelled cases in which we decide otherwise, each with its reason. test/detections/vendors.test.ts holds them against what comes out.

const later = 'an update gives what a creation does: who changes what is there would escape'

export const differences: Readonly<Record<string, string>> = {
  'Pod Created in Kube Namespace: create_pod_kube_system_namespace.json':
    'made by the ReplicaSet controller from a template: DET-34 tells who wrote the template',
  'Kubernetes.AdmissionController.Created: Webhook Update (Not Create)': later,
  'Kubernetes.ClusterRoleBinding.Privileged: RoleBinding (not ClusterRoleBinding)':
    'a RoleBinding to cluster-admin grants every right in its namespace, exec and secrets among them',
  'Kubernetes.Ingress.NoTLS: Updating existing ingress (not creating)': later,
  'Kubernetes.Role.PodExec: Updating existing role (not creating)': later,
  'Kubernetes.Secret.AccessDenied: List secrets operation (not get)':
    'who lists is given the secrets themselves: the refusal of it is told as that of a get',
}
