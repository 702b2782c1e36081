import { definePackage, type PackageConfig } from './package.ts';

/** Lets sensors push the images that they build. */
export interface KanikoConfig extends PackageConfig {}

export const kaniko = definePackage<'kaniko', KanikoConfig>({
  name: 'kaniko',
  summary: 'Lets builds that Argo Events starts push images to Docker Hub: a Secret that Kaniko reads.',
  defaults: () => ({}),
  stage: 'shared',
  secrets: [{ name: 'kaniko', keys: ['config.json'] }],
  release: {
    flux2: { namespace: { name: 'argo-events' } },
  },
  needs: () => ({ packages: ['argo-events'] }),
  replaces: [{ command: 'kubectl create secret generic kaniko --namespace argo-events --from-file config.json', line: 84 }],
  notes: [
    'Kaniko reads `/kaniko/.docker/config.json`, so the key is `config.json` and not `.dockerconfigjson`. `40-secrets.sh docker-config` makes the ' +
      'value of user and token, without the newline that `echo` would put behind the token.',
  ],
});
