import {existsSync, readFileSync} from "node:fs";
import {afterEach, expect, test, vi} from "vitest";
import {auditCommand} from "../../loaders/cli/audit.js";
import {claimsCommand} from "../../loaders/cli/claims.js";
import {experimentCommand} from "../../loaders/cli/experiment.js";
import {explainCommand} from "../../loaders/cli/explain.js";
import {pipelineCommand} from "../../loaders/cli/pipeline.js";
import {forecastCommand} from "../../loaders/cli/forecast.js";
import {recommendCommand} from "../../loaders/cli/recommend.js";
import {reportCommand} from "../../loaders/cli/report.js";
import {studyCommand} from "../../loaders/cli/study.js";
import {trainCommand} from "../../loaders/cli/train.js";
import {tuneCommand} from "../../loaders/cli/tune.js";
import {commandFooter} from "../../loaders/build/commandFooter.js";
import {PAGE_COMMANDS} from "../../src/lib/reports/pageCommands.js";

const COMMANDS: Record<string, (argv: string[]) => Promise<number | void>> = {
  audit: auditCommand,
  claims: claimsCommand,
  experiment: experimentCommand,
  explain: explainCommand,
  pipeline: pipelineCommand,
  forecast: forecastCommand,
  recommend: recommendCommand,
  report: reportCommand,
  study: studyCommand,
  train: trainCommand,
  tune: (argv) => tuneCommand(argv)
};
const {scripts} = JSON.parse(readFileSync("package.json", "utf8")) as {scripts: Record<string, string>};

afterEach(() => vi.restoreAllMocks());

const all = Object.entries(PAGE_COMMANDS).flatMap(([page, commands]) =>
  commands.map(({command}) => [page, command] as const)
);

test.each(all)("%s: %s is a command with flags that there are", async (page, command) => {
  expect(existsSync(`src/${page}.md`)).toBe(true);
  const [, script, flags = ""] = /^npm run (\S+)(?: -- (.+))?$/.exec(command)!;
  expect(scripts[script]).toContain(`main.ts ${script}`);
  const argv = flags === "" ? [] : flags.split(" ");
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  // flags are read before help is given: an unknown one throws
  await COMMANDS[script]([...argv, "--help"]);
  const help = log.mock.calls.join("\n");
  expect(help).toContain(`npm run ${script}`);
  if (script === "train") expect(help).toMatch(new RegExp(`MODEL is one or more of .*\\b${argv[0]}\\b`));
  if (script === "study") expect(existsSync(`loaders/studies/${argv[0]}.ts`)).toBe(true);
});

test("they stand under their page as text, with a button each", () => {
  const html = commandFooter("/rerun");
  expect(html.match(/data-copy="npm run pipeline -- --force --json"/g)).toHaveLength(1);
  expect(html).toContain("<code>npm run claims</code>");
  expect(commandFooter("/404")).toBe("");
});
