#!/usr/bin/env bash
# Generated from clusters/test1.ts by "npm run synth"; edits are lost. sha256:47c4f72515329997
. "$(dirname "$0")/lib.sh"

need aws curl fluxctl jq kubectl openssl
: "${GITHUB_TOKEN:?make a token that may write keys of the repository, and export it}"
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

# The token goes by a pipe, since others could read it in the list of processes.
github() {
  curl --fail --silent --show-error --config <(printf 'header = "Authorization: token %s"\n' "$GITHUB_TOKEN") \
    "https://api.github.com/repos/$GITHUB_ACCOUNT/$GITHUB_REPOSITORY/keys" "$@"
}

key=$(ask fluxctl identity --k8s-fwd-ns flux)
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

# The authority is in AWS Secrets Manager, all else in the cluster.
run rm -rf "$keys"
