#!/usr/bin/env bash
# Generated from clusters/local.ts by "npm run synth"; edits are lost. sha256:9c7e451b1d7810b7
# Starts minikube's machine with Kubernetes in it; with the word stop it stops the machine, which keeps what is on it.
. "$(dirname "$0")/lib.sh"

need minikube
if [ "${1:-start}" = stop ]; then
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
