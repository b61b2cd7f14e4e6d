import {spawnSync} from "node:child_process";
import {readFileSync, statSync} from "node:fs";
import {expect, test} from "vitest";
import {projectFiles} from "./repository.js";

const packages = JSON.parse(readFileSync("package.json", "utf8"));
const lock = readFileSync("package-lock.json", "utf8");

test("every version is pinned", () => {
  const versions = Object.entries({...packages.dependencies, ...packages.devDependencies, ...packages.overrides});
  expect(versions.length).toBeGreaterThan(10);
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(String(version)))).toEqual([]);
});

test("the lock file names no host, so that any registry serves", () => {
  expect(lock).not.toMatch(/"resolved":/);
  expect(lock).not.toMatch(/https?:\/\/[^"]*\.tgz/);
});

test("the lock file belongs to package.json", () => {
  const {dependencies, devDependencies} = JSON.parse(lock).packages[""];
  expect({dependencies, devDependencies}).toEqual({
    dependencies: packages.dependencies,
    devDependencies: packages.devDependencies
  });
});

test("no file names a place on somebody's machine or a package host", () => {
  const place = /(?:^|[\s"'`(=])\/(?:home|root|Users|work|tmp)\/\w|\b(?:registry|cdn)\.[\w-]+\.(?:org|net|com)\b/m;
  const named = projectFiles()
    .filter(
      (file) => file !== "tests/house/packages.test.ts" && /\.(?:[mc]?[tj]s|json|md|css|ya?ml|py)$|run$|rc$/.test(file)
    )
    .map((file) => [file, place.exec(readFileSync(file, "utf8"))?.[0].trim()])
    .filter(([, found]) => found !== undefined);
  expect(named).toEqual([]);
});

test("the repository stays small", () => {
  const bytes = projectFiles().reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThan(60e6);
});

test("the check before each command wants the Node that package.json wants, and is quiet", () => {
  const source = readFileSync("loaders/build/ready.mjs", "utf8");
  const needed = /const needed = \[(\d+), (\d+)\]/.exec(source);
  expect(packages.engines.node).toBe(`>=${needed?.[1]}.${needed?.[2]}`);
  const {status, stdout, stderr} = spawnSync(process.execPath, ["loaders/build/ready.mjs"], {encoding: "utf8"});
  expect({status, stdout, stderr}).toEqual({status: 0, stdout: "", stderr: ""});
});
