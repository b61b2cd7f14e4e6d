import type {LogFile} from "../../lib/eventLog/logFile.js";

/**
 * A file that a reader gave to the page, as the reader of logs takes it. The engine must be given it under the same `path`. DuckDB-WASM takes a path for
 * every file whose name begins with it, so that no path may begin another.
 */
export function browserFile(file: File, path: string): LogFile {
  return {
    name: file.name,
    size: file.size,
    path,
    stream: () => file.stream(),
    slice: (from, to) => file.slice(from, to).arrayBuffer()
  };
}
