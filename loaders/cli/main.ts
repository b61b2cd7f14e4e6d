import {mappingHelp} from "../../src/lib/eventLog/mappingHelp.js";
import {UsageError} from "../../src/lib/core/errors.js";
import {runCommand} from "./runCommand.js";
import {nearest} from "./parseFlags.js";

/** Each command is loaded only when it is asked for; what it returns, if anything, is the exit code. */
const COMMANDS: Record<string, (argv: string[]) => Promise<number | void>> = {
  pipeline: async (argv) => {
    const code = await (await import("./pipeline.js")).pipelineCommand(argv);
    if (argv.includes("--help") || argv.includes("-h"))
      console.log(`\nWhat --map takes, with commas or line ends between:\n${mappingHelp()}`);
    return code;
  },
  data: async (argv) => (await import("./data.js")).dataCommand(argv),
  claims: async (argv) => (await import("./claims.js")).claimsCommand(argv),
  train: async (argv) => (await import("./train.js")).trainCommand(argv),
  explain: async (argv) => (await import("./explain.js")).explainCommand(argv),
  experiment: async (argv) => (await import("./experiment.js")).experimentCommand(argv),
  tune: async (argv) => (await import("./tune.js")).tuneCommand(argv),
  recommend: async (argv) => (await import("./recommend.js")).recommendCommand(argv),
  forecast: async (argv) => (await import("./forecast.js")).forecastCommand(argv),
  audit: async (argv) => (await import("./audit.js")).auditCommand(argv),
  report: async (argv) => (await import("./report.js")).reportCommand(argv),
  study: async (argv) => (await import("./study.js")).studyCommand(argv),
  runs: async (argv) => (await import("./runs.js")).runsCommand(argv)
};

await runCommand(async () => {
  const [name = "", ...argv] = process.argv.slice(2);
  const names = Object.keys(COMMANDS);
  if (!Object.hasOwn(COMMANDS, name)) {
    throw new UsageError(
      name === ""
        ? `name a command: ${names.join(", ")}`
        : `unknown command ${name}; did you mean ${nearest(name, names)}? There are ${names.join(", ")}`
    );
  }
  const code = await COMMANDS[name](argv);
  if (code !== undefined) process.exitCode = code;
});
