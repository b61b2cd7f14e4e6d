import {html} from "htl";
import {occlusionEffects, prefixDifferences} from "../../lib/explain/sessionAttribution.js";
import {sharesByNumber} from "../../lib/reports/abandonment.js";
import {openPrefixScorer, type PrefixScorer} from "../../browser/abandonment.js";
import type {PlayedSessions} from "../../lib/sequence/playedSessions.js";
import type {PrefixReport} from "../../lib/sequence/prefixReport.js";
import {sequencesFromJson} from "../../lib/sequence/sequencesJson.js";
import {sessionLabels, SESSION_TARGETS, type SessionTarget} from "../../lib/sequence/sessionTargets.js";
import {factorsList} from "../explain/factorsList.js";
import {figure} from "../figure.js";
import {bytes, count, duration} from "../format.js";
import {exclusiveTask} from "../models/exclusiveTask.js";
import {addressed, numberIn, oneOf, type Control} from "../state.js";
import {sessionFactorRow} from "../../lib/sequence/sessionFactorRow.js";
import {MOVES_READINGS, movesFigure, type MovesReading, type SessionMoves} from "./movesFigure.js";
import {eventText, outcomeText, playedEvents} from "./playerEvents.js";
import {playerFigure, type PlayedSoFar} from "./playerFigure.js";
import {targetLabels} from "./targetLabels.js";

export interface PlayerOptions {
  readonly sessions: PlayedSessions;
  /** Of the test on which the shares are true, one a target. */
  readonly reports: readonly PrefixReport[];
  /** The address of the network's ONNX file. */
  readonly href: string;
  readonly runtime: {readonly bytes: number; readonly transferBytes: number};
}

export interface SessionPlayer extends HTMLElement {
  ask(target: SessionTarget): void;
  close(): void;
}

/** Between two events while a session plays. */
const BEAT_MS = 700;
/** What the file may say in this tab beside what it said in Node. */
const TOLERANCE = 1e-5;

/**
 * Plays a session event by event: by buttons, by keyboard and by a slider; by itself only when asked to, and never
 * where the reader wants little motion. The scores are the published ones until ONNX Runtime is started here; from then
 * on the file is shown the events so far and nothing else.
 */
export function sessionPlayer({sessions: played, reports, href, runtime}: PlayerOptions): SessionPlayer {
  const sequences = sequencesFromJson(played.sequences);
  const all = Array.from({length: sequences.sessions}, (_, s) => s);
  const targets = SESSION_TARGETS;
  let target: SessionTarget = targets[0];
  let scorer: PrefixScorer | undefined;
  const ending = new AbortController();
  /** Scores of this tab for the events so far of the session shown, events × targets. */
  let here: {readonly session: number; readonly probabilities: Float32Array; readonly ms: number} | null = null;
  let asked = 0;
  /** Last scores of this tab without each of the events so far, events × targets; for one event there are none. */
  let without: {readonly session: number; readonly events: number; readonly scores: Float32Array | null} | null = null;

  const title = (s: number) =>
    `${s + 1}: ${count(sequences.from[s + 1] - sequences.from[s])} events, ${outcomeText(sequences, s)}`;
  const menu = html`<select>
    ${all.map((s) => html`<option value=${s}>${title(s)}</option>`)}
  </select>` as HTMLSelectElement;
  const chooser = html`<label class="player-choice">Session ${menu}</label>` as HTMLElement;
  // a session that every question can be asked of
  menu.value = String(
    Math.max(
      0,
      all.findIndex((s) => sequences.outcomes.carts[s] > 0 && sequences.from[s + 1] - sequences.from[s] > 9)
    )
  );
  const session = addressed<number>(
    "session",
    Object.defineProperty(chooser, "value", {
      get: () => Number(menu.value) + 1,
      set: (number: number) => (menu.value = String(number - 1))
    }) as Control<number>,
    numberIn(1, sequences.sessions)
  );
  const slider = html`<input type="range" min="1" step="1" aria-label="Events played" />` as HTMLInputElement;
  const of = html`<output class="player-of"></output>` as HTMLOutputElement;
  const first = html`<button type="button" class="button">First</button>` as HTMLButtonElement;
  const back = html`<button type="button" class="button">Back</button>` as HTMLButtonElement;
  const next = html`<button type="button" class="button">Next event</button>` as HTMLButtonElement;
  const play = html`<button type="button" class="button player-play" aria-pressed="false">
    Play
  </button>` as HTMLButtonElement;
  const start = html`<button type="button" class="button">Score it in this tab</button>` as HTMLButtonElement;
  const scoring = html`<div class="player-scoring">
    ${start}
    <span>ONNX Runtime is ${bytes(runtime.transferBytes)} compressed; it is fetched when you press.</span>
  </div>` as HTMLElement;
  const line = html`<div class="train-line"></div>` as HTMLElement;
  const said = html`<p class="player-said" role="status"></p>` as HTMLElement;
  const drawn = figure(...playerFigure(now(1)));
  const readingSelect = html`<select>
    ${Object.entries(MOVES_READINGS).map(([id, label]) => html`<option value=${id}>${label}</option>`)}
  </select>` as HTMLSelectElement;
  const readingMenu = html`<label class="player-choice">An event’s part ${readingSelect}</label>`;
  const reading = addressed<MovesReading>(
    "part",
    Object.defineProperty(readingMenu, "value", {
      get: () => readingSelect.value,
      set: (id: string) => (readingSelect.value = id)
    }) as Control<MovesReading>,
    oneOf(Object.keys(MOVES_READINGS) as MovesReading[])
  );
  const moved = figure(...movesFigure(moves(1)));
  const factors = html`<div aria-live="polite"></div>` as HTMLElement;
  const playing = html`<div class="session-player">
    <p class="player-about">
      ${count(sequences.sessions)} sessions of the test of ${played.about}.
      ${played.withStart ? "" : "The network sees only this session. The best possible prediction also uses what the user did before."}
    </p>
    ${session}
    <div class="player-controls">${first}${back}${next}${play}${slider}${of}</div>
    ${drawn} ${scoring} ${line}${said}
  </div>`;
  const element = html`<div>
    ${playing}
    <div class="session-moves">${reading}${moved}${factors}</div>
  </div>` as SessionPlayer;
  const work = exclusiveTask(start, line);

  function shown(): number {
    return session.value - 1;
  }

  function length(): number {
    const s = shown();
    return sequences.from[s + 1] - sequences.from[s];
  }

  /** The session chosen, up to an event. */
  function now(events: number): PlayedSoFar {
    const s = shown();
    const at = sequences.from[s];
    const k = targets.findIndex(({ask}) => ask === target.ask);
    const {asked: isAsked} = sessionLabels(sequences, target);
    const own = playedEvents(sequences, s, played.departments);
    const whereAsked = (value: (place: number) => number) =>
      own.map((_, i) => (isAsked[at + i] === 1 ? value(i) : null));
    const live = here !== null && here.session === s ? here.probabilities : null;
    const report = reports.find((one) => one.target.ask === target.ask);
    const shares = new Map(
      report === undefined ? [] : sharesByNumber(report).map(({number, share}) => [number, share])
    );
    const known = {purchase: (p: number) => p, abandonment: (p: number) => 1 - p, exit: null}[target.ask];
    return {
      session: s + 1,
      events: own,
      played: events,
      comes: targetLabels(target).comes,
      network: whereAsked((i) =>
        live !== null && i < live.length / targets.length
          ? live[i * targets.length + k]
          : played.published[(at + i) * targets.length + k]
      ),
      posterior: known === null ? [] : whereAsked((i) => known(played.posterior[at + i])),
      base: own.map(({number}) => shares.get(number) ?? null),
      end: outcomeText(sequences, s),
      scored: `${live === null ? "Scores made in Node with the same file" : "Scored in this tab"}.`
    };
  }

  /** How the events up to one moved the score, by the reading that is chosen. */
  function moves(events: number): SessionMoves {
    const so = now(events);
    const scores = so.network.slice(0, events);
    const firstAsked = so.network.findIndex((score) => score !== null);
    const about = {
      session: so.session,
      events: so.events.slice(0, events),
      length: so.events.length,
      comes: so.comes,
      scores,
      scored: so.scored
    };
    const last = scores[events - 1] ?? null;
    if (reading.value === "before") {
      const share = firstAsked < 0 ? null : (so.base[firstAsked] ?? null);
      const base =
        share === null
          ? {value: scores[firstAsked] ?? 0, what: "the first score"}
          : {value: share, what: `the share of test sessions for which it comes true at event ${firstAsked + 1}`};
      const {changes} = prefixDifferences(scores, base.value);
      const empty = "The cart is still empty, so there is no score to move.";
      return {...about, reading: "before", base, changes: last === null ? [] : changes, empty};
    }
    const scored = without !== null && without.session === shown() && without.events === events ? without.scores : null;
    const k = targets.findIndex(({ask}) => ask === target.ask);
    return {
      ...about,
      reading: "without",
      base: null,
      changes:
        scored === null || last === null
          ? []
          : occlusionEffects(
              last,
              Array.from(about.events, (_, i) => (staysAsked(i, events) ? scored[i * targets.length + k] : null))
            ),
      empty:
        last === null
          ? "The cart is still empty, so there is no score to explain."
          : events < 2
            ? "Without its only event nothing is left of the session. Play another."
            : scorer === undefined
              ? "To score the session without each event, press “Score it in this tab”."
              : "Scoring the session without each of its events …"
    };
  }

  /** Whether the question would still be asked after the last of the events, without one of them: of an empty cart it is not. */
  function staysAsked(without: number, events: number): boolean {
    if (target.ask !== "abandonment") return true;
    return playedEvents(sequences, shown(), played.departments)
      .slice(0, events)
      .some(({type}, i) => type === "addtocart" && i !== without);
  }

  /** The rules on decision factors, for what is known after an event. */
  function tellFactors(events: number): void {
    const live = here !== null && here.session === shown() ? here.probabilities : null;
    const k = targets.findIndex(({ask}) => ask === "purchase");
    const at = sequences.from[shown()] + events - 1;
    const purchase =
      live !== null && live.length >= events * targets.length
        ? live[(events - 1) * targets.length + k]
        : played.published[at * targets.length + k];
    factors.replaceChildren(
      factorsList({matrix: sessionFactorRow(sequences, shown(), events), predictions: [purchase], contributions: null})
    );
  }

  function draw(): void {
    const events = Number(slider.value);
    of.textContent = `${events} of ${length()}`;
    first.disabled = back.disabled = events <= 1;
    next.disabled = events >= length();
    slider.setAttribute("aria-valuetext", eventText(playedEvents(sequences, shown(), played.departments)[events - 1]));
    drawn.update(...playerFigure(now(events)));
    moved.update(...movesFigure(moves(events)));
    tellFactors(events);
  }

  /** Goes to an event, and has the events up to it scored where the runtime is here. */
  async function go(events: number): Promise<void> {
    slider.value = String(Math.min(length(), Math.max(1, events)));
    draw();
    if (scorer === undefined) return;
    const turn = ++asked;
    const s = shown();
    const scored = await scorer.score(s, Number(slider.value)).catch(() => null);
    if (scored === null || turn !== asked) return;
    here = {session: s, ...scored};
    tellScores();
    draw();
    await leaveOut(s, Number(slider.value), turn);
  }

  /** Has the events so far scored without each of them, where that is what the reader looks at. */
  async function leaveOut(s: number, events: number, turn: number): Promise<void> {
    if (scorer === undefined || reading.value !== "without" || events < 2) return;
    const scores = await scorer.without(s, events).catch(() => null);
    if (turn !== asked) return;
    without = {session: s, events, scores};
    draw();
  }

  function tellScores(): void {
    if (here === null) return;
    const from = sequences.from[here.session] * targets.length;
    let most = 0;
    here.probabilities.forEach((chance, i) => (most = Math.max(most, Math.abs(chance - played.published[from + i]))));
    const events = here.probabilities.length / targets.length;
    const same = most <= TOLERANCE;
    said.dataset.same = String(same);
    said.textContent = `${same ? "✓" : "✗"} Shown ${count(events)} ${events === 1 ? "event" : "events"} and nothing that follows, the file gives ${same ? "the same scores" : "other scores"} in this tab as in Node for the whole session (largest difference ${most.toExponential(1)}); the call took ${duration(here.ms)}.`;
  }

  let timer: ReturnType<typeof setInterval> | undefined;
  const still = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
  };
  play.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
  play.addEventListener("click", () => {
    if (timer !== undefined) return still();
    if (Number(slider.value) >= length()) void go(1);
    play.textContent = "Stop";
    play.setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      if (Number(slider.value) >= length()) return still();
      void go(Number(slider.value) + 1);
    }, BEAT_MS);
  });
  slider.addEventListener("input", () => {
    still();
    void go(Number(slider.value));
  });
  const step = (to: () => number) => () => {
    still();
    void go(to());
  };
  first.addEventListener(
    "click",
    step(() => 1)
  );
  back.addEventListener(
    "click",
    step(() => Number(slider.value) - 1)
  );
  next.addEventListener(
    "click",
    step(() => Number(slider.value) + 1)
  );
  const open = () => {
    still();
    here = null;
    said.textContent = "";
    slider.max = String(length());
    // before it is asked there is nothing to see
    const {asked: isAsked} = sessionLabels(sequences, target);
    void go(Math.max(0, isAsked.subarray(sequences.from[shown()], sequences.from[shown() + 1]).indexOf(1)) + 1);
  };
  session.addEventListener("input", open);
  reading.addEventListener("input", () => {
    draw();
    void leaveOut(shown(), Number(slider.value), asked);
  });
  start.addEventListener("click", () => {
    void work.run(
      "Starting ONNX Runtime",
      async (bar, signal) => {
        bar.update("Fetching ONNX Runtime and the file", null);
        const answer = await fetch(href, {signal});
        const file = new Uint8Array(await answer.arrayBuffer());
        const opened = await openPrefixScorer(
          {file, sequences: played.sequences},
          AbortSignal.any([signal, ending.signal])
        );
        if (signal.aborted) return;
        scorer = opened;
        bar.done("ONNX Runtime is ready. Every event you play is now scored in this tab.");
        scoring.hidden = true;
        await go(Number(slider.value));
      },
      (bar, why) => {
        bar.fail("Not scored.");
        said.textContent = `It cannot be scored here: ${why}.`;
      }
    );
  });
  open();
  return Object.assign(element, {
    ask(asking: SessionTarget) {
      if (asking === target) return;
      target = asking;
      open();
    },
    close() {
      still();
      work.drop();
      ending.abort(new Error("the page was left"));
    }
  });
}
