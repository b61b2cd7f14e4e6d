/**
 * Where two JSON values first differ, as a path with both values, or null where they are the same. Numbers count as the same
 * within `tolerance` relative to the larger one: functions such as `Math.log` may differ in the last bit between engines.
 */
export function firstChange(a: unknown, b: unknown, tolerance = 0, path = ""): string | null {
  const here = path === "" ? "the root" : path.slice(1);
  if (typeof a === "number" && typeof b === "number")
    return a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b))
      ? null
      : `${here}: ${a} and ${b}`;
  if (
    typeof a !== "object" ||
    typeof b !== "object" ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b)
  )
    return a === b ? null : `${here}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of new Set([...Object.keys(x), ...Object.keys(y)])) {
    const change = firstChange(x[key], y[key], tolerance, `${path}.${key}`);
    if (change !== null) return change;
  }
  return null;
}
