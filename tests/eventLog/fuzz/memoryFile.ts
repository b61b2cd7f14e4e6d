import type {LogFile} from "../../../src/lib/eventLog/logFile.js";

/** A file whose bytes are in memory, and which the engine reads under `path`. */
export function memoryFile(name: string, bytes: Uint8Array, path: string): LogFile {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>]);
  return {
    name,
    size: bytes.length,
    path,
    stream: () => blob.stream() as ReadableStream<Uint8Array>,
    slice: (from, to) => blob.slice(from, to).arrayBuffer()
  };
}
