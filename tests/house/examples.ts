import {mkdirSync, rmSync, writeFileSync} from "node:fs";
import {basename, dirname, join, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {build, type BuildFailure, type Plugin} from "esbuild";
import ts from "typescript";

/** What an example says of one of its expressions. */
interface Assertion {
  readonly line: number;
  readonly code: string;
  readonly expected: string;
}

/** An `@example` of an exported symbol. */
interface Example {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  /** The module that runs it: default export gives, for each assertion in order, what its expression came to. */
  readonly module: string;
  readonly assertions: readonly Assertion[];
}

/** What an expression came to. */
type Outcome = {readonly value: unknown} | {readonly error: unknown};

/** Sources by path from the project's folder. */
export type Sources = Readonly<Record<string, string>>;

export interface ExampleOptions {
  /** Whether each exported function and class of a file must have an example; all by default. */
  readonly required?: (file: string) => boolean;
  /** The code of a module that runs before the examples, with imports from the project's folder. */
  readonly setup?: string;
}

/**
 * Runs the `@example` of every exported function and class, and gives what is wrong with them, one line each with file,
 * line and name; nothing where all is well.
 *
 * An example is a fenced block of statements in which an expression may be followed by `// → value`:
 *
 *     rocAuc([0.9, 0.8, 0.3], [1, 0, 1]).value // → 0.5 (a note)
 *     wilsonInterval(0.7, 10)
 *     // → {low: 0.3967…, high: 0.8922…}
 *     wilsonInterval(2, 10) // → throws RangeError: invalid share
 *
 * Exports of the file are in scope; anything else is imported by a path from the file. A number is what the expression
 * gives but for its last bits, or, with `…`, its first digits, four that count at least. A list or an object must have
 * the same parts, unless it ends in `…`. A value on the next line may go on over lines that start with `//   `.
 */
export async function wrongExamples(sources: Sources, {required = () => true, setup}: ExampleOptions = {}) {
  const wrong: string[] = [];
  const examples = Object.entries(sources).flatMap(([file, source]) =>
    examplesOf(file, source, required(file), (line, name, what) => wrong.push(`${file}:${line} ${name}: ${what}`))
  );
  if (examples.length > 0) {
    const outcomes = await run(examples, sources, setup);
    examples.forEach(({file, name, line, assertions}, i) => {
      const found = outcomes[i];
      if ("error" in found) return void wrong.push(`${file}:${line} ${name}: ${textOf(found.error)}`);
      assertions.forEach(({line, code, expected}, k) => {
        const difference = differenceFrom(expected, found.values[k]);
        if (difference !== null) wrong.push(`${file}:${line} ${name}: ${code} ${difference}`);
      });
    });
  }
  return {wrong, examples: examples.length};
}

type Complain = (line: number, name: string, what: string) => void;

/** The examples of a file, with a complaint for each function without one and each example that asserts nothing. */
function examplesOf(file: string, source: string, required: boolean, complain: Complain): Example[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number) => parsed.getLineAndCharacterOfPosition(position).line + 1;
  const exported = parsed.statements.filter(
    (statement) =>
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({kind}) => kind === ts.SyntaxKind.ExportKeyword)
  );
  const names = exported.flatMap(valueNames);
  const found: Example[] = [];
  const lacking = new Map<string, number>();
  for (const statement of exported) {
    const name = valueNames(statement)[0] ?? typeName(statement);
    const blocks = fencedExamples(statement, source);
    if (isFunction(statement) && blocks.length === 0 && !lacking.has(name))
      lacking.set(name, lineAt(statement.getStart(parsed)));
    // an overload speaks for those beside it
    else if (blocks.length > 0) lacking.set(name, -1);
    for (const {code, position} of blocks) {
      const line = lineAt(position);
      try {
        const {module, assertions} = moduleOf(file, names, code, line);
        if (assertions.length === 0) complain(line, name, "the example asserts nothing");
        else found.push({file, name, line, module, assertions});
      } catch (error) {
        complain(line, name, textOf(error));
      }
    }
  }
  if (required) for (const [name, line] of lacking) if (line !== -1) complain(line, name, "has no @example");
  return found;
}

/** The names that a statement gives values to. */
function valueNames(statement: ts.Statement): string[] {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return [statement.name!.text];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.map(({name}) => name.getText());
}

function typeName(statement: ts.Statement): string {
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ? statement.name.text : "";
}

function isFunction(statement: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return true;
  return (
    ts.isVariableStatement(statement) &&
    statement.declarationList.declarations.some(
      ({initializer}) =>
        initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
    )
  );
}

/** The fenced blocks behind each `@example` of a statement's comment, with where they start in the source. */
function fencedExamples(statement: ts.Statement, source: string): {code: string; position: number}[] {
  const comments = (ts.getLeadingCommentRanges(source, statement.getFullStart()) ?? []).filter(
    ({pos}) => source.slice(pos, pos + 3) === "/**"
  );
  const last = comments.at(-1);
  if (last === undefined) return [];
  const blocks: {code: string; position: number}[] = [];
  let position = last.pos;
  let state: "outside" | "example" | "code" = "outside";
  for (const raw of source.slice(last.pos, last.end).split("\n")) {
    const line = raw.replace(/^\s*(?:\/\*\*|\* ?(?!\/))/, "");
    if (state === "code") {
      if (line.trim() === "```") state = "outside";
      else blocks.at(-1)!.code += `${line}\n`;
    } else if (/^\s*@\w+/.test(line)) {
      state = /^\s*@example\b/.test(line) ? "example" : "outside";
    } else if (state === "example" && line.trim() === "```ts") {
      state = "code";
      blocks.push({code: "", position: position + raw.length + 1});
    }
    position += raw.length + 1;
  }
  return blocks;
}

/** An example as a module that gives what its expressions come to. Throws `SyntaxError` for an arrow behind a statement. */
function moduleOf(
  file: string,
  names: readonly string[],
  code: string,
  line: number
): {readonly module: string; readonly assertions: readonly Assertion[]} {
  const parsed = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  const imports = [`import {${names.join(", ")}} from ${JSON.stringify(`./${basename(file, ".ts")}.js`)};`];
  const body: string[] = [];
  const assertions: Assertion[] = [];
  parsed.statements.forEach((statement, i) => {
    const text = statement.getText();
    const next = parsed.statements[i + 1]?.getStart() ?? code.length;
    const expected = arrowIn(code.slice(statement.getEnd(), next));
    if (expected === null) (ts.isImportDeclaration(statement) ? imports : body).push(text);
    else if (ts.isExpressionStatement(statement)) {
      const place = line + parsed.getLineAndCharacterOfPosition(statement.getStart()).line;
      const expression = statement.expression.getText();
      assertions.push({line: place, code: expression.replace(/\s+/g, " "), expected});
      body.push(`try { $found.push({value: (${expression})}); } catch ($error) { $found.push({error: $error}); }`);
    } else throw new SyntaxError(`an arrow must follow an expression, not ${text}`);
  });
  // an arrow inside a function, above the first statement or written otherwise would assert nothing
  if ((code.match(/\/\/ *(?:→|->|=>)/g) ?? []).length !== assertions.length)
    throw new SyntaxError("not every arrow (// → value) is behind an expression of its own");
  const module = `${imports.join("\n")}
export default async function () {
const $found: unknown[] = [];
${body.join("\n")}
return $found;
}`;
  return {module, assertions};
}

/** What stands behind the arrow between two statements. */
function arrowIn(between: string): string | null {
  const lines = between.split("\n").map((line) => line.trim().replace(/^;/, "").trim());
  const at = lines.findIndex((line) => /^\/\/ ?→/.test(line));
  if (at === -1) return null;
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => !/^\/\/ {3}/.test(line));
  return [lines[at].replace(/^\/\/ ?→/, ""), ...rest.slice(0, end === -1 ? undefined : end).map((l) => l.slice(2))]
    .map((line) => line.trim())
    .join(" ");
}

/** Runs each example by itself; they are compiled together, which takes a second. */
async function run(
  examples: readonly Example[],
  sources: Sources,
  setup = ""
): Promise<({readonly values: readonly Outcome[]} | {readonly error: unknown})[]> {
  const modules = new Map(examples.map(({module}, i) => [`example-${i}`, module]));
  modules.set("setup", `${setup}\nexport {};`);
  const folders = new Map(examples.map(({file}, i) => [`example-${i}`, dirname(resolve(file))]));
  const texts = new Map(Object.entries(sources).map(([file, text]) => [resolve(file), text]));
  const virtual: Plugin = {
    name: "examples",
    setup({onLoad, onResolve}) {
      onResolve({filter: /^(?:example-\d+|setup)$/}, ({path}) => ({path, namespace: "example"}));
      // a source may be one that no file has
      onResolve({filter: /\.[jt]s$/}, ({path, resolveDir}) => {
        const at = resolve(resolveDir, path).replace(/\.js$/, ".ts");
        return texts.has(at) ? {path: at} : undefined;
      });
      onLoad({filter: /^/, namespace: "example"}, ({path}) => ({
        contents: modules.get(path),
        loader: "ts",
        resolveDir: folders.get(path) ?? resolve(".")
      }));
      onLoad({filter: /\.ts$/}, ({path}) => {
        const contents = texts.get(path);
        return contents === undefined ? undefined : {contents, loader: "ts", resolveDir: dirname(path)};
      });
    }
  };
  // inside the project, so that its packages are found
  const folder = resolve(
    "node_modules/.cache",
    `examples-${process.pid}-${String(performance.now()).replace(".", "")}`
  );
  try {
    const {outputFiles} = await build({
      entryPoints: [...modules.keys()],
      bundle: true,
      splitting: true,
      write: false,
      outdir: folder,
      outExtension: {".js": ".mjs"},
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      logLevel: "silent",
      plugins: [virtual]
    });
    mkdirSync(folder, {recursive: true});
    for (const {path, contents} of outputFiles) writeFileSync(path, contents);
    const load = (name: string) =>
      import(/* @vite-ignore */ pathToFileURL(join(folder, `${name}.mjs`)).href) as Promise<{
        default(): Promise<readonly Outcome[]>;
      }>;
    await load("setup");
    const found: ({readonly values: readonly Outcome[]} | {readonly error: unknown})[] = [];
    for (let i = 0; i < examples.length; i++) {
      try {
        found.push({values: await (await load(`example-${i}`)).default()});
      } catch (error) {
        found.push({error});
      }
    }
    return found;
  } catch (error) {
    // an example that does not compile keeps the others from running
    return examples.map((_, i) => ({error: compileError(error, `example:example-${i}`)}));
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** Where the examples of files have wrong types, one line each with file, line and name. Takes seconds. */
export function mistypedExamples(sources: Sources): string[] {
  const modules = new Map<string, {readonly example: Example; readonly code: string}>();
  for (const [file, source] of Object.entries(sources))
    for (const example of examplesOf(file, source, false, () => {}))
      // beside the file, so that its imports are found
      modules.set(resolve(dirname(file), `example-${modules.size}.ts`), {example, code: example.module});
  const {config} = ts.readConfigFile("tsconfig.json", (path) => ts.sys.readFile(path));
  const {options} = ts.parseJsonConfigFileContent(config, ts.sys, resolve("."));
  const host = ts.createCompilerHost(options);
  const texts = new Map(Object.entries(sources).map(([file, text]) => [resolve(file), text]));
  const sourceOf = (path: string) => modules.get(path)?.code ?? texts.get(path);
  const {readFile, fileExists} = host;
  host.readFile = (path) => sourceOf(path) ?? readFile(path);
  host.fileExists = (path) => sourceOf(path) !== undefined || fileExists(path);
  const program = ts.createProgram([...modules.keys()], {...options, noUnusedLocals: false}, host);
  return ts.getPreEmitDiagnostics(program).flatMap(({file, messageText}) => {
    const found = modules.get(file?.fileName ?? "");
    if (found === undefined) return [];
    const {example} = found;
    return [`${example.file}:${example.line} ${example.name}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`];
  });
}

/** What the compiler says of one module. Throws the error itself where it says nothing of any. */
function compileError(error: unknown, file: string): Error {
  const {errors} = error as Partial<BuildFailure>;
  if (errors === undefined || errors.length === 0) throw error;
  const own = errors.find(({location}) => location?.file === file);
  return new SyntaxError(own === undefined ? "not run, as another example does not compile" : own.text);
}

/** How an outcome differs from what an example says, in words; null where it does not. */
function differenceFrom(expected: string, outcome: Outcome): string | null {
  const throws = /^throws (\w+)(?:: ([^]+))?$/.exec(expected);
  if (throws !== null) {
    if (!("error" in outcome)) return `is ${textOf(outcome.value)} and does not throw`;
    const {name, message} = outcome.error as Error;
    const told = throws[2] ?? "";
    return name === throws[1] && message.includes(told) ? null : `throws ${textOf(outcome.error)}, not ${expected}`;
  }
  if ("error" in outcome) return `throws ${textOf(outcome.error)}`;
  const wanted = new ExpectedValue(expected);
  try {
    return wanted.matches(outcome.value) ? null : `is ${textOf(outcome.value)}, not ${expected}`;
  } catch (error) {
    return textOf(error);
  }
}

/** Text as an example shows it. */
function textOf(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === "number" || value === undefined || value === null) return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (isList(value)) return `[${Array.from(value, textOf).join(", ")}]`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object") return String(value);
  return `{${Object.entries(value)
    .map(([key, part]) => `${key}: ${textOf(part)}`)
    .join(", ")}}`;
}

/** Share of a number by which the last bits of two ways to work it out may differ. */
const LAST_BITS = 1e-12;
const LEAST_DIGITS = 4;

/** The value behind an arrow, read while it is compared. Throws `SyntaxError` where it is none. */
class ExpectedValue {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether a value is this one. All of it is read, also after a difference. */
  matches(value: unknown): boolean {
    const same = this.value(value);
    this.space();
    const rest = this.text.slice(this.at);
    if (!/^(?:\([^]*\))?$/.test(rest)) throw new SyntaxError(`cannot read “${rest}” in ${this.text}`);
    return same;
  }

  private value(value: unknown): boolean {
    this.space();
    if (this.take("[")) return this.list(value);
    if (this.take("{")) return this.object(value);
    const text = this.takePattern(/"(?:[^"\\]|\\.)*"/y);
    if (text !== null) return value === JSON.parse(text[0]);
    const number = this.takePattern(/([-−]?)(?:(Infinity)|(\d+)(?:\.(\d+))?(…?)(?:e([-−+]?\d+))?)/y);
    if (number !== null) return sameNumber(number, value);
    const word = this.takePattern(/true|false|null|undefined/y);
    if (word === null) throw new SyntaxError(`cannot read “${this.text.slice(this.at)}” in ${this.text}`);
    return String(value) === word[0] && typeof value !== "string";
  }

  private list(value: unknown): boolean {
    const parts = isList(value) ? Array.from(value as ArrayLike<unknown>) : [];
    let same = isList(value);
    let n = 0;
    const open = this.parts("]", () => (same = this.value(parts[n++]) && same));
    return same && (open || n === parts.length);
  }

  private object(value: unknown): boolean {
    const parts = (typeof value === "object" && !isList(value) ? value : null) as Record<string, unknown> | null;
    let same = parts !== null;
    const seen: string[] = [];
    const open = this.parts("}", () => {
      this.space();
      const name = this.takePattern(/[\w$]+|"[^"]*"/y);
      if (name === null || !this.take(":")) throw new SyntaxError(`no name in ${this.text.slice(this.at)}`);
      const key = name[0].replace(/"/g, "");
      seen.push(key);
      same = parts !== null && Object.hasOwn(parts, key) && same;
      same = this.value(parts?.[key]) && same;
    });
    const more = Object.keys(parts ?? {}).filter((key) => !seen.includes(key));
    return same && (open || more.length === 0);
  }

  /** Reads parts to the end; returns whether there may be more of them. */
  private parts(end: string, read: () => void): boolean {
    for (let first = true; ; first = false) {
      this.space();
      if (this.take(end)) return false;
      if (!first && !this.take(",")) throw new SyntaxError(`no comma at ${this.text.slice(this.at)}`);
      this.space();
      if (this.take("…")) {
        this.space();
        if (this.take(end)) return true;
        throw new SyntaxError(`… is not last in ${this.text}`);
      }
      read();
    }
  }

  private space(): void {
    this.takePattern(/\s*/y);
  }

  private take(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private takePattern(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }
}

function sameNumber([all, minus, infinite, whole, decimals = "", more, power = "0"]: RegExpExecArray, value: unknown) {
  if (typeof value !== "number") return false;
  const sign = minus === "" ? 1 : -1;
  if (infinite !== undefined) return value === sign * Infinity;
  const exponent = Number(power.replace("−", "-"));
  const least = Number(`${whole}.${decimals || "0"}e${exponent}`);
  const trace = least === 0 ? Number.EPSILON : LAST_BITS * least;
  if (more === "") return Math.abs(value - sign * least) <= trace;
  if (`${whole}${decimals}`.replace(/^0+/, "").length < LEAST_DIGITS)
    throw new SyntaxError(`${all} has fewer than ${LEAST_DIGITS} digits that count`);
  const unit = Number(`1e${exponent - decimals.length}`);
  return sign * value >= least - trace && sign * value < least + unit;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
