import {transformSync} from "esbuild";

/** One import of a module, as written. `resolve` is `import.meta.resolve("…")`, used for workers and binary files. */
export interface ModuleImport {
  readonly specifier: string;
  readonly kind: "static" | "dynamic" | "resolve";
}

/**
 * The imports of one module. The source goes through esbuild first, which drops types, comments and type-only imports and prints
 * every statement in one shape, so that three short patterns find what is left. Throws esbuild's error where the source does not parse.
 */
export function importsOf(source: string, loader: "ts" | "js" = "ts"): ModuleImport[] {
  const code = transformSync(source, {
    loader,
    target: "esnext",
    logLevel: "silent",
    legalComments: "none",
    tsconfigRaw: {compilerOptions: {verbatimModuleSyntax: true}} // a cell may import what only another cell uses
  }).code;
  const found = (pattern: RegExp, kind: ModuleImport["kind"]) =>
    Array.from(code.matchAll(pattern), (match) => ({specifier: match[1], kind}));
  return [
    ...found(/^(?:import|export)\s*(?:[\w$*{][^"'`;]*?from\s*)?"([^"\n]+)";?$/gm, "static"),
    ...found(/\bimport\(\s*["'`]([^"'`\n$]+)["'`]\s*\)/g, "dynamic"),
    ...found(/\bimport\.meta\.resolve\(\s*["'`]([^"'`\n$]+)["'`]\s*\)/g, "resolve")
  ];
}

/** The code of a page: its `js` and `ts` fences that run, one module each. */
export function fencesOf(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^(`{3,})(?:js|ts)\b([^\n]*)\n([\s\S]*?)^\1[ \t]*$/gm))
    .filter(([, , info]) => !/\brun=false\b/.test(info))
    .map(([, , , code]) => code);
}

/** Whether a specifier names a package: neither a path nor something with a scheme. */
export function isBare(specifier: string): boolean {
  return !/^(?:[./]|\w+:)/.test(specifier);
}

/** `@noble/hashes/sha2.js` → `["@noble/hashes", "sha2.js"]`; the path is empty for a package's own entry. */
export function splitSpecifier(specifier: string): [name: string, path: string] {
  const parts = specifier.split("/");
  const name = parts.splice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  return [name, parts.join("/")];
}
