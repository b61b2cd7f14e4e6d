import type {LogFile} from "../../lib/eventLog/logFile.js";

/** A file that a reader gave to the page, as the reader of logs takes it. The engine must be given it under the same `path`. */
export function browserFile(file: File): LogFile {
  return {
    name: file.name,
    size: file.size,
    path: "own-log",
    stream: () => file.stream(),
    slice: (from, to) => file.slice(from, to).arrayBuffer()
  };
}
