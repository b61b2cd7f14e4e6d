import {quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";

/**
 * Does `work` in databases of its own beside the engine's, in memory, and drops them afterwards, also where the work fails. `enter` makes one of that name, empties it where it is
 * there, and turns to it: names without a database then mean its tables, so that whatever is created or replaced leaves the engine's own as they were. Those are reached as
 * `<home>.<table>`.
 */
export async function withScratchDatabases<T>(
  engine: Engine,
  work: (scratch: {readonly home: string; enter(name: string): Promise<void>}) => Promise<T>
): Promise<T> {
  const {columns} = await engine.read("SELECT current_database() AS name, current_schema() AS part");
  const home = `${quoted(String(columns.name[0]))}.${quoted(String(columns.part[0]))}`;
  const made = new Set<string>();
  const drop = async (name: string) => {
    made.delete(name);
    await engine.run(`USE ${home}; DETACH ${quoted(name)}`);
  };
  try {
    return await work({
      home,
      async enter(name) {
        if (made.has(name)) await drop(name);
        await engine.run(`ATTACH ':memory:' AS ${quoted(name)}`);
        made.add(name);
        await engine.run(`USE ${quoted(name)}`);
      }
    });
  } finally {
    for (const name of [...made]) await drop(name);
  }
}
