import {checkQuery} from "../../lib/leakage/checkQuery.js";
import {HONEST_QUERY, INJECTED_LEAKS} from "../../lib/leakage/injectedLeaks.js";
import {UserError} from "../../lib/core/errors.js";

/** What can be audited on the page: the features of the specification, one of the planted leaks, or the reader's own SQL. */
export interface Subject {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Null for features whose SQL is not a single query, and for the reader's own, which stands elsewhere. */
  readonly sql: string | null;
}

export const SPECIFICATION = "specification";
export const OWN_SQL = "own-sql";

export const SUBJECTS: readonly Subject[] = [
  {
    id: SPECIFICATION,
    title: "the features of the specification",
    text: "All features that the log can fill, computed by the SQL that the whole site uses.",
    sql: null
  },
  ...INJECTED_LEAKS.map(({name, kind, mistake, sql, midSession}) => ({
    id: name,
    title: `planted: ${name}`,
    text: `${mistake} The replay should name it “${kind}”${midSession ? " in the middle of a session; at its end it is no mistake" : ""}.`,
    sql
  })),
  {id: OWN_SQL, title: "my own SQL, below", text: "The query in the box below.", sql: null}
];

export const FIRST_SQL = HONEST_QUERY;

/** Longest SQL that the address keeps. */
export const MAX_SQL_LENGTH = 4_000;

/** What is wrong with SQL as it stands, before any database has seen it; null where nothing is. `kept` are columns of the log that `extra_columns` has. */
export function faultOf(sql: string, kept: readonly string[]): string | null {
  try {
    checkQuery(sql, {extra: kept.length > 0});
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
