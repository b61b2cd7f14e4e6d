import type {Clicked} from "../../browser/recommend.js";
import type {CataloguePage} from "../../lib/reports/recommendPage.js";
import type {Codec} from "../state.js";

/** More clicks are no session that a person makes. */
const MOST = 500;

/** What was clicked, in the address: `visit-6-4` is the sixth visit up to its fourth click, `items-638-12` are items by the log's own ids. */
export function clickedCodec({ids}: Pick<CataloguePage, "ids">, visits: number): Codec<Clicked> {
  const number = new Map(ids.map((id, k) => [String(id), k]));
  const listed = (text: string) => (/^items(-\d+)*$/.test(text) ? text.split("-").slice(1) : null);
  return {
    parse(text) {
      const visit = /^visit-(\d{1,9})-(\d{1,6})$/.exec(text);
      if (visit !== null) {
        const [session, step] = [Number(visit[1]), Number(visit[2])];
        return session >= 1 && session <= visits && step >= 1 ? {kind: "session", session, step} : undefined;
      }
      const items = listed(text)?.map((id) => number.get(id));
      return items === undefined || items.includes(undefined) || items.length > MOST
        ? undefined
        : {kind: "own", items: items as number[]};
    },
    format: (clicked) =>
      clicked.kind === "session"
        ? `visit-${clicked.session}-${clicked.step}`
        : ["items", ...clicked.items.map((item) => ids[item])].join("-"),
    expected: `a visit from 1 to ${visits} with a number of clicks, such as visit-${visits}-1, or up to ${MOST} items, such as items-${ids[0]}`,
    explain(text) {
      const unknown = listed(text)?.find((id) => !number.has(id));
      return unknown === undefined ? undefined : `and there is no item ${unknown} in this log`;
    }
  };
}
