import { bash } from '../../charts/bootstrap/step.ts';
import type { Answers } from './stand-ins.ts';

/**
 * AWS, a cluster and GitHub as far as the scripts look at them: what is made is there from then on, as a file of `$FLAGS`. A file called
 * `broken` there makes eksctl stop between the control plane and the nodes.
 */
export const world: Answers = bash`
'aws s3api create-bucket '*) touch "$FLAGS/bucket-$4" ;;
'aws s3api head-bucket '*) [ -e "$FLAGS/bucket-$4" ] || exit 254 ;;
'gh repo create '*) touch "$FLAGS/repository" ;;
'gh repo view '*) [ -e "$FLAGS/repository" ] || exit 1 ;;
'git '*' remote add origin '*) echo "$6" >"$FLAGS/origin" ;;
'git '*' config --get remote.origin.url') cat "$FLAGS/origin" 2>/dev/null || exit 1 ;;

'aws cloudformation describe-stacks '*)
  [ -e "$FLAGS/$4" ] || { echo "Stack with id $4 does not exist" >&2; exit 254; }
  cat "$FLAGS/$4"
  ;;
'eksctl create cluster '*)
  echo CREATE_COMPLETE >"$FLAGS/eksctl-$CLUSTER_NAME-cluster"
  [ ! -e "$FLAGS/broken" ] || exit 1
  for group in $NODE_GROUPS; do echo CREATE_COMPLETE >"$FLAGS/eksctl-$CLUSTER_NAME-nodegroup-$group"; done
  for each in $SERVICE_ACCOUNTS; do echo CREATE_COMPLETE >"$FLAGS/eksctl-$CLUSTER_NAME-addon-iamserviceaccount-\${each/\//-}"; done
  for each in $IAM_USERS vpc-cni kube-proxy coredns; do touch "$FLAGS/access-$each"; done
  touch "$FLAGS/oidc"
  echo kubeconfig >"$6"
  ;;
'eksctl create nodegroup '*) echo CREATE_COMPLETE >"$FLAGS/eksctl-$CLUSTER_NAME-nodegroup-$6" ;;
'eksctl create iamserviceaccount '*) echo CREATE_COMPLETE >"$FLAGS/eksctl-$CLUSTER_NAME-addon-iamserviceaccount-\${6/\//-}" ;;
'eksctl utils associate-iam-oidc-provider '*) touch "$FLAGS/oidc" ;;
'eksctl create iamidentitymapping --help') echo '--cluster --arn' ;;
'eksctl create iamidentitymapping '*) echo "  - rolearn: $6" >>"$FLAGS/aws-auth" ;;
'eksctl delete nodegroup '*) rm "$FLAGS/eksctl-$CLUSTER_NAME-nodegroup-$6" ;;
'eksctl delete cluster '*) rm "$FLAGS/eksctl-$CLUSTER_NAME-cluster" ;;
'aws iam get-open-id-connect-provider '*) [ -e "$FLAGS/oidc" ] || exit 254 ;;
'aws eks describe-cluster '*) [ -e "$FLAGS/eksctl-$CLUSTER_NAME-cluster" ] || exit 254 ;;
'aws eks describe-addon '*) [ -e "$FLAGS/access-$6" ] || exit 254 ;;
'aws eks describe-access-entry '*) [ -e "$FLAGS/access-$(basename "$6")" ] || exit 254 ;;
'aws eks create-addon '*) touch "$FLAGS/access-$6" ;;
'aws eks create-access-entry '*) touch "$FLAGS/access-$(basename "$6")" ;;
'aws eks update-kubeconfig '*) echo kubeconfig >"$6" ;;

'aws secretsmanager create-secret '*) cp "\${6#file://}" "$FLAGS/entry-\${4##*/}" ;;
'aws secretsmanager describe-secret '*) [ -e "$FLAGS/entry-\${4##*/}" ] || exit 254 ;;
'aws secretsmanager get-secret-value '*) cat "$FLAGS/entry-\${4##*/}" ;;
'openssl dgst '*) sum "$4" ;;
'openssl '*)
  while [ $# -gt 1 ]; do
    case $1 in -out | -keyout) echo "made for $2" >"$2" ;; esac
    shift
  done
  ;;

'kubectl get configmap aws-auth '*) cat "$FLAGS/aws-auth" 2>/dev/null || true ;;
'kubectl config view '*) echo merged ;;
'kubectl create secret '*) touch "$FLAGS/secret-$4" ;;
'kubectl create configmap '*) touch "$FLAGS/configmap-$3" ;;
'kubectl apply -f https:'*) touch "$FLAGS/customresourcedefinition-certificates.certmanager.k8s.io" ;;
'kubectl get services '*) cat "$FLAGS/services" 2>/dev/null || true ;;
'kubectl delete service '*) rm "$FLAGS/services" ;;
'kubectl get nodes' | 'kubectl get deployment tiller-deploy '*) ;;
'kubectl get '*) [ -e "$FLAGS/$2-$3" ] || exit 1 ;;
'flux bootstrap '*) touch "$FLAGS/gitrepository-flux-system" ;;
'fluxctl identity '*) echo 'ssh-rsa AAAAexample flux' ;;
'curl '*' --output '*)
  case $7 in
    *.tar.gz) tool=\${6##*/} && tool=\${tool%.download} && echo "$tool" >"$FLAGS/$tool" && tar -czf "$6" -C "$FLAGS" "$tool" ;;
    *) echo "$7" >"$6" ;;
  esac
  case $6 in
    *.sums) [ -e "$FLAGS/tampered" ] || sum "\${6%.sums}" >"$6" ;;
  esac
  ;;
'curl '*' --data @-') cat "$LOG/$number.in" >>"$FLAGS/keys" ;;
'curl '*/keys) cat "$FLAGS/keys" 2>/dev/null || true ;;
'helm status '*) [ -e "$FLAGS/release-$2" ] || exit 1 ;;
'helm ls '*) for release in "$FLAGS"/release-*; do [ ! -e "$release" ] || basename "$release" | cut -c 9-; done ;;
'helm delete '*) rm "$FLAGS/release-$3" ;;
`;
