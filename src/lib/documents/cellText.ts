import {TONE_SIGNS, type Cell} from "./reportDocument.js";

/** What a cell says, as text: `1,234`, `5.1 % [4.8, 5.4], n = 20,000`, `✓ learnable`, `– (no purchases)`. */
export function cellText(cell: Cell): string {
  if (typeof cell === "string") return cell;
  switch (cell.kind) {
    case "count":
      return countText(cell.value);
    case "part":
      return shareText(cell.value);
    case "estimate":
      return `${roughText(cell.value)} [${roughText(cell.low)}, ${cell.high === null ? "no end" : roughText(cell.high)}]`;
    case "share": {
      const digits = shareDigits(cell.value);
      const number = (share: number) => fixedText(100 * share, digits);
      return `${number(cell.value)} % [${number(cell.low)}, ${number(cell.high)}], n = ${countText(cell.n)}`;
    }
    case "verdict":
      return `${TONE_SIGNS[cell.tone]} ${cell.text}`;
    case "none":
      return `– (${cell.why})`;
  }
}

/** `1,234,567`; halves are rounded. */
export function countText(n: number): string {
  return Math.round(n).toLocaleString("en-US");
}

/** A number of which only the size is known, with two digits: `75,000`. */
export function roughText(n: number): string {
  return countText(n < 100 ? n : Number(n.toPrecision(2)));
}

/** A share of one in per cent: `5.1 %`; small ones keep digits enough to be told from zero. */
export function shareText(share: number): string {
  return `${fixedText(100 * share, shareDigits(share))} %`;
}

const MOST_NAMED = 8;

/** Names with commas between, the first few of many: `a, b, c and 4 more`. */
export function namesText(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${countText(more)} more` : ""}`;
}

function shareDigits(share: number): number {
  return share > 0 && share < 0.01 ? 3 : 1;
}

/** A number with so many digits behind the point: `0.912`. */
export function fixedText(x: number, digits: number): string {
  return x.toLocaleString("en-US", {minimumFractionDigits: digits, maximumFractionDigits: digits});
}
