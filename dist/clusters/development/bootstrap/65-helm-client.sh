#!/usr/bin/env bash
# Generated from clusters/development.ts by "npm run synth"; edits are lost. sha256:92fcdf5902f840fb
. "$(dirname "$0")/lib.sh"

need aws openssl
account
umask 077
home="${HELM_HOME:-$HOME/.helm}"
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
