import { bash } from '../../bootstrap/step.ts';

/** The bundle of the guide: what describes the fields of a Certificate. Source: guide l.1241. */
export const applyDefinitions = 'kubectl apply -f https://raw.githubusercontent.com/jetstack/cert-manager/release-0.8/deploy/manifests/00-crds.yaml';

export const definitionsScript = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws kubectl
cluster

if is kubectl get customresourcedefinition certificates.certmanager.k8s.io; then
  say 'the kinds of cert-manager are there'
else
  run `+ `${applyDefinitions}\nfi\n`;

const installs = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws curl fluxctl jq kubectl openssl
: "\${GITHUB_TOKEN:?make a token that may write keys of the repository, and export it}"
account
cluster
state
umask 077
keys="$STATE/pki"
[ -n "$DRY_RUN" ] || mkdir -p "$keys"

# An entry of AWS Secrets Manager into a file, or the file into an entry. What is there wins: other machines have it.
keep() {
  local entry="$CLUSTER_NAME/flux/$1" file="$keys/$1"
  if is aws secretsmanager describe-secret --secret-id "$entry"; then
    aws secretsmanager get-secret-value --secret-id "$entry" --query SecretString --output text >"$file"
    say "$entry is there"
  else
    run aws secretsmanager create-secret --name "$entry" --secret-string "file://$file" --output text
  fi
}

# Both halves of an authority are made together, and never anew while one of them is kept.
if ! is aws secretsmanager describe-secret --secret-id "$CLUSTER_NAME/flux/ca.pem" && [ ! -s "$keys/ca.pem" ]; then
  # Not by the machine's own openssl.cnf, which may or may not make it an authority.
  [ -n "$DRY_RUN" ] || cat >"$keys/ca.cnf" <<END
[req]
prompt = no
distinguished_name = name
x509_extensions = authority
[name]
CN = $CLUSTER_NAME
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
END
  run openssl req -x509 -config "$keys/ca.cnf" -newkey rsa:4096 -nodes -days 3650 -keyout "$keys/ca-key.pem" -out "$keys/ca.pem"
fi
keep ca-key.pem
keep ca.pem

# A key and a certificate: name of the files, its subject, and the names by which it is reached.
certify() {
  [ ! -s "$keys/$1.pem" ] || return 0
  run openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$keys/$1-key.pem" -out "$keys/$1.csr"
  [ -n "$DRY_RUN" ] || printf 'subjectAltName=%s\n' "$3" >"$keys/$1.ext"
  run openssl x509 -req -in "$keys/$1.csr" -CA "$keys/ca.pem" -CAkey "$keys/ca-key.pem" -CAcreateserial -CAserial "$keys/serial" -days 3650 \
    -extfile "$keys/$1.ext" -out "$keys/$1.pem.new"
  run mv "$keys/$1.pem.new" "$keys/$1.pem"
}

run kubectl apply --filename "$BOOTSTRAP/flux/namespace.yaml"
if is kubectl get secret tiller-secret --namespace flux; then
  say 'Tiller has a certificate'
else
  certify tiller tiller-deploy.flux DNS:tiller-deploy.flux,DNS:tiller-deploy,DNS:localhost,IP:127.0.0.1
  run kubectl create secret generic tiller-secret --namespace flux \
    --from-file="ca.crt=$keys/ca.pem" --from-file="tls.crt=$keys/tiller.pem" --from-file="tls.key=$keys/tiller-key.pem"
fi
if is kubectl get secret flux-helm-tls-cert --namespace flux; then
  say 'helm-operator has a certificate'
else
  certify helm-operator flux-helm-operator DNS:flux-helm-operator
  run kubectl create secret tls flux-helm-tls-cert --namespace flux --cert="$keys/helm-operator.pem" --key="$keys/helm-operator-key.pem"
fi
is kubectl get configmap flux-helm-tls-ca-config --namespace flux ||
  run kubectl create configmap flux-helm-tls-ca-config --namespace flux --from-file="ca.crt=$keys/ca.pem"

# Empty: Flux writes its key into it.
is kubectl get secret flux-git-deploy --namespace flux || run kubectl create secret generic flux-git-deploy --namespace flux

run kubectl apply --filename "$BOOTSTRAP/flux"
run kubectl rollout status --namespace flux deployment/tiller-deploy
run kubectl rollout status --namespace flux deployment/flux
`;

/** Adds the key of Flux to the deploy keys of the repository. */
export const deployKey = (namespace: string): string => bash`
# The token goes by a pipe, since others could read it in the list of processes.
github() {
  curl --fail --silent --show-error --config <(printf 'header = "Authorization: token %s"\n' "$GITHUB_TOKEN") \
    "https://api.github.com/repos/$GITHUB_ACCOUNT/$GITHUB_REPOSITORY/keys" "$@"
}

key=$(ask fluxctl identity --k8s-fwd-ns @namespace@)
key=$(printf '%s' "$key" | cut -d ' ' -f 1,2)
if [ -n "$DRY_RUN" ]; then
  show + curl --data @- "https://api.github.com/repos/$GITHUB_ACCOUNT/$GITHUB_REPOSITORY/keys"
else
  case $(github) in
    *"$key"*) ;;
    *)
      jq -n --arg title "flux key for $CLUSTER_NAME created by make_flux" --arg key "$key" '{title: $title, key: $key, read_only: false}' |
        github --data @- >/dev/null
      ;;
  esac
  say 'GitHub knows the key of Flux'
fi
`.replace('@namespace@', namespace);

const forgets = bash`

# The authority is in AWS Secrets Manager, all else in the cluster.
run rm -rf "$keys"
`;

/** Certificates for Tiller and for helm-operator, Flux itself, and its key to the repository. */
export const fluxScript = `${installs}\n${deployKey('flux')}${forgets}`;

/** What Helm 2 on this machine needs in order to speak to Tiller. */
export const helmClientScript = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws openssl
account
umask 077
home="\${HELM_HOME:-$HOME/.helm}"
folder="$home/clusters/$CLUSTER_NAME"

secret() {
  aws secretsmanager get-secret-value --secret-id "$CLUSTER_NAME/flux/$1" --query SecretString --output text
}

if [ -z "$DRY_RUN" ] && [ -s "$folder/cert.pem" ] && openssl x509 -checkend 86400 -noout -in "$folder/cert.pem" >/dev/null; then
  say "$folder/cert.pem is there"
elif [ -n "$DRY_RUN" ]; then
  show '?' aws secretsmanager get-secret-value --secret-id "$CLUSTER_NAME/flux/ca.pem"
  show + openssl x509 -req -days 1825 -out "$folder/cert.pem"
else
  mkdir -p "$folder"
  secret ca.pem >"$folder/ca.pem"
  openssl req -new -newkey rsa:4096 -nodes -subj /CN=helm-client -keyout "$folder/key.pem" -out "$folder/cert.csr" 2>/dev/null
  openssl x509 -req -in "$folder/cert.csr" -CA "$folder/ca.pem" -CAkey <(secret ca-key.pem) -set_serial "0x$(openssl rand -hex 16)" \
    -days 1825 -out "$folder/cert.pem.new" 2>/dev/null
  mv "$folder/cert.pem.new" "$folder/cert.pem"
  rm "$folder/cert.csr"
  say "made $folder/cert.pem"
fi
for file in ca.pem cert.pem key.pem; do
  run cp "$folder/$file" "$home/$file"
done
`;

/** IAM users by a ConfigMap, whose flags eksctl has renamed over the years. */
export const mappedUsers = bash`

help=$(ask eksctl create iamidentitymapping --help 2>&1 || true)
case $help in *--arn*) arn=--arn ;; *) arn=--role ;; esac
case $help in *--cluster*) name=--cluster ;; *) name=--name ;; esac
mapped=$(ask kubectl get configmap aws-auth --namespace kube-system --output yaml)
for user in $IAM_USERS; do
  user_arn="arn:aws:iam::$AWS_ACCOUNT:user/$user"
  case $mapped$'\n' in
    *"arn: $user_arn"$'\n'*) say "$user is mapped" ;;
    *) run eksctl create iamidentitymapping "$name" "$CLUSTER_NAME" "$arn" "$user_arn" --group system:masters --username "$user" ;;
  esac
done
run kubectl describe --namespace kube-system configmap aws-auth
`;

/** Before the cluster is deleted: what would make everything anew, and what has made things in AWS. */
export const stop = bash`
  need helm
  run kubectl scale deployment flux flux-helm-operator --namespace flux --replicas 0 || say 'Flux is not installed'
  certificates="\${HELM_HOME:-$HOME/.helm}/clusters/$CLUSTER_NAME"
  tiller() {
    helm "$@" --tiller-namespace flux --tls --tls-ca-cert "$certificates/ca.pem" --tls-cert "$certificates/cert.pem" --tls-key "$certificates/key.pem"
  }
  # Environments go before what they need, and Gloo before external-dns, which takes its names out of Route53. What charts have installed
  # themselves goes last.
  for release in $RELEASES; do
    if [ -n "$DRY_RUN" ] || is tiller status "$release"; then
      run tiller delete --purge "$release"
    fi
  done
  if [ -n "$DRY_RUN" ] || is kubectl get deployment tiller-deploy --namespace flux; then
    for release in $(ask tiller ls --all --short); do
      run tiller delete --purge "$release"
    done
  fi
`;

/** Node groups by themselves, as the guide does it. */
export const deleteCluster = bash`
for group in $NODE_GROUPS; do
  if [ -n "$DRY_RUN" ] || is aws cloudformation describe-stacks --stack-name "eksctl-$CLUSTER_NAME-nodegroup-$group"; then
    run eksctl delete nodegroup --cluster "$CLUSTER_NAME" --name "$group" --drain=false --wait
  fi
done
if [ -n "$DRY_RUN" ] || is aws cloudformation describe-stacks --stack-name "eksctl-$CLUSTER_NAME-cluster"; then
  run eksctl delete cluster --config-file "$config" --wait
fi
`;
