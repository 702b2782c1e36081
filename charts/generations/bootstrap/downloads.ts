import type { Download } from '../../bootstrap/scripts/tools.ts';

/** Of 2019: neither Homebrew nor apt has them any more, and they were built for amd64 alone. */
export const eksctl: Download = ['eksctl', 'https://github.com/eksctl-io/eksctl/releases/download/0.6.0/eksctl_@Os@_amd64.tar.gz', '-'];
export const kubectl: Download = ['kubectl', 'https://dl.k8s.io/release/v@kubernetes@.0/bin/@os@/amd64/kubectl', '-'];
export const fluxctl: Download = ['fluxctl', 'https://github.com/fluxcd/flux/releases/download/1.14.2/fluxctl_@os@_amd64', '-'];

const authenticatorRelease = 'https://github.com/kubernetes-sigs/aws-iam-authenticator/releases/download/v0.6.14';
export const authenticator: Download = [
  'aws-iam-authenticator',
  `${authenticatorRelease}/aws-iam-authenticator_0.6.14_@os@_@arch@`,
  `${authenticatorRelease}/authenticator_0.6.14_checksums.txt`,
];

/** Of today, for machines without Homebrew. */
export const helm: Download = [
  'helm', 'https://get.helm.sh/helm-v3.19.0-@os@-@arch@.tar.gz', 'https://get.helm.sh/helm-v3.19.0-@os@-@arch@.tar.gz.sha256sum',
];
export const k9s: Download = [
  'k9s',
  'https://github.com/derailed/k9s/releases/latest/download/k9s_@Os@_@arch@.tar.gz',
  'https://github.com/derailed/k9s/releases/latest/download/checksums.sha256',
];
