import type {EvaluationSetup} from "./evaluationSetup.js";

/** A choice of protocol that makes recommendations look better than they are, or that asks an easier question. */
export interface EvaluationError {
  readonly id: string;
  readonly title: string;
  /** What is done, one sentence. */
  readonly does: string;
  /** Why the number then says something else than how good the recommendations are, one sentence. */
  readonly why: string;
  /** The setup with the error in it. */
  apply(setup: EvaluationSetup): EvaluationSetup;
}

/** How many clicks a window has. */
const WINDOW_CLICKS = 4;
/** How many random items a target is ranked among. */
const SAMPLED_NEGATIVES = 99;
/** How many items are left where only popular ones are looked at. */
const POPULAR_ITEMS = 100;

/** By id. */
export const EVALUATION_ERRORS = {
  "visitor-sequences": {
    id: "visitor-sequences",
    title: "All visits of a visitor joined",
    does: "A visitor's sessions, days or weeks apart, count as one sequence.",
    why: "This is no error in itself, but another question: visitors come back to items that they know.",
    apply: (setup) => ({...setup, sequences: "visitors"})
  },
  "repeats-kept": {
    id: "repeats-kept",
    title: "Repeats kept",
    does: "A click on the item of the click before, such as a reload of its page, is a target too.",
    why: "The last item is then often the right answer, and nobody needs to be recommended the page they are on.",
    apply: (setup) => ({...setup, repeats: "keep"})
  },
  "random-split": {
    id: "random-split",
    title: "Random split",
    does: "Sequences are assigned to training and test at random instead of by time.",
    why: "The model learns from sessions later than those it is tested on.",
    apply: (setup) => ({...setup, split: "random-sequences"})
  },
  windows: {
    id: "windows",
    title: "Overlapping windows",
    does: `Sequences are cut into overlapping windows of ${WINDOW_CLICKS} clicks, the last click of each being its target.`,
    why: "Long sequences give most of the targets, and short ones none.",
    apply: (setup) => ({...setup, windows: WINDOW_CLICKS})
  },
  "windows-at-random": {
    id: "windows-at-random",
    title: "Windows split at random",
    does: "Overlapping windows, and not whole sequences, are assigned to training and test at random.",
    why: "The same clicks are in training and in test: a neighbouring window often ends with the same pair of items.",
    apply: (setup) => ({...setup, windows: setup.windows ?? WINDOW_CLICKS, split: "random-windows"})
  },
  "sampled-negatives": {
    id: "sampled-negatives",
    title: "Sampled negatives",
    does: `The target is ranked among ${SAMPLED_NEGATIVES} random items instead of the whole catalogue.`,
    why: "Items that would have been ahead of the target are mostly not drawn.",
    apply: (setup) => ({...setup, negatives: SAMPLED_NEGATIVES})
  },
  "optimistic-ties": {
    id: "optimistic-ties",
    title: "Optimistic ties",
    does: "A target counts as ahead of all items with the same score.",
    why: "A model that gives every item the same score is then always right.",
    apply: (setup) => ({...setup, ties: "optimistic"})
  },
  "target-in-input": {
    id: "target-in-input",
    title: "Target in the input",
    does: "The last click of a sequence is the target and also the last click of the input.",
    why: "The model is asked for what it has just been told.",
    apply: (setup) => ({...setup, targetInInput: true})
  },
  "popular-items": {
    id: "popular-items",
    title: "Popular items only",
    does: `Clicks on all but the ${POPULAR_ITEMS} most popular items are left out.`,
    why: "Fewer items are easier to guess among, and the hard ones are gone.",
    apply: (setup) => ({...setup, popularItems: POPULAR_ITEMS})
  },
  "training-sessions": {
    id: "training-sessions",
    title: "Scored on training sessions",
    does: "The sessions that the model learned from are scored.",
    why: "The model may have memorised them.",
    apply: (setup) => ({...setup, scored: "training"})
  }
} as const satisfies Readonly<Record<string, EvaluationError>>;

export type EvaluationErrorId = keyof typeof EVALUATION_ERRORS;

/** The setup with some errors in it, switched on in their order. */
export function withErrors(setup: EvaluationSetup, errors: readonly EvaluationErrorId[]): EvaluationSetup {
  return errors.reduce<EvaluationSetup>((made, id) => (EVALUATION_ERRORS[id] as EvaluationError).apply(made), setup);
}
