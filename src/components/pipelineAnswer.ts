import type {StudyResult} from "../lib/core/result.js";
import {count} from "./format.js";

/** The numbers of the answer of the page on the pipeline, from the study `pipeline-paper`, as a sentence. */
export function pipelineAnswer({figures}: Pick<StudyResult, "figures">): string {
  const of = (name: string) => count(figures[name].value);
  return `On the generated shop ${of("events")} events become ${of("sessions")} sessions, ${of("straddlingSessions")} of them cut by the split and ${of("trainAfterTest")} training sessions later than the first test session.`;
}
