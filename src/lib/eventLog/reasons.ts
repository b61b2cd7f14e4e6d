/** Reasons that the reader of a log gives to rows that it sets aside, beside those of values that cannot be read. */

/** A row with more fields than the file has columns. */
export const SURPLUS = "more fields than columns";
/** A line of a table cut at blanks with too few fields or too many: which one it is cannot be told. */
export const UNEVEN = "another number of fields than columns";
/** A line whose bytes are no characters. */
export const NOT_UTF8 = "not UTF-8";
/** The names of the columns where they come again, as in files that were put one behind the other. */
export const HEADER_AGAIN = "the header again";
/** A line that adds the others up. */
export const TOTAL = "a total and no event";
/** An object whose list has nothing in it. */
export const EMPTY_LIST = "no events in its list";
/** A row of a table of orders that takes something back. */
export const RETURN = "return: the quantity is negative";

/** A row of an order that was taken back, or of a document that takes something back. */
export const TAKEN_BACK = "return: its status is a return, a refund or a cancellation";
/** A row that tells once more what another row of the same order tells. */
export const PART_OF_ROW = "part of another row, which is counted";

/** An event of nobody: a visitor who did not log in, an order of a guest. */
export const MISSING_USER = "missing user";

/** A row in which the column of what happened is empty: of other kinds of event than those that it tells apart. */
export const MISSING_EVENT = "missing event type";

/** Of these, what says nothing against a log. */
export const HARMLESS = [
  HEADER_AGAIN,
  TOTAL,
  EMPTY_LIST,
  RETURN,
  TAKEN_BACK,
  PART_OF_ROW,
  MISSING_USER,
  MISSING_EVENT
] as const;
