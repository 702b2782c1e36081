import { bash } from '../../bootstrap/step.ts';

/** Source: Kubernetes guide l.45-75. */
export const minikubeScript = bash`
#!/usr/bin/env bash
# Starts minikube's machine with Kubernetes in it; with the word stop it stops the machine, which keeps what is on it.
. "$(dirname "$0")/lib.sh"

need minikube
if [ "\${1:-start}" = stop ]; then
  run minikube stop
  exit
fi

# Sets what the cluster file says, and leaves all else to minikube.
set_to() {
  [ -z "$2" ] || run minikube config set "$1" "$2"
}

set_to vm-driver "$MACHINE_DRIVER"
set_to kubernetes-version "$KUBERNETES"
set_to memory "$MACHINE_MEMORY"
set_to cpus "$MACHINE_CPUS"
run minikube start --extra-config=apiserver.authorization-mode=RBAC
run minikube ssh -- sudo ip link set docker0 promisc on
say 'in each window in which you use docker: eval "$(minikube docker-env)"'
`;

export const kindScript = bash`
#!/usr/bin/env bash
# Makes a cluster of one node in a container; with the word stop it deletes the cluster with all that is in it.
. "$(dirname "$0")/lib.sh"

need kind docker
if [ "\${1:-start}" = stop ]; then
  confirm "$CLUSTER_NAME" "This deletes cluster $CLUSTER_NAME."
  run kind delete cluster --name "$CLUSTER_NAME"
elif is kind get kubeconfig --name "$CLUSTER_NAME"; then
  say "cluster $CLUSTER_NAME is there"
else
  run kind create cluster --name "$CLUSTER_NAME" --config "$BOOTSTRAP/kind.yaml"
fi
`;

/** Source: Kubernetes guide l.131-190, 229-233. */
export const installScript = bash`
#!/usr/bin/env bash
# Installs what the cluster needs and Tidepool; when it is there, upgrades it to what the files of values say.
. "$(dirname "$0")/lib.sh"

need git helm kubectl
cluster
if [ "$HELM" = 2 ]; then
  run kubectl apply -f "$BOOTSTRAP/tiller"
  run helm init --skip-refresh --upgrade --service-account tiller
  run kubectl --namespace kube-system rollout status deployment/tiller-deploy
fi
[ -z "$DASHBOARD" ] || run kubectl apply -f "$DASHBOARD"

if [ -n "$RELEASE" ]; then
  state
  checkout="$STATE/chart"
  if [ -d "$checkout/.git" ]; then
    run git -C "$checkout" pull --ff-only
  else
    run git clone --branch "$CHART_BRANCH" "$CHART_REPOSITORY" "$checkout"
  fi
  set --
  for file in $VALUES; do
    set -- "$@" -f "$BOOTSTRAP/../$file"
  done
  run helm upgrade --install "$RELEASE" "$checkout/$CHART_PATH" --namespace "$NAMESPACE" "$@"
fi

if [ -n "$FLUX_VALUES" ]; then
  run helm repo add weaveworks https://weaveworks.github.io/flux
  run helm upgrade --install flux weaveworks/flux --namespace default -f "$BOOTSTRAP/$FLUX_VALUES"
fi
`;

/** Source: Kubernetes guide l.263-307. */
export const forwardScript = bash`
#!/usr/bin/env bash
# Leads ports of this machine into the cluster until it is stopped by Ctrl-C.
. "$(dirname "$0")/lib.sh"

need kubectl
cluster
children=''
# shellcheck disable=SC2086 # a list of processes
trap '[ -z "$children" ] || kill $children 2>/dev/null || true' EXIT
while read -r namespace target ports <&3; do
  case $target in
    '') ;;
    proxy) run kubectl proxy --port "$ports" & children="$children $!" ;;
    *) run kubectl --namespace "$namespace" port-forward "$target" "$ports" & children="$children $!" ;;
  esac
done 3<<<"$FORWARDS"
wait
`;

/** Source: Kubernetes guide l.146-154, with base64 as Linux has it, too. */
export const tokenScript = bash`
#!/usr/bin/env bash
# Prints the token by which the dashboard is entered.
. "$(dirname "$0")/lib.sh"

need kubectl
cluster
secret=$(ask kubectl --namespace kube-system get serviceaccount default -o 'jsonpath={.secrets[].name}')
if [ -n "$DRY_RUN" ]; then
  show '?' kubectl --namespace kube-system get secret "$secret" -o 'jsonpath={.data.token}'
elif [ -n "$secret" ]; then
  kubectl --namespace kube-system get secret "$secret" -o 'jsonpath={.data.token}' | base64 --decode
  echo
else
  kubectl --namespace kube-system create token default # Kubernetes 1.24 and later keep none
fi
`;

/** Source: Kubernetes guide l.111-117. */
export const scaleScript = bash`
#!/usr/bin/env bash
# Gives a group of nodes another number of them.
. "$(dirname "$0")/lib.sh"

usage="bash 35-scale.sh GROUP NODES, where GROUP is one of: $NODE_GROUPS"
if [ $# -eq 0 ] && [ -n "$DRY_RUN" ]; then
  say "$usage"
  exit 0
fi
[ $# -eq 2 ] || fail "usage: $usage"
case " $NODE_GROUPS " in
  *" $1 "*) ;;
  *) fail "config.yaml has no group '$1'; there are: $NODE_GROUPS" ;;
esac
need aws eksctl
account
run eksctl scale nodegroup --region "$AWS_REGION" --cluster "$CLUSTER_NAME" --nodes "$2" "$1"
`;

/** Before the cluster is deleted: what would make the release anew, and what has made load balancers and disks. */
export const uninstall = bash`
  need helm
  for release in \${FLUX_VALUES:+flux} $RELEASE; do
    if [ "$HELM" = 2 ]; then
      run helm delete --purge "$release" || say "there is no release $release"
    else
      run helm uninstall "$release" --namespace "\${NAMESPACE:-default}" || say "there is no release $release"
    fi
  done
`;
