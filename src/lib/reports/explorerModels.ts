/** The models that stand side by side before the reader chooses others, by their ids. */
export const FIRST_MODELS: readonly string[] = ["popularity", "sequential-rules", "sknn", "stan"];

/** How many items a model's list has. */
export const LISTED = 20;
