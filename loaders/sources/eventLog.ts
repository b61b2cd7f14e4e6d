import {createHash} from "node:crypto";
import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import {basename, extname} from "node:path";
import {Readable} from "node:stream";
import {UserError} from "../../src/lib/core/errors.js";
import {inspectLog, type LogInspection} from "../../src/lib/eventLog/inspectLog.js";
import {namedOnOneLine, type LogFile} from "../../src/lib/eventLog/logFile.js";
import {
  columnsNotRead,
  logSpec,
  mappingProblems,
  ROLES,
  type LogMapping,
  type Role
} from "../../src/lib/eventLog/mapping.js";
import {parseMapping} from "../../src/lib/eventLog/parseMapping.js";
import {readLog} from "../../src/lib/eventLog/readLog.js";
import {DUPLICATE_ROWS_SQL} from "../../src/lib/pipeline/duplicateRows.js";
import {codeHash} from "../tools/codeHash.js";
import {checkFile, fileError} from "../tools/contents.js";
import type {Source} from "./source.js";

/** A file on this machine as the library takes it. Throws `UserError` for a path that is no readable file. */
export function logFile(path: string): LogFile {
  const {bytes} = checkFile(path);
  return namedOnOneLine({
    name: basename(path),
    size: bytes,
    path,
    stream: () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
    async slice(from, to) {
      const file = await open(path);
      try {
        const wanted = new Uint8Array(Math.max(0, to - from));
        let at = 0;
        while (at < wanted.length) {
          const {bytesRead} = await file.read(wanted, at, wanted.length - at, from + at);
          if (bytesRead === 0) break;
          at += bytesRead;
        }
        return wanted.slice(0, at).buffer;
      } finally {
        await file.close();
      }
    }
  });
}

/**
 * Anyone's log: CSV, gzipped or not, NDJSON or Parquet. Its columns are guessed, and `map` corrects the guess. Throws `UserError` for a file that cannot be
 * read and for columns that cannot be told.
 *
 * @param columns names of columns without a role that are brought all the same
 */
export async function eventLog(
  path: string,
  {map = "", columns = []}: {map?: string; columns?: readonly string[]} = {}
): Promise<Source> {
  const file = logFile(path);
  const inspection = await inspectLog(file);
  const mapping = parseMapping(map, inspection.mapping);
  const [problem] = mappingProblems(mapping, inspection.columns);
  if (problem !== undefined)
    throw new UserError(
      `${file.name}: ${problem}`,
      `its columns are ${shortList(inspection.columns)}; correct the guess with --map "time=…, user=…"`
    );
  const unknown = columns.find((name) => !inspection.columns.includes(name));
  if (unknown !== undefined)
    throw new UserError(
      `${file.name} has no column ${JSON.stringify(unknown)}`,
      `its columns are ${shortList(inspection.columns)}`
    );
  const spec = logSpec(sourceName(file.name), mapping);
  const notRead = columnsNotRead(mapping, inspection.columns).filter((name) => !columns.includes(name));
  return {
    spec,
    profile: "full",
    seed: null,
    identity: await identity(file, inspection, mapping),
    note: `${file.name} is read as ${said(inspection, mapping)}${notRead.length === 0 ? "" : `; not read: ${shortList(notRead)}`}`,
    notRead,
    hasArrivals: mapping.ingested !== null,
    ...(mapping.ingested === null
      ? {}
      : {outputs: {event_arrivals: "SELECT line, event, ts_ms, ingested_ms FROM event_arrivals ORDER BY line"}}),
    ...(mapping.deduplicate ? {} : {counts: {exactDuplicates: DUPLICATE_ROWS_SQL}}),
    attributes: {from: "catalogue", columns: ["department_id"]},
    load: async (engine) => {
      await readLog(engine, file, inspection.format, inspection.columns, mapping, {
        engineReadsParquet: true,
        extra: columns
      });
    }
  };
}

/** The name of the folder of a log's outputs: the file's, as far as every file system takes it. */
function sourceName(name: string): string {
  const stem = name.replace(/\.gz$/i, "");
  const plain = stem
    .slice(0, stem.length - extname(stem).length)
    .replace(/[^\w-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `log-${(plain === "" ? "unnamed" : plain).slice(0, 60)}`;
}

async function identity(file: LogFile, {format, columns}: LogInspection, mapping: LogMapping): Promise<string> {
  const bytes = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file.path)) bytes.update(chunk as Buffer);
  } catch (error) {
    throw fileError(error, file.path);
  }
  return createHash("sha256")
    .update(bytes.digest())
    .update(JSON.stringify([format, columns, mapping, await codeHash("src/lib/eventLog/readLog.ts")]))
    .digest("hex");
}

function said({format}: LogInspection, mapping: LogMapping): string {
  const kind =
    format.kind === "csv" ? `CSV${format.gzip ? ", gzipped" : ""}` : format.kind === "ndjson" ? "NDJSON" : "Parquet";
  const shown = ROLES.filter((role) => role !== "ingested" || mapping.ingested !== null);
  const column = (role: Role) =>
    [mapping[role] ?? "none", ...(role === "time" ? (mapping.timeWith ?? []) : [])].join("+");
  const roles = shown.map((role) => `${role}=${column(role)}`).join(", ");
  return `${kind}: ${roles}, time-format=${mapping.timeFormat}${mapping.ingested === null ? "" : `, ingested-format=${mapping.ingestedFormat}`}, zone=${mapping.zoneMinutes}, deduplicate=${mapping.deduplicate ? "yes" : "no"}, names=${mapping.textIds.join(" ") || "none"}`;
}

function shortList(columns: readonly string[]): string {
  const most = 12;
  return `${columns.slice(0, most).join(", ")}${columns.length > most ? ` and ${columns.length - most} more` : ""}`;
}
