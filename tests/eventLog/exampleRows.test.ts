import {expect, test} from "vitest";
import {checkGuess} from "../../src/lib/eventLog/checkGuess.js";
import {exampleRows} from "../../src/lib/eventLog/exampleRows.js";
import {inspectLog} from "../../src/lib/eventLog/inspectLog.js";
import type {LogFile} from "../../src/lib/eventLog/logFile.js";

let bytesRead = 0;
function fileOf(name: string, text: string): LogFile {
  const bytes = new TextEncoder().encode(text);
  return {
    name,
    size: bytes.length,
    path: name,
    stream: () =>
      new ReadableStream<Uint8Array>({
        start() {
          bytesRead = 0;
        },
        pull(controller) {
          const chunk = bytes.slice(bytesRead, bytesRead + 65_536);
          bytesRead += chunk.length;
          if (chunk.length === 0) controller.close();
          else controller.enqueue(chunk);
        }
      }),
    slice: (from, to) => Promise.resolve(bytes.slice(from, to).buffer)
  };
}

/** Each row says in which line it stands. */
const time = (line: number) => new Date(Date.UTC(2024, 0, 1) + line * 60_000).toISOString();
const csv = (lines: number) =>
  ["timestamp,user_id,page"]
    .concat(Array.from({length: lines}, (_, i) => `${time(i + 2)},in line ${i + 2},"a, ""b"""`))
    .join("\n");
const ndjson = (lines: number) =>
  Array.from({length: lines}, (_, i) => JSON.stringify({timestamp: time(i + 1), user_id: `in line ${i + 1}`})).join(
    "\n"
  );

test.each([
  ["CSV", "log.csv", csv(500), [2, 77, 501]],
  ["CSV below a comment", "log.csv", `# made by hand\n${csv(500)}`, [3, 78]],
  ["NDJSON", "log.ndjson", ndjson(500), [1, 77, 500]]
])("examples are what the lines say: %s", async (_, name, text, lines) => {
  const file = fileOf(name, text);
  const inspection = await inspectLog(file);
  const {mapping} = checkGuess(inspection, "user=user_id");
  const found = await exampleRows(file, inspection, mapping, new Set(lines));
  const above = text.startsWith("#") ? 1 : 0;
  expect([...found.keys()]).toEqual(lines);
  for (const line of lines)
    expect(found.get(line)).toMatchObject({timestamp: time(line - above), user_id: `in line ${line - above}`});
});

test("a file is read no further than its examples, and never far", async () => {
  const text = csv(60_000);
  const file = fileOf("log.csv", text);
  const inspection = await inspectLog(file);
  const {mapping} = checkGuess(inspection, "user=user_id");
  expect([...(await exampleRows(file, inspection, mapping, new Set([5, 50_000]))).keys()]).toEqual([5]);
  expect(bytesRead).toBeLessThan(text.length / 4);
});
