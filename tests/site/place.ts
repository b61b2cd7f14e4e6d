/** The built site. */
export const FOLDER = "dist";
/** A path that is not the root, as on GitHub Pages. */
export const PREFIX = "/clickproof/";
