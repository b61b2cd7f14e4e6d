import {html} from "htl";
import * as Inputs from "@observablehq/inputs";
import type {Clicked, RecommendClient} from "../../browser/recommend.js";
import type {ModelAnswer} from "../../lib/recommend/sessionExplorer.js";
import {topItems} from "../../lib/recommend/topItems.js";
import {FIRST_MODELS, LISTED} from "../../lib/reports/explorerModels.js";
import type {FirstSession, RecommendLog} from "../../lib/reports/recommendPage.js";
import {failureText} from "../failureText.js";
import {count, duration} from "../format.js";
import {addressed, oneOf, someOf, type Control} from "../state.js";
import {itemPicker} from "./itemPicker.js";
import {modelList} from "./modelList.js";
import {clickedCodec} from "./sessionPath.js";

export interface ExplorerModel {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
}

export interface SessionExplorerOptions {
  readonly log: RecommendLog;
  readonly models: readonly ExplorerModel[];
  /** Those whose files were trained beforehand and are loaded when they are chosen. */
  readonly networks?: readonly ExplorerModel[];
  /** What is shown before anything is computed here; null where it has to be. */
  readonly first: FirstSession | null;
  /** Opens the models, when they are first needed. */
  readonly open: () => Promise<RecommendClient>;
}

export interface SessionExplorerElement extends HTMLElement {
  close(): void;
}

/** Whether items of the session may be recommended again. */
const REPEATS = ["again", "new"];

/** What the reader chose. */
interface Chosen {
  readonly clicked: Clicked;
  readonly models: readonly string[];
  readonly seen: boolean;
}

/**
 * Models side by side on a session: the reader clicks items, or steps through a recorded visit with its true next item
 * marked. The answers of the first view come with the page; all others are computed in a worker of this tab, which is
 * started when it is first needed.
 */
export function sessionExplorer({
  log,
  models: counting,
  networks = [],
  first,
  open
}: SessionExplorerOptions): SessionExplorerElement {
  const models = [...counting, ...networks];
  const loaded = new Set<string>();
  const {catalogue} = log;
  const visits = log.test.sessions;
  const nameOf = (item: number) => catalogue.names[item];
  const lengths = new Map<number, readonly number[]>(first === null ? [] : [[first.session, first.items]]);
  let client: Promise<RecommendClient> | undefined;
  let asked = 0;
  let closed = false;

  const visit = html`<input type="number" min="1" max=${visits} step="1" />` as HTMLInputElement;
  const back = html`<button type="button" class="button">Back one click</button>` as HTMLButtonElement;
  const next = html`<button type="button" class="button button-main">Next click</button>` as HTMLButtonElement;
  const other = html`<button type="button" class="button">Next visit</button>` as HTMLButtonElement;
  const clear = html`<button type="button" class="button">Clear</button>` as HTMLButtonElement;
  const said = html`<p class="explorer-said" role="status"></p>` as HTMLElement;
  const form = html`<div class="explorer-session">
    <label>Recorded visit ${visit} <span>of ${count(visits)}</span></label>
    <span class="explorer-buttons">${other}${back}${next}${clear}</span>
    ${said}
  </div>` as Control<Clicked>;
  let clicked: Clicked = {kind: "session", session: first?.session ?? 1, step: first?.step ?? 1};
  Object.defineProperty(form, "value", {
    get: () => clicked,
    set(value: Clicked) {
      clicked = value;
      if (value.kind === "session") visit.value = String(value.session);
    }
  });
  visit.value = String(clicked.session);
  const session = addressed("session", form, clickedCodec(catalogue, visits));
  const chosenModels = addressed(
    "models",
    Inputs.checkbox(
      models.map(({id}) => id),
      {label: "Models", value: FIRST_MODELS, format: (id: string) => models.find((one) => one.id === id)!.title}
    ) as Control<readonly string[]>,
    someOf(models.map(({id}) => id))
  );
  const repeats = addressed(
    "repeats",
    Inputs.radio(REPEATS, {
      label: "Recommend",
      value: REPEATS[0],
      format: (name: string) => (name === "again" ? "seen items too" : "new items only")
    }) as Control<string>,
    oneOf(REPEATS)
  );
  const strip = html`<div class="explorer-strip"></div>` as HTMLElement;
  const lists = html`<div
    class="explorer-lists"
    tabindex="0"
    role="region"
    aria-label="Lists of the models"
  ></div>` as HTMLElement;
  const element = html`<div class="session-explorer">
    ${session} ${strip}
    <div class="explorer-main">${itemPicker(catalogue, clickItem)} ${lists}</div>
    <details>
      <summary>Other models${networks.length > 0 ? ", a network among them" : ""}, and items seen already</summary>
      <div>${chosenModels}</div>
      <div>${repeats}</div>
    </details>
  </div>` as SessionExplorerElement;

  const chosen = (): Chosen => ({
    clicked: session.value,
    models: chosenModels.value,
    seen: repeats.value === REPEATS[0]
  });
  const firstChosen: Chosen | null =
    first === null
      ? null
      : {
          clicked: {kind: "session", session: first.session, step: first.step},
          models: FIRST_MODELS,
          seen: true
        };

  /** Says that the session is another one now. */
  function go(to: Clicked): void {
    session.value = to;
    session.dispatchEvent(new Event("input", {bubbles: true}));
  }

  function clickItem(item: number): void {
    go({kind: "own", items: [...known(), item]});
  }

  /** The items clicked so far. */
  function known(): readonly number[] {
    const at = session.value;
    return at.kind === "own" ? at.items : (lengths.get(at.session) ?? []).slice(0, at.step);
  }

  back.addEventListener("click", () => {
    const at = session.value;
    if (at.kind === "own") go({kind: "own", items: at.items.slice(0, -1)});
    else if (at.step > 1) go({...at, step: at.step - 1});
  });
  next.addEventListener("click", () => {
    const at = session.value;
    if (at.kind === "session") go({...at, step: at.step + 1});
  });
  other.addEventListener("click", () => go({kind: "session", session: (Number(visit.value) % visits) + 1, step: 1}));
  clear.addEventListener("click", () => go({kind: "own", items: []}));
  visit.addEventListener("input", (event) => {
    event.stopPropagation();
    const number = Number(visit.value);
    if (Number.isInteger(number) && number >= 1 && number <= visits) go({kind: "session", session: number, step: 1});
    else said.textContent = `There is no visit “${visit.value}”: give a whole number from 1 to ${count(visits)}.`;
  });
  for (const control of [session, chosenModels, repeats]) control.addEventListener("input", () => void draw());

  function started(): Promise<RecommendClient> {
    client ??= open();
    return client;
  }

  async function draw(): Promise<void> {
    const number = ++asked;
    const now = chosen();
    const isFirst = firstChosen !== null && JSON.stringify(now) === JSON.stringify(firstChosen);
    if (now.models.length === 0) {
      show(now, []);
      said.textContent = "Choose a model to see what it recommends.";
      return;
    }
    if (isFirst || (now.clicked.kind === "own" && now.clicked.items.length === 0)) {
      show(now, isFirst ? first!.answers : []);
      said.textContent = "";
      return;
    }
    try {
      lists.dataset.stale = "";
      if (client === undefined)
        said.textContent = log.generated
          ? "Generating the shop and training the models in this tab…"
          : "Training the models in this tab…";
      else if (networks.some(({id}) => now.models.includes(id) && !loaded.has(id)))
        said.textContent = "Loading the network…";
      const models = await started();
      if (now.clicked.kind === "session" && !lengths.has(now.clicked.session))
        lengths.set(now.clicked.session, await models.session(now.clicked.session));
      if (number !== asked || closed) return;
      if (now.clicked.kind === "session") {
        const {length} = lengths.get(now.clicked.session)!;
        // an address may name more clicks than the visit has
        if (now.clicked.step > length) return go({...now.clicked, step: length});
      }
      const {answers, fitMs, answerMs} = await models.recommend(now.clicked, {
        models: now.models,
        top: LISTED,
        seen: now.seen
      });
      for (const {id} of networks) if (now.models.includes(id)) loaded.add(id);
      if (number !== asked || closed) return;
      show(now, answers);
      said.textContent = `${fitMs > 1 ? `Trained in ${duration(fitMs)}, answered` : "Answered"} in ${duration(Math.max(1, answerMs))} in this tab.`;
    } catch (error) {
      client = undefined;
      if (number === asked && !closed) said.textContent = failureText(error);
    } finally {
      if (number === asked) delete lists.dataset.stale;
    }
  }

  function show(now: Chosen, answers: readonly ModelAnswer[]): void {
    delete lists.dataset.stale;
    const at = now.clicked;
    const items = known();
    const whole = at.kind === "session" ? (lengths.get(at.session) ?? []) : [];
    const truth = at.kind === "session" ? (whole[at.step] ?? null) : null;
    back.disabled = at.kind === "own" ? items.length === 0 : at.step <= 1;
    next.disabled = truth === null;
    clear.disabled = at.kind === "own" && items.length === 0;
    strip.replaceChildren(
      html`<p>${stripText(at, items.length, whole.length, log.days)}</p>`,
      html`<ol>
        ${items.map((item) => html`<li>${nameOf(item)}</li>`)}
        ${truth === null ? null : html`<li class="explorer-truth">next: ${nameOf(truth)}</li>`}
      </ol>`
    );
    if (items.length === 0) {
      const score = catalogue.clicks;
      const popular = topItems(score, LISTED).map((item) => ({item, score: score[item]}));
      lists.replaceChildren(
        html`<p class="explorer-note">
          Nothing has been clicked yet, so the models have nothing to go by. The most viewed items are all that can be
          recommended.
        </p>`,
        modelList(
          {title: "Most viewed", setting: "views in training"},
          {id: "popularity", items: popular, truthRank: null, tied: false},
          {
            nameOf,
            truth: null,
            clicked: items,
            catalogue: catalogue.names.length,
            explain: null,
            onClick: clickItem
          }
        )
      );
      return;
    }
    lists.replaceChildren(
      ...answers.map((answer) =>
        modelList(
          models.find(({id}) => id === answer.id)!,
          answer,
          {
            nameOf,
            truth,
            clicked: items,
            catalogue: catalogue.names.length,
            explain: async (item) => (await started()).explain(at, answer.id, item),
            onClick: clickItem
          }
        )
      )
    );
  }

  void draw();
  return Object.assign(element, {
    close() {
      closed = true;
      client?.then((opened) => opened.close()).catch(() => {});
    }
  });
}

function stripText(clicked: Clicked, known: number, length: number, days: number): string {
  const clicks = (n: number) => `${count(n)} ${n === 1 ? "click" : "clicks"}`;
  if (clicked.kind === "own") return known === 0 ? "Your own session is empty." : `Your own session: ${clicks(known)}.`;
  const from =
    days === 0
      ? "which the models have learned from too"
      : `from the last ${days === 1 ? "day" : `${days} days`}, which no model has seen`;
  return `Visit ${count(clicked.session)}, ${from}: ${count(known)} of its ${clicks(length)}.`;
}
