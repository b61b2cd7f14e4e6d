import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, test, vi} from "vitest";
import {auditCommand} from "../../loaders/cli/audit.js";
import {pipelineCommand} from "../../loaders/cli/pipeline.js";
import {trainCommand} from "../../loaders/cli/train.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-advice-"));
afterAll(() => rmSync(folder, {recursive: true}));

const COMMANDS = {
  train: (argv: readonly string[]) => trainCommand([...argv, "--out", join(folder, "out"), "--json"]),
  pipeline: (argv: readonly string[]) => pipelineCommand([...argv, "--json"], {folder: join(folder, "built")}),
  audit: (argv: readonly string[]) => auditCommand([...argv, "--json"])
};
type Command = keyof typeof COMMANDS;

beforeAll(() => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});

/** What a command says is wrong; null where nothing is. */
async function complaint(command: Command, argv: readonly string[]): Promise<string | null> {
  try {
    await COMMANDS[command](argv);
    return null;
  } catch (error) {
    const {name, message} = error as Error;
    expect(["UserError", "UsageError"], (error as Error).stack).toContain(name);
    return message;
  }
}

const optionsIn = (text: string) => [...text.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, name]) => name);

/** The options that a command's help names. */
async function optionsOf(command: Command): Promise<Set<string>> {
  const said: string[] = [];
  const spy = vi.mocked(console.log).mockImplementation((text: string) => void said.push(text));
  await COMMANDS[command](command === "audit" ? ["--help"] : ["--help"]);
  spy.mockImplementation(() => {});
  return new Set([...optionsIn(said.join("\n")), "help"]);
}

interface LogOptions {
  readonly events?: readonly string[];
  readonly days?: number;
  readonly header?: string;
}

/** A log of 60 users who come on so many days, look at three things and then do what is given. */
function logFile(name: string, {events = [], days = 12, header = "user,item,type,time"}: LogOptions): string {
  const lines = [header];
  for (let user = 0; user < 60; user++)
    for (let day = 1; day <= days; day += 1 + (user % 3)) {
      const at = (minute: number) =>
        `2026-03-${String(day).padStart(2, "0")}T10:${String(minute).padStart(2, "0")}:00Z`;
      for (let k = 0; k < 4; k++) lines.push(`u${user},i${(user + k) % 9},view,${at(k)}`);
      events.forEach((type, k) => {
        if ((user * 7 + day) % (3 + k) === 0) lines.push(`u${user},i${user % 9},${type},${at(5 + k)}`);
      });
    }
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

const views = logFile("views.csv", {});
const carts = logFile("carts.csv", {events: ["cart"]});
const whole = logFile("whole.csv", {events: ["cart", "purchase"]});
const oneDay = logFile("day.csv", {events: ["cart", "purchase"], days: 1});
const odd = logFile("odd.csv", {events: ["cart", "purchase"], header: "q,w,e,r"});
const colours = join(folder, "colours.csv");
writeFileSync(colours, "name,colour\nann,red\nbob,blue\n");
const shoppers = "data/fixtures/online_shoppers made by hand.csv";

/** Inputs that cannot be, what is said of them, and what to give instead. */
const CASES: readonly [Command, readonly string[], RegExp, readonly string[] | null][] = [
  [
    "train",
    ["tree", "--source", carts],
    /; choose another target: cart-next-session$/,
    ["tree", "--source", carts, "--target", "cart-next-session"]
  ],
  [
    "train",
    ["tree", "--source", views],
    /no target can be: give a log with purchases or additions to the cart/,
    ["tree", "--source", whole]
  ],
  [
    "train",
    ["tcn", "--source", carts],
    /cannot teach who buys: purchase is 0 after all \d+ events; give a log .* by --source, or .* by --split$/,
    null
  ],
  [
    "train",
    ["tree", "--source", oneDay, "--split", "date 70/15/15"],
    /the split date 70\/15\/15 leaves no training sessions; .* give --split "user 70\/15\/15 seed 1" or --split "random/,
    ["tree", "--source", oneDay, "--split", "user 70/15/15 seed 1"]
  ],
  [
    "train",
    ["tree", "--source", shoppers, "--split", "user 70/15/15 seed 1"],
    /leave --split out/,
    ["rules", "--source", shoppers]
  ],
  [
    "train",
    ["tree", "--source", whole, "--memory", "lots"],
    /--memory is "lots"; give a size like 2GB/,
    ["tree", "--source", whole, "--memory", "2GB"]
  ],
  [
    "train",
    ["tree", "--source", whole, "--seed", "x"],
    /give a whole number/,
    ["tree", "--source", whole, "--seed", "3"]
  ],
  [
    "train",
    ["tree", "--source", whole, "--target", "everything"],
    /there are item-next-session/,
    ["tree", "--source", whole, "--target", "purchase-this-session"]
  ],
  ["train", [], /name a model, or all/, ["tree", "--source", whole]],
  [
    "train",
    ["tree", "--source", odd],
    /it is not sure what the columns of odd\.csv stand for: .*; if all of this is right, confirm it with --map/,
    ["tree", "--source", odd, "--map", "user=q, item=w, event=e, time=r"]
  ],
  [
    "pipeline",
    ["--source", whole, "--target", "cart-next-session"],
    /give --full, --train or --evaluate with it/,
    ["--source", whole, "--target", "cart-next-session", "--full"]
  ],
  [
    "pipeline",
    ["--source", shoppers, "--split", "user 70/15/15 seed 1"],
    /give --split months or --split "random 70\/15\/15 seed 1"/,
    ["--source", shoppers, "--split", "months"]
  ],
  [
    "pipeline",
    ["--source", whole, "--generate", "--skip-generate"],
    /give one of them/,
    ["--source", whole, "--generate"]
  ],
  ["train", ["tree", "--source", colours], /correct the guess with --map "time=/, null],
  ["audit", ["leakage", "--source", whole, "--memory", "lots"], /give a size like 2GB/, null]
];

describe("advice can be followed", () => {
  test.each(CASES)("%s %j", async (command, argv, says, instead) => {
    const said = await complaint(command, argv);
    expect(said).toMatch(says);
    const known = await optionsOf(command);
    for (const option of optionsIn(said!)) expect(known, said!).toContain(option);
    if (instead !== null) expect((await complaint(command, instead)) ?? "").not.toMatch(says);
  });

  /** Texts of errors below a folder that name options, with the file. */
  function adviceIn(place: string): {readonly file: string; readonly options: string[]}[] {
    const files = statSync(place).isFile()
      ? [place]
      : readdirSync(place, {recursive: true, encoding: "utf8"}).map((name) => join(place, name));
    return files
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => {
        const text = readFileSync(file, "utf8");
        const errors = [...text.matchAll(/new (?:UserError|UsageError)\(([\s\S]*?)\);/g)].map(([, inside]) => inside);
        const options = errors.flatMap(optionsIn);
        return options.length === 0 ? [] : [{file, options}];
      });
  }

  test.each<[string, readonly Command[]]>([
    ["loaders/sources", ["train", "pipeline", "audit"]],
    ["loaders/training", ["train"]],
    ["loaders/sequence", ["train"]],
    ["loaders/cli/train.ts", ["train"]],
    ["loaders/cli/pipeline.ts", ["pipeline"]],
    ["loaders/cli/audit.ts", ["audit"]],
    ["loaders/pipeline/sessionTable.ts", ["pipeline"]],
    ["src/lib", ["train", "pipeline", "audit"]]
  ])("every option that errors in %s name is one of %j", async (place, commands) => {
    for (const command of commands) {
      const known = await optionsOf(command);
      for (const {file, options} of adviceIn(place))
        for (const option of options) expect(known, file).toContain(option);
    }
  });

  test("the search finds advice at all", () => {
    expect(adviceIn("loaders/sources").flatMap(({options}) => options)).toEqual(
      expect.arrayContaining(["mirror", "memory", "map"])
    );
  });
});
