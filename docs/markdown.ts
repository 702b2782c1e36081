/** The first line of every page that is made. */
export const generatedLine = '<!-- Made by "npm run docs" from the code; edits are lost. -->';

export function code(text: string): string {
  return `\`${text}\``;
}

export function prose(text: string): string {
  return text.replace(/\n(?!\n)/g, ' ');
}

export function cell(text: string): string {
  return prose(text).replaceAll('|', '\\|');
}
