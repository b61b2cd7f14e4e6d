import * as Inputs from "@observablehq/inputs";
import {html} from "htl";
import {openIntent, type IntentData} from "../../browser/intent.js";
import {UserError} from "../../lib/core/errors.js";
import {count} from "../format.js";
import {addressed, oneOf, type Control} from "../state.js";
import {fileDrop} from "./fileDrop.js";

export type RowsKind = "shoppers" | "shop";

/** The rows that the page works on now. */
export interface IntentRowsState {
  readonly kind: RowsKind;
  /** As a sentence names them. */
  readonly called: string;
  /** Whether they are those of the study, so that its figures can be held beside. */
  readonly published: boolean;
  /** Fetches or hands over the rows. Throws `UserError` where a file has to be chosen first. */
  open(): Promise<IntentData>;
}

export interface RowsChoiceOptions {
  /** Addresses of the folds of Online Shoppers and of the generated shop's rows; the latter's task. */
  readonly folds: string;
  readonly shop: string;
  readonly task: string;
  /** SHA-256 of the published file. */
  readonly sha256: string;
}

const TITLES: Readonly<Record<RowsKind, string>> = {
  shoppers: "Online Shoppers: a file of yours",
  shop: "the generated shop"
};

/** Chooses the rows: the reader's file of Online Shoppers, which this site may not hand out, or the generated shop. */
export function rowsChoice({folds, shop, task, sha256}: RowsChoiceOptions): Control<IntentRowsState> & {close(): void} {
  const kinds = Object.keys(TITLES) as RowsKind[];
  const radio = addressed(
    "rows",
    Inputs.radio(kinds, {
      label: "Rows to use",
      value: kinds[0],
      format: (kind: RowsKind) => TITLES[kind]
    }) as Control<RowsKind>,
    oneOf(kinds)
  );
  const said = html`<p class="rows-said" role="status"></p>` as HTMLElement;
  const drop = fileDrop({
    label: "File of Online Shoppers",
    accept: ".csv,.gz",
    hint: "online_shoppers_intention.csv of the UCI repository, also gzipped: choose it or drop it here. It is read in this tab and sent nowhere.",
    onFile: (file) => void read(file)
  });
  const element = html`<div class="rows-choice">${radio}${drop}${said}</div>` as unknown as Control<IntentRowsState> & {
    close(): void;
  };
  let shoppers: {readonly data: IntentData; readonly name: string; readonly same: boolean} | null = null;
  let generated: Promise<IntentData> | undefined;
  let reading = 0;

  async function read(file: File): Promise<void> {
    const own = ++reading;
    say("Reading …");
    try {
      const data = await openIntent({kind: "shoppers", file, folds});
      if (own !== reading) return data.close();
      shoppers?.data.close();
      shoppers = {data, name: file.name, same: data.found.sha256 === sha256};
      tell();
      changed();
    } catch (error) {
      if (own === reading)
        say(`${(error as Error).message}.${shoppers === null ? "" : " The previous file is kept."}`, true);
    }
  }

  function say(text: string, wrong = false): void {
    said.textContent = text;
    said.classList.toggle("wrong", wrong);
  }

  function tell(): void {
    drop.hidden = radio.value !== "shoppers";
    if (radio.value === "shop")
      return say(
        "Generated data: sessions of a shop that does not exist, scored after their third event: will they end with a purchase?"
      );
    if (shoppers === null) return say("No file is open yet. The figures above need none.");
    const {data, name, same} = shoppers;
    const {rows, positives, rejected} = data.found;
    const first = rejected[0];
    say(
      `${name}: ${count(rows)} sessions, of which ${count(positives)} bought. ${same ? "✓ The published figures are from this file." : "✗ The published figures are from another file, so they cannot be compared."}${
        first === undefined
          ? ""
          : ` ${count(rejected.length)} ${rejected.length === 1 ? "line was" : "lines were"} set aside; line ${first.line}: ${first.reason}.`
      }`
    );
  }

  const changed = () => element.dispatchEvent(new Event("input", {bubbles: true}));
  radio.addEventListener("input", tell);
  tell();
  return Object.defineProperty(
    Object.assign(element, {
      close() {
        reading++;
        shoppers?.data.close();
        void generated?.then((data) => data.close()).catch(() => {});
      }
    }),
    "value",
    {
      get: (): IntentRowsState =>
        radio.value === "shop"
          ? {
              kind: "shop",
              called: TITLES.shop,
              published: false,
              open() {
                generated ??= openIntent({kind: "shop", url: shop, task});
                // what failed may come the next time
                generated.catch(() => (generated = undefined));
                return generated;
              }
            }
          : {
              kind: "shoppers",
              called: shoppers?.name ?? TITLES.shoppers,
              published: shoppers?.same ?? false,
              open: () =>
                shoppers === null
                  ? Promise.reject(
                      new UserError("no file of Online Shoppers is open", "choose one above, or the generated shop")
                    )
                  : Promise.resolve(shoppers.data)
            }
    }
  );
}
