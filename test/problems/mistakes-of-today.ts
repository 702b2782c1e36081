import type { ClusterConfig } from '../../charts/config.ts';
import { servicesOf } from '../../charts/tidepool/services.ts';
import { environmentOfToday, today } from '../invalid/base.ts';
import { gitChart, longName, repositoryChart, underFlux2, underFlux2WithChart, serving, withToday } from './configs.ts';

/** The same about clusters under Flux 2. */
export const mistakesOfToday: readonly (readonly [config: ClusterConfig, ...says: readonly string[]])[] = [
  [{
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
    'environments.qa.values.auth.deployment.image: the image of auth stands there, which Flux moves and each synth reads again; write '
      + 'environments.qa.services.auth.image, or pin. [values-word]',
    'note: environments.qa.values.global.nothing: there is nothing of ours to take away; leave it out. [values-idle]',
    "environments.qa.values.glooingress.virtualServices.https.certificateSecretName: nothing makes Secret 'own-tls' there, and pods "
      + "would wait for it; write 'qa-tls-secret'. [values-secret]",
    'environments.qa.values.glooingress.virtualServices.https.dnsNames: this is what environments.qa.gateway.https.dnsNames[0] says, '
      + 'here and in other files; write environments.qa.gateway.https.dnsNames[0]. [values-word]',
    'environments.qa.values.hydrophone: the image of hydrophone stands there, which Flux moves and each synth reads again; write '
      + 'environments.qa.services.hydrophone.image, or pin. [values-word]',
    "packages['external-dns'].values.domainFilters: this is what dns.domains says, here and in other files; write dns.domains. "
      + '[values-word]',
    "warning: packages['external-dns'].values.logLevel: this is what logLevel says; write logLevel. [values-word]",
    "note: packages['external-dns'].values.serviceAccount.annotations: this is so anyway; leave it out. [values-idle]",
    "packages['external-dns'].values.serviceAccount.name: 'external-dns' is the service account whose role eksctl makes; leave it out. "
      + '[values-word]'],
  [withToday({
    gitops: { policy: 'semver:~1.2' },
    services: Object.fromEntries(servicesOf('0.26.0').filter(name => name !== 'auth' && name !== 'uploader').map(name => [name, { pin: 'v1' }])),
  }),
    "environments.qa.gitops.policy: 'semver:~1.2' allows no tag of auth, whose CI builds branch master; write policy: 'glob:master-*' "
      + 'in environments.qa.services.auth. [policy-matches]'],
  [withToday({ gitops: { policy: 'glob:ma*-*', digestOf: 'master-latest' } }),
    "environments.qa.gitops.digestOf: 'master-latest' is no tag of clinic-worker, whose CI builds branch main; write policy: "
      + "'glob:main-*', digestOf: 'main-latest' in environments.qa.services['clinic-worker']. [policy-matches]"],
  [withToday({ services: { blip: { enabled: false } } }),
    "environments.qa.services.blip.enabled: blip always runs in the chart of edition '0.26.0'; leave this out, as no edition for Flux "
      + 'v1 can. [edition-cannot]'],
  [withToday({ mongo: { server: 'embedded', secret: { scheme: 'mongodb', hosts: ['mongo'], tls: false } } }),
    "environments.qa.mongo.secret: there is no Mongo to connect to without a password in the chart of edition '0.26.0'; leave this out, "
      + "or write edition 'guide' or '0.1.7'. [edition-cannot]",
    "environments.qa.mongo.server: there is no Mongo in the chart of edition '0.26.0'; write 'external', or write edition 'guide' or "
      + "'0.1.7'. [edition-cannot]"],
  [withToday({ nosqlclient: true }),
    "environments.qa.nosqlclient: nosqlclient cannot be installed in the chart of edition '0.26.0'; leave this out, or write edition "
      + "'guide' or '0.1.7'. [edition-cannot]"],
  [withToday({ services: { blip: { pin: 'a tag' } } }),
    "environments.qa.services.blip.pin: 'a tag' is no tag; write one such as 'master-latest'. [image-reference]"],
  [{
    ...today,
    packages: {
      ...today.packages,
      gloo: { chart: { ...gitChart, git: 'https://github.com/example/a.b' } },
      reloader: { chart: { ...gitChart, git: 'https://github.com/example/a/b' } },
    },
  },
    "packages.gloo.chart: 'https://github.com/example/a.b' and 'https://github.com/example/a/b' of reloader/reloader would be one "
      + 'source; write one address in both. [chart-source-name]',
    "packages.reloader.chart: 'https://github.com/example/a/b' and 'https://github.com/example/a.b' of gloo-system/gloo would be one "
      + 'source; write one address in both. [chart-source-name]'],
  [{ ...today, kubernetes: '1.0' },
    "kubernetes: '1.0' is no minor release of Kubernetes, which is what eksctl takes; write '1.34'. [kubernetes-version]"],
  [underFlux2({ edition: 'guide', logLevel: 'debug', services: { image: {} } }),
    "environments.qa.edition: Flux 2 cannot install the chart of edition 'guide', since it makes Deployments of extensions/v1beta1, and "
      + "brings a Gloo of 2019; write '0.26.0', with kafka and keycloak in each of its environments. [edition-installable]"],
  [underFlux2({ nosqlclient: true }),
    "environments.qa.nosqlclient: nosqlclient cannot be installed in the chart of edition '0.26.0'; leave this out, as no edition for "
      + 'Flux 2 can. [edition-cannot]'],
  [underFlux2({ mongo: { server: 'embedded' } }),
    "environments.qa.mongo.server: there is no Mongo in the chart of edition '0.26.0'; write 'external', as no edition for Flux 2 can. "
      + '[edition-cannot]'],
  [underFlux2({ services: { blip: { policy: 'glob:*-latest' }, tools: { policy: 'regexp:^develop-[0-9a-f]{8}$' } } }),
    "environments.qa.services.blip.policy: 'glob:*-latest': it fixes the end of the tags, where Flux 2 looks for what orders them; "
      + "write 'glob:*-latest-*' for branches that end so, or name one tag by pin or digestOf. [policy-order]",
    "environments.qa.services.tools.policy: 'regexp:^develop-[0-9a-f]{8}$': its tags do not tell Flux 2 which is the newest; let CI "
      + "push BRANCH-SHA-TIME and write 'glob:develop-*', or that and digestOf: 'develop-latest' beside it. [policy-order]"],
  [underFlux2({ gitops: { policy: 'glob:develop-latest' } }),
    "environments.qa.gitops.policy: 'glob:develop-latest': it names one tag, so there is nothing to order; pin services to it (pin: "
      + "'develop-latest'), or write digestOf: 'develop-latest' beside it if CI moves this tag. [policy-order]"],
  [underFlux2({ gitops: { policy: 'semver:>=1.0.0-0, <2' } }),
    "environments.qa.gitops.policy: 'semver:>=1.0.0-0, <2': '<2' is rounded up by some releases of Flux and down by others; write all "
      + 'three numbers, as in 2.0.0. [policy-unreadable]'],
  [underFlux2({ gitops: { policy: 'glob:' } }),
    "environments.qa.gitops.policy: 'glob:': it has no pattern; say what the tags look like, as in 'glob:develop-*'. [policy-unreadable]"],
  [underFlux2({ gitops: { policy: 'glob:*', digestOf: 'develop latest' }, services: { 'plotly-orca': { digestOf: 'latest' } } }),
    "environments.qa.gitops.digestOf: 'develop latest' is no tag; write one that every build moves, such as 'develop-latest'. "
      + '[digest-tag]',
    "environments.qa.services['plotly-orca'].digestOf: 'latest' would be lost, since this service follows no tags without a policy of "
      + "its own; write policy: 'glob:latest' beside it. [digest-tag]"],
  [underFlux2({ services: { blip: { policy: 'glob:*', digestOf: 'latest' }, tools: { digestOf: 'main-latest' } } }),
    "environments.qa.services.blip.digestOf: 'latest' does not satisfy 'glob:*', within which it has to be; write a tag that does, or "
      + "policy: 'glob:latest'. [digest-tag]",
    "environments.qa.services.tools.digestOf: 'main-latest' does not satisfy 'glob:develop-*', within which it has to be; write a tag "
      + "that does, or policy: 'glob:main-latest'. [digest-tag]"],
  [{
    ...today,
    packages: { certmanager: {}, 'external-secrets': {} },
    environments: { int: serving('int.tidepool.org'), qa: environmentOfToday },
  },
    "environments.int.kafka: nothing says which Kafka the services talk through, without which they do not start in edition '0.26.0'; "
      + "write kafka: { brokers: ['kafka.example.org:9096'], username: 'tidepool-int', version: '3.9.0' }, in your words. [edition-needs]",
    "environments.int.keycloak: nothing says which Keycloak knows the users, without which they do not start in edition '0.26.0'; write "
      + "keycloak: { baseUrl: 'https://auth.example.org' }, in your words. [edition-needs]",
    'packages.gloo: this package is not installed, and environment int and environment qa cannot do without it: its services call each '
      + 'other through Gloo, whose kinds nothing else defines; write gloo: {}. [package-needed]'],
  [{ ...today, packages: { fluxcloud: {} }, environments: {} },
    "packages['external-secrets']: this package is not installed, and it alone fetches the Secrets of package fluxcloud from AWS "
      + "Secrets Manager; write 'external-secrets': {}. [secret-fetcher]"],
  [{ ...today, packages: { 'external-secrets': {}, gloo: {} } },
    "environments.qa.gateway.https: 'letsencrypt-staging', who is to sign this certificate, comes with package certmanager, which is "
      + 'not installed; write certmanager: {} in packages. [issuer-installed]'],
  [{ ...today, environments: { 'cert-manager': environmentOfToday } },
    "environments['cert-manager']: 'cert-manager' is a namespace of package certmanager, and an environment has one of its own; call "
      + 'the environment otherwise. [environment-name]'],
  [underFlux2WithChart({ ...repositoryChart, repository: 'oci://registry.example.org/Charts' }),
    "packages.gloo.chart.repository: 'oci://registry.example.org/Charts' is no URL of a Helm repository; write one such as "
      + "'https://charts.jetstack.io'. [chart-source]"],
  [underFlux2WithChart({ ...repositoryChart, repository: 'oci://token@registry.example.org/charts' }),
    'packages.gloo.chart.repository: a token or password stands in this address, for all to use who read the repository; write the '
      + 'address alone, and give Flux the credentials as a Secret. [chart-password]'],
  [underFlux2WithChart({ ...gitChart, git: 'http://github.com/tidepool-org/development' }),
    "packages.gloo.chart.git: 'http://github.com/tidepool-org/development' is no address that git clones by ssh or https; write one "
      + "such as 'git@github.com:tidepool-org/development'. [chart-source]"],
  [underFlux2({ chart: { ...gitChart, git: 'ssh://git@github.com/tidepool-org/cluster-other.git' } }),
    "warning: environments.qa.chart.git: 'ssh://git@github.com/tidepool-org/cluster-other.git' is fetched with the key in Secret "
      + "flux-system, which opens this repository alone if it is a deploy key; write gitSecret: 'NAME', the Secret with a key that opens "
      + 'the other. [chart-key]'],
  [{ ...today, name: longName, bucketNames: 'env' },
    "environments.qa: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-qa-hydrophone' has 77 characters, too many for "
      + "the name of an IAM role; shorten this name or the cluster's by 13. [role-name]",
    "name: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-external-secrets-external-secrets' has 97 characters, too "
      + 'many for the name of an IAM role; shorten this name by 33. [role-name]'],
  [{ ...today, packages: { ...today.packages, 'amazon-cloudwatch': { fluentdImage: 'fluentd:latest' } } },
    "warning: packages['amazon-cloudwatch'].fluentdImage: the tag 'latest' is another image from day to day, and no commit says so; "
      + 'write the tag of a build. [image-latest]',
    "packages['amazon-cloudwatch'].fluentdImage: under Flux 2, package amazon-cloudwatch has no use for fluentdImage, so it would be "
      + 'lost; leave it out. [setting-unused]'],
  [underFlux2({ gitops: { policy: 'glob:*', digestOf: 'develop-latest' }, services: { blip: { policy: 'glob:*-latest' } } }),
    "environments.qa.services.blip.policy: 'glob:*-latest': it fixes the end of the tags, where Flux 2 looks for what orders them; "
      + "write 'glob:*-latest-*' for branches that end so, or name one tag by pin or digestOf. [policy-order]"],
  [underFlux2({ gitops: { policy: 'glob:', digestOf: 'develop-latest' } }),
    "environments.qa.gitops.policy: 'glob:': it has no pattern; say what the tags look like, as in 'glob:develop-*'. [policy-unreadable]"],
  [underFlux2({ gitops: { policy: 'glob:*', digestOf: 'c'.repeat(40) } }),
    "warning: environments.qa.gitops.digestOf: 'cccccccccccccccccccccccccccccccccccccccc' looks like the tag of one build, whose digest "
      + "never changes; write the tag that every build moves, such as 'develop-latest'. [digest-tag]"],
  [{ ...today, environments: { ['E'.repeat(60)]: environmentOfToday } },
    'environments.EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE: '
      + "'EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE' is no DNS label; write "
      + "'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'. [environment-name]"],
  [{ ...today, name: 'N'.repeat(60) },
    "name: 'NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN' is no DNS label; write "
      + "'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn'. [cluster-name]"],
];
