/** Values of one object as text, by name; null where it has none. */
export type Fields = Record<string, string | null>;

/** Fields of several, the later ones first where a name occurs twice. Names such as `__proto__` are names like others. */
export function joinedFields(...all: readonly Fields[]): Fields {
  return Object.assign(Object.create(null) as Fields, ...all) as Fields;
}

/** What is nested deeper, writers of JSON give up on, each at another depth. */
const DEEPEST = 100;
/** Objects within objects are taken apart over so many levels. */
const LEVELS = 4;

/**
 * The object that a text is. Numbers that a double cannot hold are texts of their digits. Throws `RangeError` saying why it is none.
 */
export function jsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(keepingDigits(text));
  } catch {
    throw new RangeError("no JSON");
  }
  if (!isObject(value)) throw new RangeError("no JSON object");
  return value;
}

/** Runs of digits and exponents may be numbers that a double rounds. */
const LONG_NUMBER = /\d{16}|\d[eE]/;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** JSON whose numbers that a double would round are texts. */
function keepingDigits(text: string): string {
  if (!LONG_NUMBER.test(text)) return text;
  return text.replace(TOKEN, (token) => {
    if (token.startsWith('"')) return token;
    const value = Number(token);
    const isExact = Number.isSafeInteger(Math.trunc(value)) && (token.length < 17 || String(value) === token);
    return isExact || Number.isNaN(value) ? token : JSON.stringify(token);
  });
}

/** Whether a value of JSON is an object and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The fields of an object as text, by name; objects within it are taken apart, `{"a": {"b": 1}}` to `a.b`, and so are lists of keys and values, as Google Analytics
 * has them: `{"params": [{"key": "page", "value": {"string_value": "x"}}]}` to `params.page`. A list of one text or number is that one; other lists are JSON.
 *
 * @param without the path of a list that is left out
 */
export function fieldsOf(object: Record<string, unknown>, without?: string): Fields {
  const fields = joinedFields();
  flatten(object, "", fields, 0, without);
  return fields;
}

function flatten(
  from: Record<string, unknown>,
  prefix: string,
  to: Fields,
  depth: number,
  without: string | undefined
): void {
  for (const [key, value] of Object.entries(from)) {
    const name = prefix + key;
    if (name === without) continue;
    if (value === null || value === undefined) to[name] = null;
    else if (typeof value === "object") {
      const only = Array.isArray(value) && value.length < 2 ? ((value as unknown[])[0] ?? null) : value;
      // a list of one is that one, and an empty one is nothing
      if (only === null || typeof only !== "object") to[name] = only === null ? null : textOf(only);
      else if (isKeyValueList(value)) for (const {key, value: inner} of value) to[`${name}.${key}`] = plainValue(inner);
      else if (Array.isArray(value) || depth >= LEVELS) {
        if (isDeeper(value, DEEPEST)) throw new RangeError(`objects within objects, more than ${DEEPEST} deep`);
        to[name] = JSON.stringify(value);
      } else flatten(value as Record<string, unknown>, `${name}.`, to, depth + 1, without);
    } else {
      const inner = typeof value === "string" && depth < LEVELS ? objectIn(value) : null;
      if (inner === null) to[name] = textOf(value);
      else flatten(inner, `${name}.`, to, depth + 1, without);
    }
  }
}

/** The object that a text is as JSON, as queues and warehouses write the properties of an event; null where it is none. */
export function objectIn(text: string): Record<string, unknown> | null {
  const from = text.charCodeAt(0) === 123 ? text : text.trim();
  if (from.charCodeAt(0) !== 123 || !from.endsWith("}")) return null;
  try {
    return jsonObject(from);
  } catch {
    return null;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : String(value);
}

/** Whether a value is a list of objects that have a name as `key` and a `value`, each name once. */
export function isKeyValueList(value: unknown): value is {key: string; value: unknown}[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => isObject(one) && typeof one.key === "string" && Object.hasOwn(one, "value")) &&
    new Set(value.map(({key}: {key: string}) => key)).size === value.length
  );
}

/** A value that may stand in a field of its own for each type: `{"string_value": null, "int_value": 7}` is 7. */
function plainValue(value: unknown): string | null {
  const one = isObject(value) ? Object.values(value).find((inner) => inner !== null && inner !== undefined) : value;
  if (one === null || one === undefined) return null;
  return typeof one === "object" ? JSON.stringify(one) : textOf(one);
}

/** Whether a value holds others over more than so many levels; walked without recursion, which would end where the stack does. */
function isDeeper(value: object, levels: number): boolean {
  let level: object[] = [value];
  for (let depth = 1; depth <= levels; depth++) {
    level = level.flatMap((one) =>
      Object.values(one).filter((inner): inner is object => typeof inner === "object" && inner !== null)
    );
    if (level.length === 0) return false;
  }
  return true;
}
