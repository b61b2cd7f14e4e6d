import {chmodSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterAll, expect, test} from "vitest";
import {
  checkFile,
  contentSha256,
  fileError,
  firstBytes,
  firstLine,
  isGzip,
  lastBytes
} from "../../loaders/tools/contents.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-contents-"));
afterAll(() => rmSync(folder, {recursive: true}));

function file(name: string, content: Uint8Array | string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

test("what a file holds is the same gzipped or not", async () => {
  const [plain, zipped] = [file("a", "\uFEFFone\r\ntwo\n"), file("b", gzipSync("\uFEFFone\r\ntwo\n"))];
  expect([isGzip(plain), isGzip(zipped)]).toEqual([false, true]);
  for (const path of [plain, zipped]) expect(await firstLine(path)).toBe("one");
  expect(await contentSha256(zipped)).toBe(await contentSha256(plain));
});

test("the ends of a file, also of a short one", () => {
  const path = file("c", "abcdef");
  expect([firstBytes(path, 2).toString(), lastBytes(path, 2).toString()]).toEqual(["ab", "ef"]);
  expect([firstBytes(path, 99).toString(), lastBytes(path, 99).toString()]).toEqual(["abcdef", "abcdef"]);
});

test.each([
  ["ENOENT", /^there is no file a\/b; check the path$/],
  ["EISDIR", /^a\/b is a folder, not a file; name the file in it$/],
  ["ENOTDIR", /^a\/b leads through something that is no folder/],
  ["EACCES", /^no permission for a\/b; change its owner or mode, or run as one who may$/],
  ["EPERM", /^no permission for a\/b/],
  ["EROFS", /^a\/b is on a disk that cannot be written/],
  ["ENOSPC", /^the disk is full at a\/b; free some space and run the same command again$/],
  ["EDQUOT", /^the disk is full at a\/b/]
])("%s becomes one line with a remedy", (code, message) => {
  const error = fileError(Object.assign(new Error("no"), {code}), "a/b") as Error;
  expect(error).toMatchObject({name: "UserError"});
  expect(error.message).toMatch(message);
});

test("a bug stays a bug", () => {
  const bug = new TypeError("x is not a function");
  expect(fileError(bug, "a")).toBe(bug);
});

// whoever may do anything is never refused
test.skipIf(process.getuid?.() === 0)("a file that may not be read is refused", () => {
  const path = file("d", "secret");
  chmodSync(path, 0);
  expect(() => checkFile(path)).toThrow(/no permission for/);
});
