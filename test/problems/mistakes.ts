import type { ClusterConfig } from '../../charts/config.ts';
import { base, environment } from '../invalid/base.ts';
import {
  certificate, gitChart, kafka, longName, repositoryChart, withCertificates, withChart, withEnvironment, withGroup, withMongo,
} from './configs.ts';

/** All that is said about a cluster of 2019, in order of places: where, what is wrong and what to write. */
export const mistakesOf2019: readonly (readonly [config: ClusterConfig, ...says: readonly string[]])[] = [
  [{
    ...base,
    github: { branch: 'main/' },
    aws: { ...base.aws, nodeRoleArns: ['arn:aws:iam::123456789012:roleksctl-development-nodegroup-ng-1-NodeInstanceRole-17TEEDTV6M1CZ'] },
    vpc: {
      cidr: '10.47.0.0/16',
      peers: [{ name: 'billing', vpcId: 'vpc-billing', account: '1234', connection: 'pcx-billing' }, { name: 'dev', vpcId: 'vpc-0123456789abcdef0' }],
    },
  },
    "aws.nodeRoleArns[0]: 'arn:aws:iam::123456789012:roleksctl-development-nodegroup-ng-1-NodeInstanceRole-17TEEDTV6M1CZ' is no ARN of a "
      + "role without a path; write one such as 'arn:aws:iam::123456789012:role/eksctl-test1-nodegroup-ng-NodeInstanceRole-EXAMPLE'. [aws-id]",
    "github.branch: 'main/' is no name of a branch; write one such as 'main'. [github-name]",
    "vpc.peers[0]: no address of 'billing' is known, so nothing could be routed to it; write its cidr, or one of prd, stg, dev, int or "
      + 'atlas. [peer-apart]',
    "vpc.peers[0].account: '1234' is no account number; write one such as '123456789012'. [aws-id]",
    "vpc.peers[0].connection: 'pcx-billing' is no id of a peering connection; write one such as 'pcx-0123456789abcdef0'. [aws-id]",
    "vpc.peers[0].vpcId: 'vpc-billing' is no id of a VPC; write one such as 'vpc-0123456789abcdef0'. [aws-id]"],
  [{ ...base, packages: { ...base.packages, 'prometheus-operator': { thanos: { bucket: 'Metrics' } } } },
    "packages['prometheus-operator'].thanos.bucket: 'Metrics' is no name of a bucket; write 'metrics'. [bucket-name]"],
  [{ ...base, shared: 'umbrella', packages: { ...base.packages, gloo: { values: { a: 1 } } } },
    'packages.gloo.values: the umbrella charts have no value for values of gloo, so it would be lost; leave it out, or write shared: '
      + "'packages'. [umbrella-cannot]"],
  [{ ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'x', cidr: '10.90.0.0/16' }, { name: 'y', cidr: '10.90.1.0/24' }] } },
    "vpc.peers[0].cidr: 10.90.0.0/16 of peer 'x' overlaps 10.90.1.0/24 of peer 'y', and no route could tell the two apart; give one of "
      + 'the two other addresses. [peer-apart]',
    "vpc.peers[1].cidr: 10.90.1.0/24 of peer 'y' overlaps 10.90.0.0/16 of peer 'x', and no route could tell the two apart; give one of "
      + 'the two other addresses. [peer-apart]'],
  [withEnvironment({ namespace: { labels: { 'istio-injection': 'yes', 'linkerd.io/inject': 'enabled' } } }),
    "warning: environments.qa.namespace.labels['istio-injection']: 'yes' is no word for it; write 'enabled' or 'disabled'. [mesh-words]",
    "warning: environments.qa.namespace.labels['linkerd.io/inject']: it is no label to those who read it; write it in annotations. "
      + '[mesh-words]'],
  [{ ...base, github: { account: 'tidepool_org', repository: 'tidepool-org/cluster-base' } },
    "github.account: 'tidepool_org' is no account; write it as in its URL, such as 'tidepool-org'. [github-name]",
    "github.repository: 'tidepool-org/cluster-base' is no name of a repository; write it without the account, such as 'cluster-base'. "
      + '[github-name]'],
  [{ ...base, packages: { 'external-secrets': {}, certmanager: {}, 'cluster-autoscaler': {}, 'external-dns': {} } },
    'packages.gloo: this package is not installed, and environment qa cannot do without it: its services call each other through Gloo, '
      + "whose kinds nothing else defines; write gloo: {} and 'gloo-crds': {}. [package-needed]"],
  [{ ...base, kubernetes: '1.22' },
    'warning: kubernetes: Kubernetes 1.22 no longer serves extensions/v1beta1, in which charts of 2019 write Deployments, nor '
      + "apiextensions.k8s.io/v1beta1, in which the CRDs of cert-manager and Gloo are written; write '1.15' or less. [kubernetes-serves]"],
  [{ ...base, kubernetes: '1.099' },
    "kubernetes: '1.099' is no minor release of Kubernetes, which is what eksctl takes; write '1.14'. [kubernetes-version]"],
  [{ ...base, name: longName, bucketNames: 'env', environments: { 'environment-of-34-characters-------9': environment } },
    "environments['environment-of-34-characters-------9']: "
      + "'eksctl-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-addon-iamserviceaccount-environment-of-34-characters----"
      + "---9-hydrophone' has 142 characters, too many for the stack that eksctl makes; shorten this name or the cluster's by 14. "
      + '[stack-name]'],
  [{ ...base, name: longName, environments: {}, nodeGroups: [{ ...base.nodeGroups[0], name: longName }] },
    'nodeGroups[0].name: '
      + "'eksctl-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-nodegroup-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      + "aaaaaaaaaaaaaaaaa' has 144 characters, too many for the stack that eksctl makes; shorten this name or the cluster's by 16. "
      + '[stack-name]'],
  [{ ...base, environments: { 'kube-system': environment } },
    "environments['kube-system']: 'kube-system' is a namespace of Kubernetes itself, and an environment has one of its own; call the "
      + 'environment otherwise. [environment-name]'],
  [{ ...base, environments: { 'metrics-server': environment } },
    "environments['metrics-server']: 'metrics-server' is a namespace of the umbrella charts, and an environment has one of its own; "
      + 'call the environment otherwise. [environment-name]'],
  [{ ...base, vpc: { cidr: '010.47.0.0/16' } },
    "vpc.cidr: '010.47.0.0/16' is not spelt as the first address of its network and its length; write '10.47.0.0/16'. [address-block]"],
  [{ ...base, vpc: { cidr: '172.0.0.0/8' } },
    'vpc.cidr: 172.0.0.0/8 holds addresses that belong to others on the internet; choose within 10.0.0.0/8, 172.16.0.0/12, '
      + '192.168.0.0/16. [address-block]'],
  [{ ...base, vpc: { cidr: '192.168.0.0/16' } },
    "warning: vpc.cidr: 192.168.0.0/16 overlaps 192.168.0.0/16, MongoDB Atlas' default network, so the two can never peer; take a range "
      + 'such as 10.47.0.0/16. [atlas-network-apart]'],
  [{ ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'billing', cidr: '10.80.0.0/33' }] } },
    "vpc.peers[0].cidr: '10.80.0.0/33' is no block of IPv4 addresses; write four numbers up to 255 and a prefix length up to 32, as in "
      + "'10.47.0.0/16'. [address-block]"],
  [{ ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'dev', cidr: '10.80.0.0/16' }] } },
    "vpc.peers[0].cidr: 10.80.0.0/16 is called 'dev', which is the name of 10.48.0.0/16; write 'dev' alone if that is meant, else call "
      + 'this network otherwise. [peer-apart]'],
  [{ ...base, vpc: { cidr: '10.47.0.0/16', peers: ['dev', 'stg', 'dev'] } },
    "vpc.peers[2]: 'dev' stands in vpc.peers[0] already; remove one of the two. [peer-apart]"],
  [withGroup({ name: 'ng_1' }),
    "nodeGroups[0].name: 'ng_1' is no DNS label; write 'ng-1'. [node-group-name]"],
  [withGroup({ minSize: -1 }),
    'nodeGroups[0].minSize: -1 is below 0; write 0 or more. [node-group-size]'],
  [withGroup({ minSize: 0, desiredCapacity: 0, maxSize: 0 }),
    'nodeGroups[0].maxSize: 0 leaves the group without nodes; write 1 or more. [node-group-size]'],
  [withGroup({ minSize: 11 }),
    'nodeGroups[0].minSize: 11 is above maxSize 10; write 10 or less, or raise maxSize. [node-group-size]'],
  [withGroup({ desiredCapacity: 1, minSize: 2 }),
    'nodeGroups[0].desiredCapacity: 1 is below minSize 2; write 2 to 10. [node-group-size]'],
  [withGroup({ volumeSize: 0.5 }),
    'nodeGroups[0].volumeSize: 0.5 is no size of a disk; write one such as 80, or leave it to eksctl. [node-machine]'],
  [withGroup({ availabilityZones: ['us-west-2a', 'us-west-2a'] }),
    "nodeGroups[0].availabilityZones[1]: 'us-west-2a' stands in nodeGroups[0].availabilityZones[0] already; remove one of the two. "
      + '[availability-zone]'],
  [withGroup({ labels: { 'team/': 'data' } }),
    "nodeGroups[0].labels['team/']: 'team/' is no key of a label, annotation or taint; write one such as 'example.org/team'. "
      + '[node-labels]'],
  [withGroup({ taints: { 'kiam server': 'true:NoExecute', dedicated: 'mongo db:NoSchedule' } }),
    "nodeGroups[0].taints.dedicated: 'mongo db' is no value of a label or taint; write one such as 'enabled'. [node-labels]",
    "nodeGroups[0].taints['kiam server']: 'kiam server' is no key of a label, annotation or taint; write one such as "
      + "'example.org/team'. [node-labels]"],
  [withGroup({ tags: { 'aws:owner': 'ops', '': 'ops', note: 'x'.repeat(257) } }),
    'nodeGroups[0].tags.note: the value has 257 characters; shorten it. [node-labels]',
    "nodeGroups[0].tags['']: the key has 0 characters; write such a key. [node-labels]",
    "nodeGroups[0].tags['aws:owner']: 'aws:owner' begins with 'aws:'; call the tag otherwise. [node-labels]"],
  [withCertificates({ 'Shared Certificate': { secretName: '*', dnsNames: ['tidepool', 'api.tidepool.org', 'api.tidepool.org'] } }),
    "certificates['Shared Certificate']: 'Shared Certificate' is no name of a Kubernetes object; write 'shared-certificate'. "
      + '[certificate-object-name]',
    "certificates['Shared Certificate'].dnsNames[0]: 'tidepool' is no DNS name; write one such as 'qa2.tidepool.org'. "
      + '[certificate-hostname]',
    "certificates['Shared Certificate'].dnsNames[2]: 'api.tidepool.org' stands in certificates['Shared Certificate'].dnsNames[1] "
      + 'already; remove one of the two. [certificate-hostname]',
    "certificates['Shared Certificate'].secretName: '*' is no name of a Kubernetes object; write 'star'. [certificate-object-name]"],
  [withCertificates({ shared: { ...certificate, issuer: 'letsencrypt-production' } }),
    "warning: certificates.shared.issuer: 'letsencrypt-production' locks out who fails too often, and nothing here is marked "
      + "production: true; prove the set-up with 'letsencrypt-staging', then mark the environment. [issuer-proven]"],
  [{ ...withCertificates({ shared: certificate }), packages: {}, environments: {} },
    "certificates.shared: 'letsencrypt-staging', who is to sign this certificate, comes with package certmanager, which is not "
      + 'installed; write certmanager: {} in packages. [issuer-installed]'],
  [withEnvironment({ namespace: { labels: { '-team': 'data' }, annotations: { 'example.org/': 'x', 'Example.org/x': 'y' } } }),
    "environments.qa.namespace.annotations['Example.org/x']: 'Example.org/x' is no key of a label, annotation or taint; write one such "
      + "as 'example.org/team'. [namespace-metadata]",
    "environments.qa.namespace.annotations['example.org/']: 'example.org/' is no key of a label, annotation or taint; write one such as "
      + "'example.org/team'. [namespace-metadata]",
    "environments.qa.namespace.labels['-team']: '-team' is no key of a label, annotation or taint; write one such as "
      + "'example.org/team'. [namespace-metadata]"],
  [withEnvironment({ gateway: { default: 'http', http: { dnsNames: ['qa_1.tidepool.org.'], port: 0.5 } } }),
    "environments.qa.gateway.http.dnsNames[0]: 'qa_1.tidepool.org.' is no DNS name; write 'qa-1.tidepool.org'. [gateway-hostname]",
    'environments.qa.gateway.http.port: 0.5 is no port; write a whole number from 1 to 65535. [gateway-port]'],
  [{ ...base, dns: { hostnames: ['qa.tidepool.org', 'localhost'], domains: ['Tidepool.org', 'tidepool.org'] } },
    "dns.domains[0]: 'Tidepool.org' is no DNS name; write 'tidepool.org'. [dns-entry]",
    "dns.hostnames[1]: 'localhost' is the name of every machine for itself, so it cannot be published; leave it out here. [dns-entry]"],
  [{ ...base, dns: { hostnames: ['qa.tidepool.org', 'qa.tidepool.org', 'qa.example.org'] } },
    "dns.hostnames[1]: 'qa.tidepool.org' stands in dns.hostnames[0] already; remove one of the two. [dns-entry]",
    "warning: dns.hostnames[2]: 'qa.example.org' is served by no gateway of this cluster; add it to a gateway, or leave it out here. "
      + '[hostname-served]',
    "dns.hostnames[2]: 'qa.example.org' lies outside of tidepool.org, and external-dns leaves other domains alone; add its domain to "
      + 'dns.domains, or choose another name. [hostname-domain]'],
  [{ ...base, dns: { hostnames: ['qa.tidepool.org'], domains: ['example.org'] } },
    "dns.hostnames[0]: 'qa.tidepool.org' lies outside of example.org, and external-dns leaves other domains alone; add its domain to "
      + 'dns.domains, or choose another name. [hostname-domain]'],
  [{ ...base, dns: { hostnames: ['tidepool.org'] } },
    "warning: dns.hostnames[0]: 'tidepool.org' is served by no gateway of this cluster; add it to a gateway, or leave it out here. "
      + '[hostname-served]',
    "environments.qa.gateway.https.dnsNames[0]: 'qa.tidepool.org' is missing in dns.hostnames, so no client would find it; add it "
      + 'there, or to dns.deferred until its DNS entry may move. [hostname-published]'],
  [{ ...base, dns: { hostnames: ['*.qa.tidepool.org'] } },
    "warning: dns.hostnames[0]: '*.qa.tidepool.org' is served by no gateway of this cluster; add it to a gateway, or leave it out here. "
      + '[hostname-served]',
    "environments.qa.gateway.https.dnsNames[0]: 'qa.tidepool.org' is missing in dns.hostnames, so no client would find it; add it "
      + 'there, or to dns.deferred until its DNS entry may move. [hostname-published]'],
  [{ ...base, dns: { deferred: ['stg.tidepool.org', 'dev.example.org'] } },
    "warning: dns.deferred[0]: 'stg.tidepool.org' is served by no gateway of this cluster; add it to a gateway, or leave it out here. "
      + '[hostname-served]',
    "warning: dns.deferred[1]: 'dev.example.org' is served by no gateway of this cluster; add it to a gateway, or leave it out here. "
      + '[hostname-served]',
    "dns.deferred[1]: 'dev.example.org' lies outside of tidepool.org, and external-dns leaves other domains alone; add its domain to "
      + 'dns.domains, or choose another name. [hostname-domain]'],
  [withMongo({ hosts: ['mongo db.example.org'] }),
    "environments.qa.mongo.secret.hosts[0]: 'mongo db.example.org' is no host or host:port; write one such as "
      + "'mongo.example.org:27017'. [mongo-host]"],
  [withMongo({ scheme: 'mongodb+srv', hosts: ['mongo:0'] }),
    "environments.qa.mongo.secret.hosts[0]: 'mongo:0' has no port from 1 to 65535 behind its colon; write 'mongo:27017'. [mongo-host]"],
  [withMongo({ hosts: ['mongo:0', 'mongo:27017', 'mongo:27017'] }),
    "environments.qa.mongo.secret.hosts[0]: 'mongo:0' has no port from 1 to 65535 behind its colon; write 'mongo:27017'. [mongo-host]",
    "environments.qa.mongo.secret.hosts[2]: 'mongo:27017' stands in environments.qa.mongo.secret.hosts[1] already; remove one of the "
      + 'two. [mongo-host]'],
  [withMongo({ scheme: 'mongodb+srv', hosts: ['a.example.org', 'b.example.org'] }),
    'environments.qa.mongo.secret.hosts: 2 hosts stand here, and mongodb+srv takes one, whose DNS entry lists the others; write that '
      + "one, or scheme 'mongodb'. [mongo-host]"],
  [withEnvironment({ buckets: { data: '..', asset: '10.47.0.1' } }),
    "environments.qa.buckets.asset: '10.47.0.1' is no name of a bucket; write one such as 'tidepool-test1-qa2-data'. [bucket-name]",
    "environments.qa.buckets.data: '..' is no name of a bucket; write one such as 'tidepool-test1-qa2-data'. [bucket-name]"],
  [withEnvironment({ services: { blip: { image: 'tidepool/Blip', policy: 'semver:1.x' }, tools: { image: 'tidepool/tools' } } }),
    "environments.qa.services.blip.image: 'tidepool/Blip' is no image; write one such as "
      + "'tidepool/blip:release-1.23.0-264f7ad48eb7d8099b00dce07fa8576f7068d0a0'. [image-reference]",
    "environments.qa.services.tools.image: 'tidepool/tools' has no tag, by which Flux tells images apart; write one such as "
      + "'tidepool/tools:v1.2.3'. [image-reference]"],
  [withEnvironment({ services: { blip: { image: 'tidepool/blip:v1.2.3', policy: 'glob:' } } }),
    "environments.qa.services.blip.policy: 'glob:': it has no pattern; say what the tags look like, as in 'glob:develop-*'. "
      + '[policy-unreadable]'],
  [withEnvironment({ services: { blip: { pin: 'latest' }, tools: { pin: 'tidepool/tools' } } }),
    "warning: environments.qa.services.blip.pin: the tag 'latest' is another image from day to day, and no commit says so; write the "
      + 'tag of a build. [image-latest]',
    "environments.qa.services.tools.pin: 'tidepool/tools' has no tag, by which Flux tells images apart; write one such as "
      + "'tidepool/tools:v1.2.3'. [image-reference]"],
  [{ ...base, packages: { ...base.packages, 'cluster-autoscaler': { image: 'autoscaler:' } } },
    "packages['cluster-autoscaler'].image: 'autoscaler:' is no image; write one such as 'example/name:v1.2.3'. [image-reference]"],
  [{ ...base, packages: { ...base.packages, 'amazon-cloudwatch': { fluentdImage: 'fluentd:latest' } } },
    "warning: packages['amazon-cloudwatch'].fluentdImage: the tag 'latest' is another image from day to day, and no commit says so; "
      + 'write the tag of a build. [image-latest]'],
  [{ ...base, shared: 'umbrella', packages: { ...base.packages, 'prometheus-operator': { grafana: false } } },
    "packages['prometheus-operator'].grafana: the umbrella charts have no value for grafana of prometheus-operator, so it would be "
      + "lost; leave it out, or write shared: 'packages'. [umbrella-cannot]"],
  [{ ...base, shared: 'umbrella', packages: { ...base.packages, datadog: { chart: repositoryChart } } },
    'packages.datadog.chart: the umbrella charts have no value for chart of datadog, so it would be lost; leave it out, or write '
      + "shared: 'packages'. [umbrella-cannot]"],
  [withEnvironment({ edition: 'guide', services: { tools: { enabled: false } } }),
    "environments.qa.services.tools.enabled: tools always runs in the chart of edition 'guide'; leave this out, or write edition "
      + "'0.1.7' or '0.26.0'. [edition-cannot]"],
  [withEnvironment({ secrets: { abbott: true } }),
    "environments.qa.secrets.abbott: no service reads Secret abbott in the chart of edition '0.1.7'; leave this out, or write edition "
      + "'0.26.0'. [edition-cannot]"],
  [withEnvironment({ kafka: { ...kafka, brokers: ['a:1', 'a:1'] } }),
    "environments.qa.kafka.brokers[1]: 'a:1' stands in environments.qa.kafka.brokers[0] already; remove one of the two. [kafka-address]"],
  [withEnvironment({ kafka: { ...kafka, version: '3.9' as '3.9.0' } }),
    "environments.qa.kafka.version: '3.9' is no version of three numbers, and one of two is a number to YAML; write '3.9.0'. "
      + '[kafka-address]'],
  [withEnvironment({ kafka: { ...kafka, passwordKey: 'the password' } }),
    "environments.qa.kafka.passwordKey: 'the password' is no key of a Secret; write 'Password'. [kafka-address]"],
  [withEnvironment({ kafka: { ...kafka, username: 'yes', topicPrefix: '' } }),
    "environments.qa.kafka.topicPrefix: '' may be something else than text where the chart writes it without quotes; write letters, "
      + 'digits, -, _, . and @, a letter first. [unquoted-word]',
    "environments.qa.kafka.username: 'yes' may be something else than text where the chart writes it without quotes; write letters, "
      + 'digits, -, _, . and @, a letter first. [unquoted-word]'],
  [withEnvironment({ keycloak: { baseUrl: 'https://ops:secret@auth.example.org' } }),
    'environments.qa.keycloak.baseUrl: more than an address stands here, and all who read the repository would read a password in it; '
      + "write one such as 'https://auth.example.org'. [keycloak-address]"],
  [withEnvironment({ keycloak: { baseUrl: 'https://auth.example.org/a b' } }),
    "environments.qa.keycloak.baseUrl: 'https://auth.example.org/a b' is no URL by https, or has more than a path at its end; write one "
      + "such as 'https://auth.example.org'. [keycloak-address]"],
  [{ ...base, packages: { ...base.packages, fluxcloud: { channel: '#' } } },
    "packages.fluxcloud.channel: '#' is no channel; write '#flux'. [slack-channel]"],
  [withGroup({ minSize: -0 }),
    'nodeGroups[0].minSize: -0 is no whole number of nodes; write one such as 4. [node-group-size]'],
  [withChart({ git: 'development', path: 'charts/../gloo/', ref: 'a branch' }),
    "packages.gloo.chart.git: 'development' is no address that git clones by ssh or https; write one such as "
      + "'git@github.com:tidepool-org/development'. [chart-source]",
    "packages.gloo.chart.path: 'charts/../gloo/' is no folder in a repository, named from its root and without a slash at either end; "
      + "write 'charts/tidepool/0.1.7'. [chart-source]",
    "packages.gloo.chart.ref: 'a branch' is no branch, tag or commit; write one such as 'v1.2.3'. [chart-source]"],
  [withChart({ ...gitChart, path: '..' }),
    "packages.gloo.chart.path: '..' is no folder in a repository, named from its root and without a slash at either end; write "
      + "'charts/tidepool/0.1.7'. [chart-source]"],
  [withChart({ repository: 'charts', name: 'stable/gloo', version: '' }),
    "packages.gloo.chart.name: 'stable/gloo' is no name of a chart; write it without its repository, such as 'cert-manager'. "
      + '[chart-source]',
    "packages.gloo.chart.repository: 'charts' is no URL of a Helm repository; write one such as 'https://charts.jetstack.io'. "
      + '[chart-source]',
    "packages.gloo.chart.version: '' is no exact version, so what is installed would depend on the day; write one such as 'v0.10.0'. "
      + '[chart-source]'],
  [withChart({ ...repositoryChart, repository: 'https://ops:secret@charts.example.org' }),
    'packages.gloo.chart.repository: a token or password stands in this address, for all to use who read the repository; write the '
      + 'address alone, and give Flux the credentials as a Secret. [chart-password]'],
  [withChart({ ...repositoryChart, repository: 'https://kubernetes-charts-incubator.storage.googleapis.com' }),
    "warning: packages.gloo.chart.repository: 'https://kubernetes-charts-incubator.storage.googleapis.com' was switched off in November "
      + "2020; write 'https://charts.helm.sh/incubator', its archive. [chart-moves]"],
  [withEnvironment({ services: { blip: { policy: 'glob:v*', digestOf: `v1.2.3_${'a'.repeat(40)}` } } }),
    "warning: environments.qa.services.blip.digestOf: 'v1.2.3_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' looks like the tag of one "
      + "build, whose digest never changes; write the tag that every build moves, such as 'v1.2.3-latest'. [digest-tag]"],
  [{
    ...base,
    accepted: [
      { rule: 'mutable-image', reason: ' ', until: '2027-3-1' },
      { rule: 'mutable-image', object: 'DaemonSet/amazon-cloudwatch/fluentd-cloudwatch', reason: 'busybox has no tags', until: '2028-02-29' },
      { rule: 'mutable-image', reason: '...', until: '2027-13-01' },
      { rule: 'mutable-image', object: 'DaemonSet/amazon-cloudwatch/fluentd-cloudwatch', reason: 'busybox has no tags', until: '2100-02-29' },
    ],
  },
    "accepted[0].reason: ' ' is no reason; say what makes it bearable, such as 'Gloo has no release without it yet'. [accepted-reason]",
    "accepted[0].until: '2027-3-1' is no day; write '2027-03-01'. [accepted-until]",
    'accepted[2]: mutable-image of every object is accepted in accepted[0] already; remove one of the two. [accepted-once]',
    "accepted[2].reason: '...' is no reason; say what makes it bearable, such as 'Gloo has no release without it yet'. [accepted-reason]",
    "accepted[2].until: '2027-13-01' is no day; write one such as '2027-03-31'. [accepted-until]",
    'accepted[3]: mutable-image of DaemonSet/amazon-cloudwatch/fluentd-cloudwatch is accepted in accepted[1] already; remove one of the '
      + 'two. [accepted-once]',
    "accepted[3].until: '2100-02-29' is no day; write '2100-02-28'. [accepted-until]"],
  [{ ...base, vpc: { cidr: '10.47.0.0/25' } },
    "vpc.cidr: 10.47.0.0/25 is a /25, and eksctl cuts subnets from a /16 to /24; write '10.47.0.0/16'. [vpc-size]"],
  [{ ...base, vpc: { cidr: '10.48.0.0/15' } },
    "vpc.cidr: 10.48.0.0/15 is a /15, and eksctl cuts subnets from a /16 to /24; write '10.47.0.0/16'. [vpc-size]",
    'warning: vpc.cidr: 10.48.0.0/15 overlaps 10.48.0.0/16, the Mongo network dev, so the two can never peer; take a range outside 10.16, '
      + '10.32, 10.48 and 10.64. [mongo-network-apart]'],
  [{ ...base, vpc: { cidr: '192.168.240.0/25' } },
    "vpc.cidr: 192.168.240.0/25 is a /25, and eksctl cuts subnets from a /16 to /24; write '10.47.0.0/16'. [vpc-size]",
    "warning: vpc.cidr: 192.168.240.0/25 overlaps 192.168.0.0/16, MongoDB Atlas' default network, so the two can never peer; take a range "
      + 'such as 10.47.0.0/16. [atlas-network-apart]'],
  [{ ...base, nodeGroups: [{ ...base.nodeGroups[0], minSize: 4, maxSize: 4 }, { ...base.nodeGroups[0], name: 'b', minSize: 4, maxSize: 4 }] },
    'nodeGroups[0].maxSize: 4 is also minSize, as in every other group, which leaves package cluster-autoscaler nothing to do; write 5 '
      + 'or more, or leave the package out. [node-head-room]'],
  [{
    ...base,
    environments: {
      qa1: { ...environment, gateway: { default: 'http', http: { dnsNames: ['localhost'] } } },
      qa2: { ...environment, gateway: { default: 'http', http: { dnsNames: ['localhost'] } } },
    },
  },
    "environments.qa2.gateway.http.dnsNames[0]: 'localhost' is also a name of environment qa1, and a name can serve one environment; "
      + "keep it in qa1, and give qa2 a name of its own, such as 'qa2.tidepool.org'. [hostname-once]"],
  [withEnvironment({ gitops: { policy: 'glob:feature/blip-*' } }),
    "environments.qa.gitops.policy: 'glob:feature/blip-*': the character '/' cannot stand in a tag; write 'glob:feature-blip-*', as "
      + 'builds spell a branch in a tag. [policy-unreadable]'],
  [withChart({ ...gitChart, ref: 'feature/blip' }),
    "warning: packages.gloo.chart.ref: 'feature/blip' is a branch, which moves without a commit here; write a tag or a commit of it. "
      + '[chart-moves]'],
];
