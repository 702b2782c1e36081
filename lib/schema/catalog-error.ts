/** A mistake in the schemas that the user gave: its message is all there is to say. By itself, since whoever catches it reads none. */
export class CatalogError extends Error {}
