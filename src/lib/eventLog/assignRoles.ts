import type {ColumnProfile} from "./columnProfile.js";
import {ROLES, type Role} from "./mapping.js";
import {RELATED, type RoleScores} from "./roleScores.js";

interface Assignment {
  readonly columns: Readonly<Record<Role, ColumnProfile | null>>;
  readonly score: number;
}

/** For each role so many columns are in question. */
const MOST = 6;

/**
 * The assignment of columns to roles with the highest score, no column to two roles; a role for which nothing speaks stays empty, which scores 0. Found by
 * branch and bound over the columns that score best for each role alone.
 *
 * @param barred columns that must not play a role
 * @param required roles that must be played
 */
export function assignRoles(
  columns: readonly ColumnProfile[],
  scores: RoleScores,
  {
    barred = () => false,
    required = []
  }: {readonly barred?: (role: Role, column: ColumnProfile) => boolean; readonly required?: readonly Role[]} = {}
): Assignment {
  const candidates = ROLES.map((role) =>
    columns
      .filter((column) => !barred(role, column))
      .map((column) => ({column, score: scores.alone(role, column)}))
      // what other columns may add is 1.5 at most for each
      .filter(({score}) => score > (required.includes(role) ? -Infinity : -4))
      .sort((a, b) => b.score - a.score || a.column.index - b.column.index)
      .slice(0, MOST)
  );
  const most = candidates.map((own) => (own.length === 0 ? 0 : Math.max(0, own[0].score + 4)));
  const rest = most.map((_, i) => most.slice(i).reduce((sum, score) => sum + score, 0));
  const partners = ROLES.map((role, i) =>
    RELATED.flatMap(([a, b]) => {
      const other = a === role ? ROLES.indexOf(b) : b === role ? ROLES.indexOf(a) : -1;
      return other === -1 || other > i ? [] : [{other, first: a === role}];
    })
  );
  let best: {score: number; chosen: (ColumnProfile | null)[]} = {score: -Infinity, chosen: ROLES.map(() => null)};
  const chosen: (ColumnProfile | null)[] = [];
  const pairs = new Map<number, number>();
  const pair = (i: number, column: ColumnProfile, other: number, partner: ColumnProfile, first: boolean): number => {
    const key = ((i * 16 + other) * 65_536 + column.index) * 65_536 + partner.index;
    let found = pairs.get(key);
    if (found === undefined) {
      found = first
        ? scores.together(ROLES[i], column, ROLES[other], partner)
        : scores.together(ROLES[other], partner, ROLES[i], column);
      pairs.set(key, found);
    }
    return found;
  };
  const visit = (i: number, score: number) => {
    if (i === ROLES.length) {
      if (score > best.score) best = {score, chosen: [...chosen]};
      return;
    }
    if (score + rest[i] <= best.score) return;
    for (const {column, score: own} of candidates[i]) {
      if (chosen.includes(column)) continue;
      let added = own;
      for (const {other, first} of partners[i]) {
        const partner = chosen[other];
        if (partner !== null) added += pair(i, column, other, partner, first);
      }
      chosen.push(column);
      visit(i + 1, score + added);
      chosen.pop();
    }
    if (required.includes(ROLES[i])) return;
    chosen.push(null);
    visit(i + 1, score);
    chosen.pop();
  };
  visit(0, 0);
  return {
    columns: Object.fromEntries(ROLES.map((role, i) => [role, best.chosen[i]])) as Record<Role, ColumnProfile | null>,
    score: best.score
  };
}
