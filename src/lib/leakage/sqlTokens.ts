import {UserError} from "../core/errors.js";

/** A piece of SQL that is no space and no comment. */
export interface SqlToken {
  readonly kind: "word" | "name" | "text" | "number" | "symbol";
  /** A word in small letters, a quoted name or a text without its quotes, anything else as it stands. */
  readonly text: string;
}

/** Words and signs of SQL, as DuckDB tells them apart. Throws `UserError` for a quote or a comment that is never closed. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  const add = (kind: SqlToken["kind"], text: string, length: number) => {
    tokens.push({kind, text});
    at += length;
  };
  /** The text up to a closing quote, which stands for itself where it is doubled. */
  const upTo = (quote: string, escapes = false): string => {
    let text = "";
    for (let i = at + 1; i < sql.length; i++) {
      if (escapes && sql[i] === "\\") text += sql[++i] ?? "";
      else if (sql[i] !== quote) text += sql[i];
      else if (sql[i + 1] === quote) text += sql[i++];
      else {
        at = i + 1;
        return text;
      }
    }
    throw new UserError(`the SQL opens a ${quote} that is never closed`, "close it");
  };
  while (at < sql.length) {
    const rest = sql.slice(at, at + 200);
    const space = /^\s+/.exec(rest)?.[0];
    if (space !== undefined) at += space.length;
    else if (rest.startsWith("--")) at = sql.includes("\n", at) ? sql.indexOf("\n", at) : sql.length;
    else if (rest.startsWith("/*")) at = commentEnd(sql, at);
    else if (rest[0] === "'") {
      const last = tokens.at(-1);
      const escapes = last?.text === "e" && /[eE]/.test(sql[at - 1] ?? "");
      if (escapes) tokens.pop();
      tokens.push({kind: "text", text: upTo("'", escapes)});
    } else if (rest[0] === '"') tokens.push({kind: "name", text: upTo('"')});
    else if (/^\$\w*\$/.test(rest)) {
      const mark = /^\$\w*\$/.exec(rest)![0];
      const end = sql.indexOf(mark, at + mark.length);
      if (end === -1) throw new UserError(`the SQL opens a ${mark} that is never closed`, "close it");
      tokens.push({kind: "text", text: sql.slice(at + mark.length, end)});
      at = end + mark.length;
    } else {
      const word = /^[\p{L}_][\p{L}\p{N}_$]*/u.exec(sql.slice(at))?.[0];
      const number = /^\d[\w.]*/.exec(rest)?.[0];
      if (word !== undefined) add("word", word.toLowerCase(), word.length);
      else if (number !== undefined) add("number", number, number.length);
      else add("symbol", rest[0], 1);
    }
  }
  return tokens;
}

/** Comments between slashes and stars can stand in one another. */
function commentEnd(sql: string, from: number): number {
  let depth = 0;
  for (let i = from; i < sql.length; i++) {
    const two = sql.slice(i, i + 2);
    if (two === "/*") depth++;
    else if (two === "*/") depth--;
    else continue;
    i++;
    if (depth === 0) return i + 1;
  }
  throw new UserError("the SQL opens a comment that is never closed", "close it with */");
}
