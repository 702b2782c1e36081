import { bootstrapListed } from './bootstrap.ts';
import { certificateCommonName, issuerSolves } from './certificates.ts';
import { mutableChart } from './charts.ts';
import { crdBeforeUse } from './custom-resources.ts';
import { dependsOn } from './depends-on.ts';
import { dnsNameClaimedTwice } from './dns-names.ts';
import { duplicateObject } from './duplicates.ts';
import { releaseOnce } from './helm-names.ts';
import { imageMark, imagePolicyUnused } from './image-marks.ts';
import { mutableImage } from './images.ts';
import { fileNotListed, kustomizationLists, kustomizationPath } from './kustomizations.ts';
import { namespaceExists } from './namespaces.ts';
import { patchSelects } from './patches.ts';
import { referenceResolves } from './references.ts';
import { roleWords } from './role-words.ts';
import { serviceAccountRole } from './roles.ts';
import type { ManifestRule } from './rule.ts';
import { secretKeys } from './secrets.ts';
import { selectorMatches, serviceSelects } from './selectors.ts';
import { retypedString } from './strings.ts';
import { removedApi, unservedVersion } from './versions.ts';
import { workloadParts } from './workloads.ts';

/** What holds of the manifests of any tree, by whomever. Each rule stands alone: their order is that of the docs. */
export const manifestRules: readonly ManifestRule[] = [
  duplicateObject,
  releaseOnce,
  namespaceExists,
  referenceResolves,
  secretKeys,
  kustomizationPath,
  kustomizationLists,
  fileNotListed,
  patchSelects,
  bootstrapListed,
  dependsOn,
  crdBeforeUse,
  imageMark,
  imagePolicyUnused,
  serviceAccountRole,
  roleWords,
  certificateCommonName,
  issuerSolves,
  workloadParts,
  selectorMatches,
  serviceSelects,
  dnsNameClaimedTwice,
  removedApi,
  unservedVersion,
  retypedString,
  mutableImage,
  mutableChart,
];
