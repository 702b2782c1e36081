/** A mistake in the schemas that the user gave: its message is all there is to say. In a file of its own, so that main.ts loads no schema for it. */
export class CatalogError extends Error {}
