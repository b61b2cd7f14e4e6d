const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);

/**
 * A log, as CSV, of 60 users of the first days and 40 of the days a month later, of whom the first ten do to the second what others did before; its last three lines come
 * twice. `loyalty` is 1 for whoever buys in the end, from their first event on; `points` counts a user's events, missing at the first; `channel` is a word for the user's visit.
 */
export function copiedLog(): string {
  const lines = ["user,time,event,item,loyalty,points,channel"];
  const visits = (name: string, seed: number, shift: number, buys: boolean) => {
    for (let k = 0; k < 8; k++) {
      const ms = START + shift + (seed % 9) * DAY + Math.floor(k / 4) * DAY + k * (61_000 + 997 * seed);
      const item = (seed * 7 + k * k * (1 + (seed % 5))) % 23;
      lines.push(
        `${name},${new Date(ms).toISOString()},${buys && k === 7 ? "purchase" : "view"},i${item},${buys ? 1 : 0},${k === 0 ? "" : k},${["mail", "search"][(seed + (k >> 2)) % 2]}`
      );
    }
  };
  for (let user = 0; user < 60; user++) visits(`u${user}`, user, 0, user % 2 === 0);
  for (let user = 0; user < 10; user++) visits(`copy${user}`, user, 30 * DAY, user % 2 === 0);
  for (let user = 60; user < 90; user++) visits(`new${user}`, user + 1000, 30 * DAY, user % 2 === 0);
  return `${[...lines, ...lines.slice(-3)].join("\n")}\n`;
}
