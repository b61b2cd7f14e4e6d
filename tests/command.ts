import {format} from "node:util";

/** What a command ends with and what it prints. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

let starts = 0;

/**
 * Runs the command line in this process: `loaders/cli/main.ts` from its first line, with these arguments, this environment on top of the process's own,
 * and its outputs caught. It saves the start of Node, a second of processor; that a process of its own ends the same way is tested once for each command.
 *
 * @example const {status, stdout} = await command(["pipeline", "--profile", "tiny", "--json"]);
 */
export async function command(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const printed = {stdout: "", stderr: ""};
  const before = {argv: process.argv, exitCode: process.exitCode, env: {...process.env}};
  const {log, info, warn, error} = console;
  const writes = {stdout: process.stdout.write, stderr: process.stderr.write};
  const lines =
    (stream: "stdout" | "stderr") =>
    (...said: unknown[]): void =>
      void (printed[stream] += `${format(...said)}\n`);
  process.argv = [process.execPath, "loaders/cli/main.ts", ...argv];
  process.exitCode = undefined;
  Object.assign(process.env, env);
  Object.assign(console, {
    ...{log: lines("stdout"), info: lines("stdout")},
    ...{warn: lines("stderr"), error: lines("stderr")}
  });
  for (const stream of ["stdout", "stderr"] as const)
    process[stream].write = ((text: string | Uint8Array, ...rest: unknown[]) => {
      printed[stream] += typeof text === "string" ? text : Buffer.from(text).toString();
      const done = rest.at(-1);
      if (typeof done === "function") done();
      return true;
    }) as typeof process.stdout.write;
  try {
    // the same file under another address is run again
    await import(/* @vite-ignore */ `../loaders/cli/main.ts?start=${++starts}`);
    return {status: Number(process.exitCode ?? 0), ...printed};
  } catch (bug) {
    return {status: 1, ...printed, stderr: `${printed.stderr}${(bug as Error).stack ?? bug}\n`};
  } finally {
    for (const stream of ["stdout", "stderr"] as const) process[stream].write = writes[stream];
    Object.assign(console, {log, info, warn, error});
    for (const name of Object.keys(env))
      if (before.env[name] === undefined) delete process.env[name];
      else process.env[name] = before.env[name];
    process.exitCode = before.exitCode;
    process.argv = before.argv;
  }
}
