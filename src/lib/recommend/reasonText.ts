import type {Reason} from "./reason.js";

/**
 * A reason in words, as a clause about the item.
 *
 * @param nameOf what an item is called
 *
 * @example
 * ```ts
 * import type {Reason} from "./reason.js";
 *
 * const text = (reason: Reason) => reasonText(reason, (item) => `item ${item}`);
 *
 * text({kind: "popularity", clicks: 1200, contribution: 1200}) // → "was clicked 1,200 times in training"
 * text({kind: "seen", places: [2, 5], contribution: 2}) // → "is click 2 and 5 of this session"
 * text({kind: "pairs", from: 7, order: "after", distance: 1, pairs: 12, contribution: 12}) // → "came right after item 7 12 times"
 * text({kind: "pairs", from: 7, order: "after", distance: 3, pairs: 1, contribution: 0.33}) // → "came 3 clicks after item 7 once"
 * text({kind: "pairs", from: 7, order: "before", distance: null, pairs: 2, contribution: 2}) // → "came before item 7 2 times"
 * text({kind: "together", from: 7, sessions: 1, clicks: 2, contribution: 0.1}) // → "is in 1 session with item 7, clicked 2 times there"
 * text({kind: "neighbour", session: 4, similarity: 0.5, shared: [7, 8], contribution: 0.5}) // → "is in a session of similarity 0.50 that also has item 7, item 8"
 * ```
 */
export function reasonText(reason: Reason, nameOf: (item: number) => string): string {
  switch (reason.kind) {
    case "popularity":
      return `was clicked ${times(reason.clicks)} in training`;
    case "seen":
      return `is click ${reason.places.join(" and ")} of this session`;
    case "pairs": {
      const {distance, order, from, pairs} = reason;
      const where = distance === null ? order : distance === 1 ? `right ${order}` : `${distance} clicks ${order}`;
      return `came ${where} ${nameOf(from)} ${times(pairs)}`;
    }
    case "together":
      return `is in ${counted(reason.sessions)} session${reason.sessions === 1 ? "" : "s"} with ${nameOf(reason.from)}, clicked ${times(reason.clicks)} there`;
    case "neighbour":
      return `is in a session of similarity ${reason.similarity.toFixed(2)} that also has ${reason.shared.map(nameOf).join(", ")}`;
  }
}

const counted = (n: number) => n.toLocaleString("en-US");
const times = (n: number) => (n === 1 ? "once" : `${counted(n)} times`);
