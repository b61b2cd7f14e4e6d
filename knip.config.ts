import {fencesOf} from "./loaders/build/imports.js";

/** Files, exports and packages that nothing uses; `npm test` fails on any. The code of pages counts as use. */
export default {
  entry: [
    "src/*.md",
    "loaders/build/{build,start,prerenderPages}.ts",
    "loaders/tools/{test,kernel}.ts",
    "loaders/studies/*.ts",
    "loaders/storage/readOnce.ts",
    "src/data/**/*.ts",
    "src/browser/**/*Worker.ts",
    "src/components/ownLog/header.ts",
    "src/components/shell/shell.ts",
    "src/components/commandLine.ts",
    "bench/{cli,*Once}.ts",
    "bench/tab/*.ts",
    "bench/mutants/vitest.config.ts",
    "tests/**/*.test.ts",
    "tests/eventLog/**/write*.ts",
    "tests/pipeline/killed.ts",
    "tests/journalReporter.ts",
    "tests/vectors/*.ts",
    "tests/loaders/{pipeline,run,tuning}Child.ts",
    "tests/site/{dirtPage,enginePage,intakePage,offerTabsPage,partsPage}.ts",
    "observablehq.config.ts",
    "clickproof.config.ts"
  ],
  project: ["src/**/*.{ts,md}", "loaders/**/*.{ts,mjs}", "bench/**/*.ts", "tests/**/*.ts"],
  // an export that only tests use is an export that is used
  ignoreExportsUsedInFile: {interface: true, type: true},
  // what Framework's own client imports, and what is run by name
  ignoreDependencies: ["isoformat", "katex", "@observablehq/framework", "@stryker-mutator/vitest-runner"],
  ignoreBinaries: ["unshare", "mkfifo", "mount", "umount"],
  compilers: {md: (text: string) => fencesOf(text).join("\n")}
};
