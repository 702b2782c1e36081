import { transformSync } from 'esbuild';
import type { ClusterConfig } from '../../charts/config.ts';

/** What the text of a cluster file exports. */
export function exportedBy(text: string): ClusterConfig {
  const module = { exports: {} as { default: ClusterConfig } };
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' });
  new Function('require', 'module', 'exports', code)(() => ({ defineCluster: (config: unknown) => config }), module, module.exports);
  return module.exports.default;
}
