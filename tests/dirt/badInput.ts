/** A file with something wrong in it, and what can be known of it without reading it as the project does. */
export interface BadInput {
  /** What was done to which log. */
  readonly about: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Records besides the header; null where the damage leaves open what a record is. */
  readonly records: number | null;
  /** Users whose rows are whole, stand in lines of their own, and must come through if the columns are found. */
  readonly unharmed: readonly string[];
  /** The user's column, if the header is as it was. */
  readonly userColumn: string | null;
}
