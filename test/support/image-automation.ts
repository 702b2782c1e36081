import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Images by policy, as `NAMESPACE:NAME`. */
export type ChosenImages = Readonly<Record<string, string>>;

/**
 * What image automation of Flux 2 makes of a text, as far as it can happen to ours: it sets each scalar whose comment names a policy that
 * has chosen an image, as it is quoted there. A file in which it has changed something also loses a `---` at its beginning.
 */
export function withImages(text: string, images: ChosenImages): string {
  const line = /^( *[\w-]+: )(["']?)([^\s"']+)(\2 # \{"\$imagepolicy": "([\w:-]+)"\})$/gm;
  const changed = text.replace(line, (whole, key: string, quote: string, image: string, rest: string, policy: string) =>
    Object.hasOwn(images, policy) ? `${key}${quote}${images[policy] ?? image}${rest}` : whole);
  return changed === text ? text : changed.replace(/^---\n/, '');
}

/** A program that runs the code of Flux itself: `SETTERS FOLDER POLICY=IMAGE...` sets the images in the files of a folder. */
const setters = process.env['SETTERS'] ?? '';

/** True where the model above is not held against Flux itself. */
export const modelOnly = setters === '';

/** Says it where people see it, since a skipped test is easily overlooked. */
export function sayIfModelOnly(tests: string): void {
  if (modelOnly) process.stderr.write(`\nSKIPPED: ${tests}, since SETTERS names no program that does what Flux does\n\n`);
}

/** The same by Flux' own code. */
export function withImagesByFlux(text: string, images: ChosenImages): string {
  const folder = mkdtempSync(join(tmpdir(), 'setters-'));
  const file = join(folder, 'a.yaml');
  try {
    writeFileSync(file, text);
    const chosen = Object.entries(images).map(([policy, image]) => `${policy}=${image}`);
    const { status, stderr } = spawnSync(setters, [folder, ...chosen], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${setters}: ${stderr}`);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
