/** Hand-written manifests that are refused, each with all that is said about it. */
export const ownMistakes: readonly { readonly path: string; readonly text: string; readonly says: string }[] = [
  {
    path: 'shared/a.yaml',
    text: 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { a: b }\n',
    says: "clusters/base/shared/a.yaml: Secret 'a' holds data, which a repository reveals (docs/secrets.md); fetch it by an ExternalSecret, or encrypt "
      + 'it with sops. [own-object]',
  },
  {
    path: 'shared/images.yaml',
    text: 'apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: a }\n',
    says: "clusters/base/shared/images.yaml: a file called 'images.yaml' means something else to Flux or to this program (docs/escape-hatches.md); "
      + 'call it otherwise, with the ending .yaml. [own-file]',
  },
  {
    path: 'shared/namespace.yaml',
    text: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: external-dns, annotations: { kustomize.toolkit.fluxcd.io/prune: disabled } }\n',
    says: 'clusters/base/shared/namespace.yaml: Namespace/external-dns stands in dist/clusters/base/flux/shared/external-dns/namespace.yaml already, and Flux '
      + 'would apply now one and now the other (docs/escape-hatches.md); give it another name, or remove it and write values for the package or '
      + 'environment. [own-name]',
  },
];
