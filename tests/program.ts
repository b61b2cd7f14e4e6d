import {join} from "node:path";
import {inject} from "vitest";

/** What Node starts for a program of the project that `bundlePrograms` has in its list. */
export function program(file: string): string {
  return join(inject("programs"), file.replace(/\.ts$/, ".mjs"));
}

/** What Node starts for the command line: with tsx, which reads `clickproof.config.ts`. */
export function commandLine(): readonly string[] {
  return ["--import", "tsx", program("loaders/cli/main.ts")];
}
