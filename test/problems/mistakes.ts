import type { ClusterConfig } from '../../charts/config.ts';
import { servicesOf } from '../../charts/tidepool/services.ts';
import { base, environment, environmentOfToday, today } from '../invalid/base.ts';
import {
  certificate,
  gitChart,
  kafka,
  longName,
  repositoryChart,
  underFlux2,
  underFlux2WithChart,
  serving,
  withCertificates,
  withChart,
  withEnvironment,
  withGroup,
  withMongo,
  withToday,
} from './configs.ts';

/** All that is said about a cluster. */
export const mistakes: readonly { readonly config: ClusterConfig; readonly says: readonly string[] }[] = [
  {
    config: {
      ...today,
      packages: {
        ...today.packages,
        'external-dns': { values: { domainFilters: ['other.org'], logLevel: 'debug', serviceAccount: { name: 'dns', annotations: {}, create: null } } },
      },
      environments: {
        qa: {
          ...environmentOfToday,
          values: {
            auth: { deployment: { image: 'tidepool/auth:v1' } },
            glooingress: { virtualServices: { https: { dnsNames: ['x.example.org'], certificateSecretName: 'own-tls' } } },
            global: { nothing: null },
            hydrophone: null,
          },
        },
      },
    },
    says: [
      'environments.qa.values.auth.deployment.image: the image of auth stands there, which Flux moves and each synth reads again '
        + '(docs/images.md); write environments.qa.services.auth.image, or pin. [values-word]',
      "environments.qa.values.glooingress.virtualServices.https.certificateSecretName: nothing makes Secret 'own-tls' there, and "
        + "pods would wait for it (edition 0.26.0); write 'qa-tls-secret'. [values-secret]",
      'environments.qa.values.glooingress.virtualServices.https.dnsNames: this is what environments.qa.gateway.https.dnsNames[0] '
        + 'says, here and in other files (docs/config.md); write environments.qa.gateway.https.dnsNames[0]. [values-word]',
      'environments.qa.values.hydrophone: the image of hydrophone stands there, which Flux moves and each synth reads again '
        + '(docs/images.md); write environments.qa.services.hydrophone.image, or pin. [values-word]',
      "packages['external-dns'].values.domainFilters: this is what dns.domains says, here and in other files (docs/config.md); "
        + 'write dns.domains. [values-word]',
      "packages['external-dns'].values.serviceAccount.name: 'external-dns' is the service account whose role eksctl makes "
        + '(config.yaml); leave it out. [values-word]',
      "warning: packages['external-dns'].values.logLevel: this is what logLevel says (docs/config.md); write logLevel. [values-word]",
      'note: environments.qa.values.global.nothing: there is nothing of ours to take away (edition 0.26.0); leave it out. '
        + '[values-idle]',
      "note: packages['external-dns'].values.serviceAccount.annotations: this is so anyway (package external-dns); leave it out. "
        + '[values-idle]',
    ],
  },
  {
    config: {
      ...base,
      github: { branch: 'main/' },
      aws: { ...base.aws, nodeRoleArns: ['arn:aws:iam::123456789012:roleksctl-development-nodegroup-ng-1-NodeInstanceRole-17TEEDTV6M1CZ'] },
      vpc: {
        cidr: '10.47.0.0/16',
        peers: [{ name: 'billing', vpcId: 'vpc-billing', account: '1234', connection: 'pcx-billing' }, { name: 'dev', vpcId: 'vpc-0123456789abcdef0' }],
      },
    },
    says: [
      "aws.nodeRoleArns[0]: 'arn:aws:iam::123456789012:roleksctl-development-nodegroup-ng-1-NodeInstanceRole-17TEEDTV6M1CZ' is no ARN of a "
        + "role without a path (AWS); write one such as 'arn:aws:iam::123456789012:role/eksctl-test1-nodegroup-ng-NodeInstanceRole-EXAMPLE'. "
        + '[aws-id]',
      "github.branch: 'main/' is no name of a branch (git check-ref-format); write one such as 'main'. [github-name]",
      "vpc.peers[0]: no address of 'billing' is known, so nothing could be routed to it (guide l.722-731); write its cidr, or one of prd, stg, "
        + 'dev, int or atlas. [peer-apart]',
      "vpc.peers[0].account: '1234' is no account number (AWS); write one such as '123456789012'. [aws-id]",
      "vpc.peers[0].connection: 'pcx-billing' is no id of a peering connection (AWS); write one such as 'pcx-0123456789abcdef0'. [aws-id]",
      "vpc.peers[0].vpcId: 'vpc-billing' is no id of a VPC (AWS); write one such as 'vpc-0123456789abcdef0'. [aws-id]",
    ],
  },
  {
    config: { ...base, packages: { ...base.packages, 'prometheus-operator': { thanos: { bucket: 'Metrics' } } } },
    says: [
      "packages['prometheus-operator'].thanos.bucket: 'Metrics' is no name of a bucket (S3: 3 to 63 of a-z, 0-9, hyphens and single dots, "
        + "and no IP address); write 'metrics'. [bucket-name]",
    ],
  },
  {
    config: { ...base, shared: 'umbrella', packages: { ...base.packages, gloo: { values: { a: 1 } } } },
    says: [
      'packages.gloo.values: the umbrella charts have no value for values of gloo, so it would be lost (guide l.1148-1202); leave '
        + "it out, or write shared: 'packages'. [umbrella-cannot]",
    ],
  },
  {
    config: { ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'x', cidr: '10.90.0.0/16' }, { name: 'y', cidr: '10.90.1.0/24' }] } },
    says: [
      "vpc.peers[0].cidr: 10.90.0.0/16 of peer 'x' overlaps 10.90.1.0/24 of peer 'y', and no route could tell the two apart (guide "
        + 'l.720); give one of the two other addresses. [peer-apart]',
      "vpc.peers[1].cidr: 10.90.1.0/24 of peer 'y' overlaps 10.90.0.0/16 of peer 'x', and no route could tell the two apart (guide "
        + 'l.720); give one of the two other addresses. [peer-apart]',
    ],
  },
  {
    config: withEnvironment({ namespace: { labels: { 'istio-injection': 'yes', 'linkerd.io/inject': 'enabled' } } }),
    says: [
      "warning: environments.qa.namespace.labels['istio-injection']: 'yes' is no word for it (Istio); write 'enabled' or 'disabled'. "
        + '[mesh-words]',
      "warning: environments.qa.namespace.labels['linkerd.io/inject']: it is no label to those who read it (Linkerd); write it in "
        + 'annotations. [mesh-words]',
    ],
  },
  {
    config: { ...base, github: { account: 'tidepool_org', repository: 'tidepool-org/cluster-base' } },
    says: [
      "github.account: 'tidepool_org' is no account (GitHub: at most 39 letters, digits and hyphens); write it as in its URL, "
        + "such as 'tidepool-org'. [github-name]",
      "github.repository: 'tidepool-org/cluster-base' is no name of a repository (GitHub: at most 100 letters, digits, dots, "
        + "hyphens and underscores); write it without the account, such as 'cluster-base'. [github-name]",
    ],
  },
  {
    config: { ...base, packages: { 'external-secrets': {}, certmanager: {}, 'cluster-autoscaler': {}, 'external-dns': {} } },
    says: [
      'packages.gloo: this package is not installed, and environment qa cannot do without it: its services call each other through '
        + 'Gloo, whose kinds nothing else defines (templates of the chart: Upstream, RouteTable and VirtualService); write gloo: {} '
        + "and 'gloo-crds': {}. [package-needed]",
    ],
  },
  {
    config: withToday({
      gitops: { policy: 'semver:~1.2' },
      services: Object.fromEntries(servicesOf('0.26.0').filter(name => name !== 'auth' && name !== 'uploader').map(name => [name, { pin: 'v1' }])),
    }),
    says: [
      "environments.qa.gitops.policy: 'semver:~1.2' allows no tag of auth, whose CI builds branch master (charts/tidepool/services.ts); "
        + "write policy: 'glob:master-*' in environments.qa.services.auth. [policy-matches]",
    ],
  },
  {
    config: withToday({ gitops: { policy: 'glob:ma*-*', digestOf: 'master-latest' } }),
    says: [
      "environments.qa.gitops.digestOf: 'master-latest' is no tag of clinic-worker, whose CI builds branch main "
        + "(charts/tidepool/services.ts); write policy: 'glob:main-*', digestOf: 'main-latest' in environments.qa.services['clinic-worker']. "
        + '[policy-matches]',
    ],
  },
  {
    config: { ...base, kubernetes: '1.22' },
    says: [
      'warning: kubernetes: Kubernetes 1.22 no longer serves extensions/v1beta1, in which charts of 2019 write Deployments, nor '
        + "apiextensions.k8s.io/v1beta1, in which the CRDs of cert-manager and Gloo are written (Kubernetes' deprecated API "
        + "migration guide; guide l.750 has 1.14); write '1.15' or less. [kubernetes-serves]",
    ],
  },
  {
    config: { ...base, kubernetes: '1.099' },
    says: [
      "kubernetes: '1.099' is no minor release of Kubernetes, which is what eksctl takes (guide l.750); write '1.14'. [kubernetes-version]",
    ],
  },
  {
    config: { ...base, name: longName, bucketNames: 'env', environments: { 'environment-of-34-characters-------9': environment } },
    says: [
      "environments['environment-of-34-characters-------9']: "
        + `'eksctl-${longName}-addon-iamserviceaccount-environment-of-34-characters-------9-hydrophone' has 142 characters, too many `
        + "for the stack that eksctl makes (guide l.954-960; CloudFormation takes 128); shorten this name or the cluster's by 14. "
        + '[stack-name]',
    ],
  },
  {
    config: { ...base, name: longName, environments: {}, nodeGroups: [{ ...base.nodeGroups[0], name: longName }] },
    says: [
      `nodeGroups[0].name: 'eksctl-${longName}-nodegroup-${longName}' has 144 characters, too many for the stack that eksctl `
        + "makes (guide l.954-960; CloudFormation takes 128); shorten this name or the cluster's by 16. [stack-name]",
    ],
  },
  {
    config: { ...base, environments: { 'kube-system': environment } },
    says: [
      "environments['kube-system']: 'kube-system' is a namespace of Kubernetes itself, and an environment has one of its own "
        + '(guide l.1541, 1769-1785); call the environment otherwise. [environment-name]',
    ],
  },
  {
    config: { ...base, environments: { 'metrics-server': environment } },
    says: [
      "environments['metrics-server']: 'metrics-server' is a namespace of the umbrella charts, and an environment has one of its "
        + 'own (guide l.1541, 1769-1785); call the environment otherwise. [environment-name]',
    ],
  },
  {
    config: { ...base, vpc: { cidr: '010.47.0.0/16' } },
    says: [
      "vpc.cidr: '010.47.0.0/16' is not spelt as the first address of its network and its length (EC2 spells it anew); write "
        + "'10.47.0.0/16'. [address-block]",
    ],
  },
  {
    config: { ...base, vpc: { cidr: '172.0.0.0/8' } },
    says: [
      'vpc.cidr: 172.0.0.0/8 holds addresses that belong to others on the internet (guide l.717; RFC 1918); choose within '
        + '10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16. [address-block]',
    ],
  },
  {
    config: { ...base, vpc: { cidr: '192.168.0.0/16' } },
    says: [
      "warning: vpc.cidr: 192.168.0.0/16 overlaps 192.168.0.0/16, MongoDB Atlas' default network, so the two can never peer "
        + '(guide l.722, 1929); take a range such as 10.47.0.0/16. [atlas-network-apart]',
    ],
  },
  {
    config: { ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'billing', cidr: '10.80.0.0/33' }] } },
    says: [
      "vpc.peers[0].cidr: '10.80.0.0/33' is no block of IPv4 addresses (guide l.717); write four numbers up to 255 and a prefix "
        + "length up to 32, as in '10.47.0.0/16'. [address-block]",
    ],
  },
  {
    config: { ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'dev', cidr: '10.80.0.0/16' }] } },
    says: [
      "vpc.peers[0].cidr: 10.80.0.0/16 is called 'dev', which is the name of 10.48.0.0/16 (guide l.722-731); write 'dev' alone "
        + 'if that is meant, else call this network otherwise. [peer-apart]',
    ],
  },
  {
    config: { ...base, vpc: { cidr: '10.47.0.0/16', peers: ['dev', 'stg', 'dev'] } },
    says: [
      "vpc.peers[2]: 'dev' stands in vpc.peers[0] already (guide l.1894); remove one of the two. [peer-apart]",
    ],
  },
  {
    config: withGroup({ name: 'ng_1' }),
    says: [
      "nodeGroups[0].name: 'ng_1' is no DNS label (guide l.653; RFC 1123: at most 63 of a-z, 0-9 and inner hyphens); write "
        + "'ng-1'. [node-group-name]",
    ],
  },
  {
    config: withGroup({ minSize: -1 }),
    says: [
      'nodeGroups[0].minSize: -1 is below 0 (guide l.650-652); write 0 or more. [node-group-size]',
    ],
  },
  {
    config: withGroup({ minSize: 0, desiredCapacity: 0, maxSize: 0 }),
    says: [
      'nodeGroups[0].maxSize: 0 leaves the group without nodes (guide l.650-652); write 1 or more. [node-group-size]',
    ],
  },
  {
    config: withGroup({ minSize: 11 }),
    says: [
      'nodeGroups[0].minSize: 11 is above maxSize 10 (guide l.650-652); write 10 or less, or raise maxSize. [node-group-size]',
    ],
  },
  {
    config: withGroup({ desiredCapacity: 1, minSize: 2 }),
    says: [
      'nodeGroups[0].desiredCapacity: 1 is below minSize 2 (guide l.650-652); write 2 to 10. [node-group-size]',
    ],
  },
  {
    config: withGroup({ volumeSize: 0.5 }),
    says: [
      'nodeGroups[0].volumeSize: 0.5 is no size of a disk (EBS: 1 to 16384 whole GiB); write one such as 80, or leave it to '
        + 'eksctl. [node-machine]',
    ],
  },
  {
    config: withGroup({ availabilityZones: ['us-west-2a', 'us-west-2a'] }),
    says: [
      "nodeGroups[0].availabilityZones[1]: 'us-west-2a' stands in nodeGroups[0].availabilityZones[0] already (guide l.941); "
        + 'remove one of the two. [availability-zone]',
    ],
  },
  {
    config: withGroup({ labels: { 'team/': 'data' } }),
    says: [
      "nodeGroups[0].labels['team/']: 'team/' is no key of a label, annotation or taint (Kubernetes: at most 63 letters, digits, "
        + "-, _ and ., after a DNS name and a slash or not); write one such as 'example.org/team'. [node-labels]",
    ],
  },
  {
    config: withGroup({ taints: { 'kiam server': 'true:NoExecute', dedicated: 'mongo db:NoSchedule' } }),
    says: [
      "nodeGroups[0].taints.dedicated: 'mongo db' is no value of a label or taint (Kubernetes: at most 63 letters, digits, -, _ "
        + "and ., a letter or digit at both ends); write one such as 'enabled'. [node-labels]",
      "nodeGroups[0].taints['kiam server']: 'kiam server' is no key of a label, annotation or taint (Kubernetes: at most 63 "
        + "letters, digits, -, _ and ., after a DNS name and a slash or not); write one such as 'example.org/team'. [node-labels]",
    ],
  },
  {
    config: withGroup({ tags: { 'aws:owner': 'ops', '': 'ops', note: 'x'.repeat(257) } }),
    says: [
      'nodeGroups[0].tags.note: the value has 257 characters (AWS: at most 256); shorten it. [node-labels]',
      "nodeGroups[0].tags['']: the key has 0 characters (AWS: 1 to 128); write such a key. [node-labels]",
      "nodeGroups[0].tags['aws:owner']: 'aws:owner' begins with 'aws:' (AWS keeps such tags to itself); call the tag otherwise. "
        + '[node-labels]',
    ],
  },
  {
    config: withCertificates({ 'Shared Certificate': { secretName: '*', dnsNames: ['tidepool', 'api.tidepool.org', 'api.tidepool.org'] } }),
    says: [
      "certificates['Shared Certificate']: 'Shared Certificate' is no name of a Kubernetes object (RFC 1123: at most 253 of a-z, "
        + "0-9, inner hyphens and dots); write 'shared-certificate'. [certificate-object-name]",
      "certificates['Shared Certificate'].dnsNames[0]: 'tidepool' is no DNS name (RFC 1123: two or more labels of a-z, 0-9 and "
        + "inner hyphens; the first may be *); write one such as 'qa2.tidepool.org'. [certificate-hostname]",
      "certificates['Shared Certificate'].dnsNames[2]: 'api.tidepool.org' stands in certificates['Shared "
        + "Certificate'].dnsNames[1] already (guide l.1963); remove one of the two. [certificate-hostname]",
      "certificates['Shared Certificate'].secretName: '*' is no name of a Kubernetes object (RFC 1123: at most 253 of a-z, 0-9, "
        + "inner hyphens and dots); write 'star'. [certificate-object-name]",
    ],
  },
  {
    config: withCertificates({ shared: { ...certificate, issuer: 'letsencrypt-production' } }),
    says: [
      "warning: certificates.shared.issuer: 'letsencrypt-production' locks out who fails too often, and nothing here is marked "
        + "production: true (guide l.1946-1949); prove the set-up with 'letsencrypt-staging', then mark the environment. [issuer-proven]",
    ],
  },
  {
    config: { ...withCertificates({ shared: certificate }), packages: {}, environments: {} },
    says: [
      "certificates.shared: 'letsencrypt-staging', who is to sign this certificate, comes with package certmanager, which is not "
        + 'installed (guide l.1934, 1959-1961); write certmanager: {} in packages. [issuer-installed]',
    ],
  },
  {
    config: withEnvironment({ namespace: { labels: { '-team': 'data' }, annotations: { 'example.org/': 'x', 'Example.org/x': 'y' } } }),
    says: [
      "environments.qa.namespace.annotations['Example.org/x']: 'Example.org/x' is no key of a label, annotation or taint "
        + '(Kubernetes: at most 63 letters, digits, -, _ and ., after a DNS name and a slash or not); write one such as '
        + "'example.org/team'. [namespace-metadata]",
      "environments.qa.namespace.annotations['example.org/']: 'example.org/' is no key of a label, annotation or taint "
        + '(Kubernetes: at most 63 letters, digits, -, _ and ., after a DNS name and a slash or not); write one such as '
        + "'example.org/team'. [namespace-metadata]",
      "environments.qa.namespace.labels['-team']: '-team' is no key of a label, annotation or taint (Kubernetes: at most 63 "
        + "letters, digits, -, _ and ., after a DNS name and a slash or not); write one such as 'example.org/team'. [namespace-metadata]",
    ],
  },
  {
    config: withEnvironment({ gateway: { default: 'http', http: { dnsNames: ['qa_1.tidepool.org.'], port: 0.5 } } }),
    says: [
      "environments.qa.gateway.http.dnsNames[0]: 'qa_1.tidepool.org.' is no DNS name (RFC 1123: two or more labels of a-z, 0-9 "
        + "and inner hyphens; the first may be *); write 'qa-1.tidepool.org'. [gateway-hostname]",
      'environments.qa.gateway.http.port: 0.5 is no port (guide l.1438, 1461); write a whole number from 1 to 65535. [gateway-port]',
    ],
  },
  {
    config: { ...base, dns: { hostnames: ['qa.tidepool.org', 'localhost'], domains: ['Tidepool.org', 'tidepool.org'] } },
    says: [
      "dns.domains[0]: 'Tidepool.org' is no DNS name (RFC 1123: two or more labels of a-z, 0-9 and inner hyphens; the first may "
        + "be *); write 'tidepool.org'. [dns-entry]",
      "dns.hostnames[1]: 'localhost' is the name of every machine for itself, so it cannot be published (guide l.1218, 1440); leave it "
        + 'out here. [dns-entry]',
    ],
  },
  {
    config: { ...base, dns: { hostnames: ['qa.tidepool.org', 'qa.tidepool.org', 'qa.example.org'] } },
    says: [
      "dns.hostnames[1]: 'qa.tidepool.org' stands in dns.hostnames[0] already (guide l.1218-1229); remove one of the two. [dns-entry]",
      "dns.hostnames[2]: 'qa.example.org' lies outside of tidepool.org, and external-dns leaves other domains alone (guide "
        + 'l.1218, 1233-1234); add its domain to dns.domains, or choose another name. [hostname-domain]',
      "warning: dns.hostnames[2]: 'qa.example.org' is served by no gateway of this cluster (guide l.1218, 1231); add it to a "
        + 'gateway, or leave it out here. [hostname-served]',
    ],
  },
  {
    config: { ...base, dns: { hostnames: ['qa.tidepool.org'], domains: ['example.org'] } },
    says: [
      "dns.hostnames[0]: 'qa.tidepool.org' lies outside of example.org, and external-dns leaves other domains alone (guide "
        + 'l.1218, 1233-1234); add its domain to dns.domains, or choose another name. [hostname-domain]',
    ],
  },
  {
    config: { ...base, dns: { hostnames: ['tidepool.org'] } },
    says: [
      "environments.qa.gateway.https.dnsNames[0]: 'qa.tidepool.org' is missing in dns.hostnames, so no client would find it (guide "
        + 'l.1218); add it there, or to dns.deferred until its DNS entry may move. [hostname-published]',
      "warning: dns.hostnames[0]: 'tidepool.org' is served by no gateway of this cluster (guide l.1218, 1231); add it to a "
        + 'gateway, or leave it out here. [hostname-served]',
    ],
  },
  {
    config: { ...base, dns: { hostnames: ['*.qa.tidepool.org'] } },
    says: [
      "environments.qa.gateway.https.dnsNames[0]: 'qa.tidepool.org' is missing in dns.hostnames, so no client would find it (guide "
        + 'l.1218); add it there, or to dns.deferred until its DNS entry may move. [hostname-published]',
      "warning: dns.hostnames[0]: '*.qa.tidepool.org' is served by no gateway of this cluster (guide l.1218, 1231); add it to a "
        + 'gateway, or leave it out here. [hostname-served]',
    ],
  },
  {
    config: { ...base, dns: { deferred: ['stg.tidepool.org', 'dev.example.org'] } },
    says: [
      "dns.deferred[1]: 'dev.example.org' lies outside of tidepool.org, and external-dns leaves other domains alone (guide "
        + 'l.1218, 1233-1234); add its domain to dns.domains, or choose another name. [hostname-domain]',
      "warning: dns.deferred[0]: 'stg.tidepool.org' is served by no gateway of this cluster (guide l.1218, 1231); add it to a "
        + 'gateway, or leave it out here. [hostname-served]',
      "warning: dns.deferred[1]: 'dev.example.org' is served by no gateway of this cluster (guide l.1218, 1231); add it to a "
        + 'gateway, or leave it out here. [hostname-served]',
    ],
  },
  {
    config: withMongo({ hosts: ['mongo db.example.org'] }),
    says: [
      "environments.qa.mongo.secret.hosts[0]: 'mongo db.example.org' is neither host nor host:port (guide l.409); write one such "
        + "as 'mongo.example.org:27017'. [mongo-host]",
    ],
  },
  {
    config: withMongo({ scheme: 'mongodb+srv', hosts: ['mongo:0'] }),
    says: [
      "environments.qa.mongo.secret.hosts[0]: 'mongo:0' has no port from 1 to 65535 behind its colon (guide l.409); write "
        + "'mongo:27017'. [mongo-host]",
    ],
  },
  {
    config: withMongo({ hosts: ['mongo:0', 'mongo:27017', 'mongo:27017'] }),
    says: [
      "environments.qa.mongo.secret.hosts[0]: 'mongo:0' has no port from 1 to 65535 behind its colon (guide l.409); write "
        + "'mongo:27017'. [mongo-host]",
      "environments.qa.mongo.secret.hosts[2]: 'mongo:27017' stands in environments.qa.mongo.secret.hosts[1] already (guide "
        + 'l.409); remove one of the two. [mongo-host]',
    ],
  },
  {
    config: withMongo({ scheme: 'mongodb+srv', hosts: ['a.example.org', 'b.example.org'] }),
    says: [
      'environments.qa.mongo.secret.hosts: 2 hosts stand here, and mongodb+srv takes one, whose DNS entry lists the others '
        + "(guide l.408-409; MongoDB, DNS seed list); write that one, or scheme 'mongodb'. [mongo-host]",
    ],
  },
  {
    config: withEnvironment({ buckets: { data: '..', asset: '10.47.0.1' } }),
    says: [
      "environments.qa.buckets.asset: '10.47.0.1' is no name of a bucket (S3: 3 to 63 of a-z, 0-9, hyphens and single dots, and "
        + "no IP address); write one such as 'tidepool-test1-qa2-data'. [bucket-name]",
      "environments.qa.buckets.data: '..' is no name of a bucket (S3: 3 to 63 of a-z, 0-9, hyphens and single dots, and no IP "
        + "address); write one such as 'tidepool-test1-qa2-data'. [bucket-name]",
    ],
  },
  {
    config: withEnvironment({ services: { blip: { image: 'tidepool/Blip', policy: 'semver:1.x' }, tools: { image: 'tidepool/tools' } } }),
    says: [
      "environments.qa.services.blip.image: 'tidepool/Blip' is no image (OCI: repository:tag, the repository in lower case); "
        + "write one such as 'tidepool/blip:release-1.23.0-264f7ad48eb7d8099b00dce07fa8576f7068d0a0'. [image-reference]",
      "environments.qa.services.tools.image: 'tidepool/tools' has no tag, by which Flux tells images apart (guide l.1266); write "
        + "one such as 'tidepool/tools:v1.2.3'. [image-reference]",
    ],
  },
  {
    config: withEnvironment({ services: { blip: { image: 'tidepool/blip:v1.2.3', policy: 'glob:' } } }),
    says: [
      "environments.qa.services.blip.policy: 'glob:': it has no pattern (Flux's tag policies; guide l.1264-1292); say what the "
        + "tags look like, as in 'glob:develop-*'. [policy-unreadable]",
    ],
  },
  {
    config: withEnvironment({ services: { blip: { pin: 'latest' }, tools: { pin: 'tidepool/tools' } } }),
    says: [
      "environments.qa.services.tools.pin: 'tidepool/tools' has no tag, by which Flux tells images apart (guide l.1266); write "
        + "one such as 'tidepool/tools:v1.2.3'. [image-reference]",
      "warning: environments.qa.services.blip.pin: the tag 'latest' is another image from day to day, and no commit says so "
        + '(Flux passes this tag over, too: pkg/update/images.go); write the tag of a build. [image-latest]',
    ],
  },
  {
    config: { ...base, packages: { ...base.packages, 'cluster-autoscaler': { image: 'autoscaler:' } } },
    says: [
      "packages['cluster-autoscaler'].image: 'autoscaler:' is no image (OCI: repository:tag, the repository in lower case); "
        + "write one such as 'example/name:v1.2.3'. [image-reference]",
    ],
  },
  {
    config: { ...base, packages: { ...base.packages, 'amazon-cloudwatch': { fluentdImage: 'fluentd:latest' } } },
    says: [
      "warning: packages['amazon-cloudwatch'].fluentdImage: the tag 'latest' is another image from day to day, and no commit "
        + 'says so (Flux passes this tag over, too: pkg/update/images.go); write the tag of a build. [image-latest]',
    ],
  },
  {
    config: { ...base, shared: 'umbrella', packages: { ...base.packages, 'prometheus-operator': { grafana: false } } },
    says: [
      "packages['prometheus-operator'].grafana: the umbrella charts have no value for grafana of prometheus-operator, so it "
        + "would be lost (guide l.1148-1202); leave it out, or write shared: 'packages'. [umbrella-cannot]",
    ],
  },
  {
    config: { ...base, shared: 'umbrella', packages: { ...base.packages, datadog: { chart: repositoryChart } } },
    says: [
      'packages.datadog.chart: the umbrella charts have no value for chart of datadog, so it would be lost (guide l.1148-1202); '
        + "leave it out, or write shared: 'packages'. [umbrella-cannot]",
    ],
  },
  {
    config: withEnvironment({ edition: 'guide', services: { tools: { enabled: false } } }),
    says: [
      "environments.qa.services.tools.enabled: tools always runs in the chart of edition 'guide' (the values that its templates "
        + "read: charts/tidepool/editions); leave this out, or write edition '0.1.7' or '0.26.0'. [edition-cannot]",
    ],
  },
  {
    config: withToday({ services: { blip: { enabled: false } } }),
    says: [
      "environments.qa.services.blip.enabled: blip always runs in the chart of edition '0.26.0' (the values that its "
        + 'templates read: charts/tidepool/editions); leave this out, as no edition for Flux v1 can. [edition-cannot]',
    ],
  },
  {
    config: withToday({ mongo: { server: 'embedded', secret: { scheme: 'mongodb', hosts: ['mongo'], tls: false } } }),
    says: [
      "environments.qa.mongo.secret: there is no Mongo to connect to without a password in the chart of edition '0.26.0' (the "
        + "values that its templates read: charts/tidepool/editions); leave this out, or write edition 'guide' or '0.1.7'. [edition-cannot]",
      "environments.qa.mongo.server: there is no Mongo in the chart of edition '0.26.0' (the values that its templates read: "
        + "charts/tidepool/editions); write 'external', or write edition 'guide' or '0.1.7'. [edition-cannot]",
    ],
  },
  {
    config: withToday({ nosqlclient: true }),
    says: [
      "environments.qa.nosqlclient: nosqlclient cannot be installed in the chart of edition '0.26.0' (the values that its "
        + "templates read: charts/tidepool/editions); leave this out, or write edition 'guide' or '0.1.7'. [edition-cannot]",
    ],
  },
  {
    config: withEnvironment({ secrets: { abbott: true } }),
    says: [
      "environments.qa.secrets.abbott: no service reads Secret abbott in the chart of edition '0.1.7' (the values that its "
        + "templates read: charts/tidepool/editions); leave this out, or write edition '0.26.0'. [edition-cannot]",
    ],
  },
  {
    config: withEnvironment({ kafka: { ...kafka, brokers: ['a:1', 'a:1'] } }),
    says: [
      "environments.qa.kafka.brokers[1]: 'a:1' stands in environments.qa.kafka.brokers[0] already (Kafka, bootstrap.servers); "
        + 'remove one of the two. [kafka-address]',
    ],
  },
  {
    config: withEnvironment({ kafka: { ...kafka, version: '3.9' as '3.9.0' } }),
    says: [
      "environments.qa.kafka.version: '3.9' is no version of three numbers, and one of two is a number to YAML (ConfigMap "
        + "kafka of the chart); write '3.9.0'. [kafka-address]",
    ],
  },
  {
    config: withEnvironment({ kafka: { ...kafka, passwordKey: 'the password' } }),
    says: [
      "environments.qa.kafka.passwordKey: 'the password' is no key of a Secret (Kubernetes: letters, digits, -, _ and .); "
        + "write 'Password'. [kafka-address]",
    ],
  },
  {
    config: withEnvironment({ kafka: { ...kafka, username: 'yes', topicPrefix: '' } }),
    says: [
      "environments.qa.kafka.topicPrefix: '' may be something else than text where the chart writes it without quotes (YAML "
        + '1.1; its ConfigMaps kafka and shoreline); write letters, digits, -, _, . and @, a letter first. [unquoted-word]',
      "environments.qa.kafka.username: 'yes' may be something else than text where the chart writes it without quotes (YAML "
        + '1.1; its ConfigMaps kafka and shoreline); write letters, digits, -, _, . and @, a letter first. [unquoted-word]',
    ],
  },
  {
    config: withEnvironment({ keycloak: { baseUrl: 'https://ops:secret@auth.example.org' } }),
    says: [
      'environments.qa.keycloak.baseUrl: more than an address stands here, and all who read the repository would read a '
        + "password in it (paths of its realms are appended to it); write one such as 'https://auth.example.org'. [keycloak-address]",
    ],
  },
  {
    config: withEnvironment({ keycloak: { baseUrl: 'https://auth.example.org/a b' } }),
    says: [
      "environments.qa.keycloak.baseUrl: 'https://auth.example.org/a b' is no URL by https, or has more than a path at its "
        + "end (paths of its realms are appended to it); write one such as 'https://auth.example.org'. [keycloak-address]",
    ],
  },
  {
    config: withToday({ services: { blip: { pin: 'a tag' } } }),
    says: [
      "environments.qa.services.blip.pin: 'a tag' is no tag (OCI: at most 128 letters, digits, _, . and -); write one such as "
        + "'master-latest'. [image-reference]",
    ],
  },
  {
    config: { ...base, packages: { ...base.packages, fluxcloud: { channel: '#' } } },
    says: [
      "packages.fluxcloud.channel: '#' is no channel (guide l.348-355; Slack: # and at most 80 small letters, digits, hyphens "
        + "and underscores); write '#flux'. [slack-channel]",
    ],
  },
  {
    config: {
      ...today,
      packages: {
        ...today.packages,
        gloo: { chart: { ...gitChart, git: 'https://github.com/example/a.b' } },
        reloader: { chart: { ...gitChart, git: 'https://github.com/example/a/b' } },
      },
    },
    says: [
      "packages.gloo.chart: 'https://github.com/example/a.b' and 'https://github.com/example/a/b' of reloader/reloader would be one "
        + 'source (sources are called by the letters and digits of their addresses); write one address in both. [chart-source-name]',
      "packages.reloader.chart: 'https://github.com/example/a/b' and 'https://github.com/example/a.b' of gloo-system/gloo would be one "
        + 'source (sources are called by the letters and digits of their addresses); write one address in both. [chart-source-name]',
    ],
  },
  {
    config: withGroup({ minSize: -0 }),
    says: ['nodeGroups[0].minSize: -0 is no whole number of nodes (guide l.650-652); write one such as 4. [node-group-size]'],
  },
  {
    config: withChart({ git: 'development', path: 'charts/../gloo/', ref: 'a branch' }),
    says: [
      "packages.gloo.chart.git: 'development' is no address that git clones by ssh or https (guide l.1172); write one such as "
        + "'git@github.com:tidepool-org/development'. [chart-source]",
      "packages.gloo.chart.path: 'charts/../gloo/' is no folder in a repository, named from its root and without a slash at "
        + "either end (guide l.1173); write 'charts/tidepool/0.1.7'. [chart-source]",
      "packages.gloo.chart.ref: 'a branch' is no branch, tag or commit (guide l.1174; git check-ref-format); write one such as "
        + "'v1.2.3'. [chart-source]",
    ],
  },
  {
    config: withChart({ ...gitChart, path: '..' }),
    says: [
      "packages.gloo.chart.path: '..' is no folder in a repository, named from its root and without a slash at either end (guide "
        + "l.1173); write 'charts/tidepool/0.1.7'. [chart-source]",
    ],
  },
  {
    config: withChart({ repository: 'charts', name: 'stable/gloo', version: '' }),
    says: [
      "packages.gloo.chart.name: 'stable/gloo' is no name of a chart (Helm: letters, digits, hyphens, underscores and dots); "
        + "write it without its repository, such as 'cert-manager'. [chart-source]",
      "packages.gloo.chart.repository: 'charts' is no URL of a Helm repository (helm-operator: https or http); write one such as "
        + "'https://charts.jetstack.io'. [chart-source]",
      "packages.gloo.chart.version: '' is no exact version, so what is installed would depend on the day (Helm: SemVer 2, three "
        + "numbers); write one such as 'v0.10.0'. [chart-source]",
    ],
  },
  {
    config: withChart({ ...repositoryChart, repository: 'https://ops:secret@charts.example.org' }),
    says: [
      'packages.gloo.chart.repository: a token or password stands in this address, for all to use who read the repository (guide '
        + 'l.135, 281); write the address alone, and give Flux the credentials as a Secret. [chart-password]',
    ],
  },
  {
    config: withChart({ ...repositoryChart, repository: 'https://kubernetes-charts-incubator.storage.googleapis.com' }),
    says: [
      "warning: packages.gloo.chart.repository: 'https://kubernetes-charts-incubator.storage.googleapis.com' was switched off in "
        + "November 2020 (Helm's deprecation timeline); write 'https://charts.helm.sh/incubator', its archive. [chart-moves]",
    ],
  },
  {
    config: { ...today, kubernetes: '1.0' },
    says: [
      "kubernetes: '1.0' is no minor release of Kubernetes, which is what eksctl takes (guide l.750); write '1.34'. [kubernetes-version]",
    ],
  },
  {
    config: underFlux2({ edition: 'guide', logLevel: 'debug', services: { image: {} } }),
    says: [
      "environments.qa.edition: Flux 2 cannot install the chart of edition 'guide', since it makes Deployments of "
        + "extensions/v1beta1, and brings a Gloo of 2019 (templates and requirements of the chart); write '0.26.0', with kafka and "
        + 'keycloak in each of its environments. [edition-installable]',
    ],
  },
  {
    config: underFlux2({ nosqlclient: true }),
    says: [
      "environments.qa.nosqlclient: nosqlclient cannot be installed in the chart of edition '0.26.0' (the values that its templates "
        + 'read: charts/tidepool/editions); leave this out, as no edition for Flux 2 can. [edition-cannot]',
    ],
  },
  {
    config: underFlux2({ mongo: { server: 'embedded' } }),
    says: [
      "environments.qa.mongo.server: there is no Mongo in the chart of edition '0.26.0' (the values that its templates read: "
        + "charts/tidepool/editions); write 'external', as no edition for Flux 2 can. [edition-cannot]",
    ],
  },
  {
    config: underFlux2({ services: { blip: { policy: 'glob:*-latest' }, tools: { policy: 'regexp:^develop-[0-9a-f]{8}$' } } }),
    says: [
      "environments.qa.services.blip.policy: 'glob:*-latest': it fixes the end of the tags, where Flux 2 looks for what orders them "
        + "(Flux 2, ImagePolicy: by version, by number or by the alphabet); write 'glob:*-latest-*' for branches that end so, or name "
        + 'one tag by pin or digestOf. [policy-order]',
      "environments.qa.services.tools.policy: 'regexp:^develop-[0-9a-f]{8}$': its tags do not tell Flux 2 which is the newest (Flux "
        + "2, ImagePolicy: by version, by number or by the alphabet); let CI push BRANCH-SHA-TIME and write 'glob:develop-*', or that and "
        + "digestOf: 'develop-latest' beside it. [policy-order]",
    ],
  },
  {
    config: underFlux2({ gitops: { policy: 'glob:develop-latest' } }),
    says: [
      "environments.qa.gitops.policy: 'glob:develop-latest': it names one tag, so there is nothing to order (Flux 2, ImagePolicy: by "
        + "version, by number or by the alphabet); pin services to it (pin: 'develop-latest'), or write digestOf: 'develop-latest' beside it if "
        + 'CI moves this tag. [policy-order]',
    ],
  },
  {
    config: underFlux2({ gitops: { policy: 'semver:>=1.0.0-0, <2' } }),
    says: [
      "environments.qa.gitops.policy: 'semver:>=1.0.0-0, <2': '<2' is rounded up by some releases of Flux and down by others (Flux's "
        + 'tag policies; guide l.1264-1292); write all three numbers, as in 2.0.0. [policy-unreadable]',
    ],
  },
  {
    config: underFlux2({ gitops: { policy: 'glob:' } }),
    says: [
      "environments.qa.gitops.policy: 'glob:': it has no pattern (Flux's tag policies; guide l.1264-1292); say what the tags look "
        + "like, as in 'glob:develop-*'. [policy-unreadable]",
    ],
  },
  {
    config: underFlux2({ gitops: { policy: 'glob:*', digestOf: 'develop latest' }, services: { 'plotly-orca': { digestOf: 'latest' } } }),
    says: [
      "environments.qa.gitops.digestOf: 'develop latest' is no tag (OCI: at most 128 letters, digits, _, . and -); write one that "
        + "every build moves, such as 'develop-latest'. [digest-tag]",
      "environments.qa.services['plotly-orca'].digestOf: 'latest' would be lost, since this service follows no tags without a policy "
        + "of its own (charts/tidepool/services.ts); write policy: 'glob:latest' beside it. [digest-tag]",
    ],
  },
  {
    config: underFlux2({ services: { blip: { policy: 'glob:*', digestOf: 'latest' }, tools: { digestOf: 'main-latest' } } }),
    says: [
      "environments.qa.services.blip.digestOf: 'latest' does not satisfy 'glob:*', within which it has to be (guide l.1264-1292); "
        + "write a tag that does, or policy: 'glob:latest'. [digest-tag]",
      "environments.qa.services.tools.digestOf: 'main-latest' does not satisfy 'glob:develop-*', within which it has to be (guide "
        + "l.1264-1292); write a tag that does, or policy: 'glob:main-latest'. [digest-tag]",
    ],
  },
  {
    config: withEnvironment({ services: { blip: { policy: 'glob:v*', digestOf: `v1.2.3_${'a'.repeat(40)}` } } }),
    says: [
      "warning: environments.qa.services.blip.digestOf: 'v1.2.3_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' looks like the tag of one "
        + 'build, whose digest never changes (git: a commit is 40 digits); write the tag that every build moves, such as '
        + "'v1.2.3-latest'. [digest-tag]",
    ],
  },
  {
    config: {
      ...today,
      packages: { certmanager: {}, 'external-secrets': {} },
      environments: { int: serving('int.tidepool.org'), qa: environmentOfToday },
    },
    says: [
      'environments.int.kafka: nothing says which Kafka the services talk through, without which they do not start in edition '
        + "'0.26.0' (the ConfigMaps that its pods read); write kafka: { brokers: ['kafka.example.org:9096'], username: 'tidepool-int', "
        + "version: '3.9.0' }, in your words. [edition-needs]",
      "environments.int.keycloak: nothing says which Keycloak knows the users, without which they do not start in edition '0.26.0' "
        + "(the ConfigMaps that its pods read); write keycloak: { baseUrl: 'https://auth.example.org' }, in your words. [edition-needs]",
      'packages.gloo: this package is not installed, and environment int and environment qa cannot do without it: its services call '
        + 'each other through Gloo, whose kinds nothing else defines (templates of the chart: Upstream, RouteTable and VirtualService); '
        + 'write gloo: {}. [package-needed]',
    ],
  },
  {
    config: { ...today, packages: { fluxcloud: {} }, environments: {} },
    says: [
      "packages['external-secrets']: this package is not installed, and it alone fetches the Secrets of package fluxcloud from AWS "
        + "Secrets Manager (guide l.516-518); write 'external-secrets': {}. [secret-fetcher]",
    ],
  },
  {
    config: { ...today, packages: { 'external-secrets': {}, gloo: {} } },
    says: [
      "environments.qa.gateway.https: 'letsencrypt-staging', who is to sign this certificate, comes with package certmanager, which "
        + 'is not installed (guide l.1934, 1959-1961); write certmanager: {} in packages. [issuer-installed]',
    ],
  },
  {
    config: { ...today, environments: { 'cert-manager': environmentOfToday } },
    says: [
      "environments['cert-manager']: 'cert-manager' is a namespace of package certmanager, and an environment has one of its own "
        + '(guide l.1541, 1769-1785); call the environment otherwise. [environment-name]',
    ],
  },
  {
    config: underFlux2WithChart({ ...repositoryChart, repository: 'oci://registry.example.org/Charts' }),
    says: [
      "packages.gloo.chart.repository: 'oci://registry.example.org/Charts' is no URL of a Helm repository (Flux 2: https, http, or "
        + "oci in small letters); write one such as 'https://charts.jetstack.io'. [chart-source]",
    ],
  },
  {
    config: underFlux2WithChart({ ...repositoryChart, repository: 'oci://token@registry.example.org/charts' }),
    says: [
      'packages.gloo.chart.repository: a token or password stands in this address, for all to use who read the repository (guide '
        + 'l.135, 281); write the address alone, and give Flux the credentials as a Secret. [chart-password]',
    ],
  },
  {
    config: underFlux2WithChart({ ...gitChart, git: 'http://github.com/tidepool-org/development' }),
    says: [
      "packages.gloo.chart.git: 'http://github.com/tidepool-org/development' is no address that git clones by ssh or https (guide "
        + "l.1172); write one such as 'git@github.com:tidepool-org/development'. [chart-source]",
    ],
  },
  {
    config: underFlux2({ chart: { ...gitChart, git: 'ssh://git@github.com/tidepool-org/cluster-other.git' } }),
    says: [
      "warning: environments.qa.chart.git: 'ssh://git@github.com/tidepool-org/cluster-other.git' is fetched with the key in Secret "
        + 'flux-system, which opens this repository alone if it is a deploy key (GitHub: a deploy key opens one repository); write '
        + "gitSecret: 'NAME', the Secret with a key that opens the other. [chart-key]",
    ],
  },
  {
    config: { ...today, name: longName, bucketNames: 'env' },
    says: [
      "environments.qa: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-qa-hydrophone' has 77 characters, too many "
        + "for the name of an IAM role (IAM takes 64); shorten this name or the cluster's by 13. [role-name]",
      "name: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-external-secrets-external-secrets' has 97 characters, "
        + 'too many for the name of an IAM role (IAM takes 64); shorten this name by 33. [role-name]',
    ],
  },
  {
    config: { ...today, packages: { ...today.packages, 'amazon-cloudwatch': { fluentdImage: 'fluentd:latest' } } },
    says: [
      "packages['amazon-cloudwatch'].fluentdImage: under Flux 2, package amazon-cloudwatch has no use for fluentdImage, so it would "
        + 'be lost (charts/packages/amazon-cloudwatch.ts); leave it out. [setting-unused]',
      "warning: packages['amazon-cloudwatch'].fluentdImage: the tag 'latest' is another image from day to day, and no commit says so "
        + '(Kubernetes pulls it anew for every pod); write the tag of a build. [image-latest]',
    ],
  },
  {
    config: underFlux2({ gitops: { policy: 'glob:*', digestOf: 'develop-latest' }, services: { blip: { policy: 'glob:*-latest' } } }),
    says: [
      "environments.qa.services.blip.policy: 'glob:*-latest': it fixes the end of the tags, where Flux 2 looks for what orders them "
        + "(Flux 2, ImagePolicy: by version, by number or by the alphabet); write 'glob:*-latest-*' for branches that end so, or name "
        + 'one tag by pin or digestOf. [policy-order]',
    ],
  },
  {
    config: underFlux2({ gitops: { policy: 'glob:', digestOf: 'develop-latest' } }),
    says: [
      "environments.qa.gitops.policy: 'glob:': it has no pattern (Flux's tag policies; guide l.1264-1292); say what the tags look "
        + "like, as in 'glob:develop-*'. [policy-unreadable]",
    ],
  },
  {
    config: underFlux2({ gitops: { policy: 'glob:*', digestOf: 'c'.repeat(40) } }),
    says: [
      "warning: environments.qa.gitops.digestOf: 'cccccccccccccccccccccccccccccccccccccccc' looks like the tag of one build, whose "
        + "digest never changes (git: a commit is 40 digits); write the tag that every build moves, such as 'develop-latest'. [digest-tag]",
    ],
  },
  {
    config: { ...today, environments: { ['E'.repeat(60)]: environmentOfToday } },
    says: [
      'environments.EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE: '
        + "'EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE' is no DNS label (guide l.1541; RFC 1123: at most 63 of a-z, "
        + "0-9 and inner hyphens); write 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'. [environment-name]",
    ],
  },
  {
    config: { ...today, name: 'N'.repeat(60) },
    says: [
      "name: 'NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN' is no DNS label (guide l.154-159; RFC 1123: at most 63 "
        + "of a-z, 0-9 and inner hyphens); write 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn'. [cluster-name]",
    ],
  },
  {
    config: {
      ...base,
      accepted: [
        { rule: 'mutable-image', reason: ' ', until: '2027-3-1' },
        { rule: 'mutable-image', object: 'DaemonSet/amazon-cloudwatch/fluentd-cloudwatch', reason: 'busybox has no tags', until: '2028-02-29' },
        { rule: 'mutable-image', reason: '...', until: '2027-13-01' },
        { rule: 'mutable-image', object: 'DaemonSet/amazon-cloudwatch/fluentd-cloudwatch', reason: 'busybox has no tags', until: '2100-02-29' },
      ],
    },
    says: [
      "accepted[0].reason: ' ' is no reason (who reads this on the last day has to judge it again); say what makes it bearable, such as "
        + "'Gloo has no release without it yet'. [accepted-reason]",
      "accepted[0].until: '2027-3-1' is no day (ISO 8601: year, month and day as 2027-03-31, of a month that has so many); write "
        + "'2027-03-01'. [accepted-until]",
      'accepted[2]: mutable-image of every object is accepted in accepted[0] already (two days for one finding leave open which of them is '
        + 'the last); remove one of the two. [accepted-once]',
      "accepted[2].reason: '...' is no reason (who reads this on the last day has to judge it again); say what makes it bearable, such as "
        + "'Gloo has no release without it yet'. [accepted-reason]",
      "accepted[2].until: '2027-13-01' is no day (ISO 8601: year, month and day as 2027-03-31, of a month that has so many); write one such "
        + "as '2027-03-31'. [accepted-until]",
      'accepted[3]: mutable-image of DaemonSet/amazon-cloudwatch/fluentd-cloudwatch is accepted in accepted[1] already (two days for one '
        + 'finding leave open which of them is the last); remove one of the two. [accepted-once]',
      "accepted[3].until: '2100-02-29' is no day (ISO 8601: year, month and day as 2027-03-31, of a month that has so many); write "
        + "'2100-02-28'. [accepted-until]",
    ],
  },
  {
    config: { ...base, vpc: { cidr: '10.47.0.0/25' } },
    says: ["vpc.cidr: 10.47.0.0/25 is a /25, and eksctl cuts subnets from a /16 to /24 (guide l.717, 942-944); write '10.47.0.0/16'. [vpc-size]"],
  },
  {
    config: { ...base, nodeGroups: [{ ...base.nodeGroups[0], minSize: 4, maxSize: 4 }, { ...base.nodeGroups[0], name: 'b', minSize: 4, maxSize: 4 }] },
    says: [
      'nodeGroups[0].maxSize: 4 is also minSize, as in every other group, which leaves package cluster-autoscaler nothing to do (guide '
        + 'l.651-652, 673); write 5 or more, or leave the package out. [node-head-room]',
    ],
  },
  {
    config: {
      ...base,
      environments: {
        qa1: { ...environment, gateway: { default: 'http', http: { dnsNames: ['localhost'] } } },
        qa2: { ...environment, gateway: { default: 'http', http: { dnsNames: ['localhost'] } } },
      },
    },
    says: [
      "environments.qa2.gateway.http.dnsNames[0]: 'localhost' is also a name of environment qa1, and a name can serve one environment (guide "
        + "l.1446, 1541); keep it in qa1, and give qa2 a name of its own, such as 'qa2.tidepool.org'. [hostname-once]",
    ],
  },
  {
    config: withEnvironment({ gitops: { policy: 'glob:feature/blip-*' } }),
    says: [
      "environments.qa.gitops.policy: 'glob:feature/blip-*': the character '/' cannot stand in a tag (Flux's tag policies; guide "
        + "l.1264-1292); write 'glob:feature-blip-*', as builds spell a branch in a tag. [policy-unreadable]",
    ],
  },
  {
    config: withChart({ ...gitChart, ref: 'feature/blip' }),
    says: [
      "warning: packages.gloo.chart.ref: 'feature/blip' is a branch, which moves without a commit here (guide l.117-129: what runs is what "
        + 'the repository says); write a tag or a commit of it. [chart-moves]',
    ],
  },
];
