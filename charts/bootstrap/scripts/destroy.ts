import { bash } from '../step.ts';

/** Takes the cluster down. \`stop\` is how this way of delivery keeps controllers from making everything anew. */
export const destroyScript = (stop: string, eksctl: string): string => `${start}${stop}${balancers}${eksctl}${end}`;

const start = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws eksctl kubectl
account
confirm "$CLUSTER_NAME" "This deletes cluster $CLUSTER_NAME with all that runs in it."
config="$BOOTSTRAP/../config.yaml"

if [ -z "$DRY_RUN" ] && ! is aws eks describe-cluster --name "$CLUSTER_NAME"; then
  say "there is no control plane of $CLUSTER_NAME any more"
else
  cluster
`;

const balancers = bash`
  # A load balancer that is left keeps the network from being deleted.
  services=$(ask kubectl get services --all-namespaces --output 'jsonpath={range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}')
  for service in $services; do
    run kubectl delete service "\${service#*/}" --namespace "\${service%%/*}"
  done
fi

`;

const end = bash`
run rm -f "$STATE/kubeconfig.yaml"
say 'Not touched: S3 buckets, AWS Secrets Manager, zones of Route53, peering connections, MongoDB Atlas, volumes of EBS, the repository.'
`;
