import type { Expectations } from '../../bootstrap/expected.ts';
import { checkBegin, checkEnd } from '../../bootstrap/scripts/check.ts';
import { bash } from '../../bootstrap/step.ts';
import { system } from '../flux2-system.ts';

export const checkScript = checkBegin + bash`

KEYS='{{range .spec.data}}{{.secretKey}} {{end}}'

check_status() {
  check_output "$1: Ready" True kubectl get "$kind" "$name" --namespace "$namespace" --output \
    'jsonpath={.status.conditions[?(@.type=="Ready")].status}'
}

check_user() {
  check "access entry of $1" aws eks describe-access-entry --cluster-name "$CLUSTER_NAME" \
    --principal-arn "arn:aws:iam::$AWS_ACCOUNT:user/$1"
}

check_more() {
  :
}
` + checkEnd;

/** Kinds that have a condition Ready, and what `flux bootstrap` makes with the components of docs/flux2.md. */
export const expectations: Expectations = {
  kinds: [
    'Certificate', 'ClusterIssuer', 'ClusterSecretStore', 'ExternalSecret', 'GitRepository', 'HelmRelease', 'HelmRepository', 'ImagePolicy',
    'ImageRepository', 'ImageUpdateAutomation', 'Kustomization', 'OCIRepository',
  ],
  others: [
    ...['GitRepository', 'Kustomization'].map(kind => `${kind}/${system}/${system}`),
    ...['source', 'kustomize', 'helm', 'notification', 'image-reflector', 'image-automation'].map(name => `Deployment/${system}/${name}-controller`),
  ],
};
