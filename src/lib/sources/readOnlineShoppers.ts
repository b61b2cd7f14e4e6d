import {UserError} from "../core/errors.js";
import {table, type Table} from "../core/table.js";
import {SESSION_COLUMNS, SHOPPERS_HEADER, shoppersPlaces, type SessionColumn} from "./onlineShoppers.js";

/** A line of the file that is no session. */
export interface RejectedLine {
  /** In the file, the header being 1. */
  readonly line: number;
  readonly reason: string;
}

export interface ReadSessions {
  /** A row a session in the order of the file, with the columns of `SESSION_COLUMNS`, texts as codes. */
  readonly sessions: Table;
  readonly rejected: readonly RejectedLine[];
}

/**
 * The sessions of Online Shoppers (UCI 468) in the text of its file, where no database is at hand. A line that cannot be read is set
 * aside with its reason; empty lines are none. Throws `UserError` for a text that does not begin with the table's header, and
 * where no line can be read. Columns may stand in any order.
 *
 * @param name the file's, for what is thrown
 */
export function readOnlineShoppers(text: string, name: string): ReadSessions {
  const [header, ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const places = shoppersPlaces(header);
  if (places === null)
    throw new UserError(
      `${name} begins with ${JSON.stringify(header.length > 80 ? `${header.slice(0, 80)}…` : header)}`,
      `Online Shoppers begins with ${JSON.stringify(`${SHOPPERS_HEADER.slice(0, 40)}…`)}`
    );
  const width = header.split(",").length;
  const read: number[][] = [];
  const rejected: RejectedLine[] = [];
  lines.forEach((text, i) => {
    if (text === "") return;
    const fields = text.split(",");
    const values = SESSION_COLUMNS.map((column, k) => valueOf(column, fields[places[k]] ?? ""));
    const fault = SESSION_COLUMNS.find((_, k) => values[k] === null);
    if (fields.length !== width) rejected.push({line: i + 2, reason: `not ${width} values`});
    else if (fault !== undefined) rejected.push({line: i + 2, reason: `${fault.published} cannot be read`});
    else read.push(values as number[]);
  });
  if (read.length === 0)
    throw new UserError(
      `${name} has no line that is a session`,
      rejected.length === 0 ? "choose the whole file" : `line ${rejected[0].line}: ${rejected[0].reason}`
    );
  const columns = SESSION_COLUMNS.map(({name, kind}, k) => {
    const values = read.map((row) => row[k]);
    return [name, kind === "real" ? Float64Array.from(values) : Int32Array.from(values)] as const;
  });
  return {sessions: table(Object.fromEntries(columns)), rejected};
}

function valueOf({kind, values, from = 0}: SessionColumn, text: string): number | null {
  if (values !== undefined) {
    const plain = text.replace(/^[ "]+|[ "]+$/g, "").toUpperCase();
    const place = values.findIndex((value) => value.toUpperCase() === plain);
    return place === -1 ? null : place + from;
  }
  if (kind === "real") return /^\s*\d*\.?\d+(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : null;
  return /^\d+$/.test(text) && Number(text) <= 2_147_483_647 ? Number(text) : null;
}
