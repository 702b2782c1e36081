import { definePackage, type ChartConfig } from './package.ts';

/** Reports changes of the cluster to Slack. */
export interface FluxcloudConfig extends ChartConfig {
  /**
   * Channel to write to; the webhook of Secret `slack` must be allowed to (guide l.348-355).
   * @default '#flux-CLUSTER'
   */
  readonly channel?: `#${string}`;
  /**
   * Name that the messages are signed with.
   * @default 'fluxcloud'
   */
  readonly username?: string;
}

/** Guide l.362. */
const placeholders = { url: 'SLACK_URL' };

export const fluxcloud = definePackage<'fluxcloud', FluxcloudConfig>({
  name: 'fluxcloud',
  summary: 'Reports every change that Flux makes to a Slack channel.',
  defaults: ({ name }) => ({ channel: `#flux-${name}`, username: 'fluxcloud' }), // documented: one person's name
  stage: 'shared',
  meets: { notifications: 'Slack' },
  secrets: [{ name: 'slack', keys: ['url'], placeholders }],
  release: {
    flux1: {
      namespace: 'flux',
      chart: { git: 'git@github.com:tidepool-org/development', path: 'charts/fluxcloud/0.1.0', ref: 'k8s' },
      reads: ['github', 'name', 'slack.channel', 'slack.username'],
      release: ({ cluster, settings: { channel, username } }) => ({
        automated: false,
        values: { name: 'fluxcloud', github: cluster.repositoryUrl, slack: { channel, username } },
      }),
    },
    flux2: {
      namespace: 'flux-system',
      // The value stays where it is; Flux reads the address under a key of its own choice.
      secrets: [{ name: 'slack', keys: ['url'], renamed: { url: 'address' }, pathNamespace: 'flux', placeholders }],
      notifier: ({ settings: { channel, username } }) => ({ channel, username, secret: 'slack' }),
    },
  },
  umbrella: {
    chart: 'shared',
    key: 'fluxcloud',
    default: false,
    passesOn: ['username'],
    values: ({ settings: { username } }) => ({ secretName: 'slack', slack: { username } }),
  },
  notes: [
    'Flux v1: Flux in `bootstrap/flux` has the argument --connect=ws://fluxcloud, by which it reports, where this package is (guide l.374-380).',
    'The umbrella chart writes to #flux-CLUSTER, so `channel` is refused there.',
    'Flux v1: the chart makes a Deployment of extensions/v1beta1, which Kubernetes 1.16 and later refuse.',
    'Flux 2: nothing is installed, since a controller of Flux itself writes to Slack, with the same webhook.',
  ],
});
