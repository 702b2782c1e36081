import type { Expectations } from '../../bootstrap/expected.ts';
import { checkBegin, checkEnd } from '../../bootstrap/scripts/check.ts';
import { bash } from '../../bootstrap/step.ts';
import type { Cluster } from '../../cluster.ts';

export const checkScript = checkBegin + bash`

KEYS='{{with .secretDescriptor}}{{range .data}}{{.name}} {{end}}{{end}}{{with .spec}}{{range .data}}{{.name}} {{end}}{{end}}'

# helm-operator says of a release what Tiller says.
check_status() {
  [ "$kind" = HelmRelease ] || return 0
  check_output "$1" DEPLOYED kubectl get "$kind" "$name" --namespace "$namespace" --output 'jsonpath={.status.releaseStatus}'
}

check_user() {
  local arn="arn:aws:iam::$AWS_ACCOUNT:user/$1" users
  users=$(output kubectl get ConfigMap aws-auth --namespace kube-system --output 'jsonpath={.data.mapRoles}{.data.mapUsers}')
  case "$users
" in
    *"$arn"[!A-Za-z0-9_+=,.@-]*) good "aws-auth: lets $1 in" ;;
    *) [ -n "$DRY_RUN" ] || wrong "aws-auth: does not let $1 in" ;;
  esac
}

# helm-operator tells of every release that it looks at.
check_more() {
  local log
  log=$(output kubectl logs Deployment/flux-helm-operator --namespace flux --tail 1000)
  case $log in
    *'enqueuing release'* | *'processing release'*) good 'flux-helm-operator: looks at releases' ;;
    *) [ -n "$DRY_RUN" ] || wrong 'flux-helm-operator: its log speaks of no release' ;;
  esac
}
` + checkEnd;

/** What `60-flux.sh` makes, and the workload of a chart that the guide names (l.1795-1798). */
export function expectations({ packages }: Cluster): Expectations {
  const reports = packages.some(({ definition }) => definition.name === 'fluxcloud');
  return {
    kinds: ['HelmRelease', 'ExternalSecret'],
    others: [
      'ConfigMap/flux/flux-helm-tls-ca-config',
      'Secret/flux/flux-git-deploy',
      'Secret/flux/flux-helm-tls-cert',
      'Secret/flux/tiller-secret',
      ...(reports ? ['Deployment/flux/fluxcloud'] : []),
    ],
  };
}
