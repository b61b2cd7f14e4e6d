import type {StudyResult} from "../lib/core/result.js";
import {count} from "./format.js";

/** The answer of the page on the pipeline, from the study `pipeline-paper`. */
export function pipelineAnswer({figures}: Pick<StudyResult, "figures">): string {
  const after = figures.trainAfterTest.value;
  return `It is cleaned, cut into sessions, and split into training, validation and test. ${after === 0 ? "In the generated shop no training session starts after the first test session, so the test is a real prediction." : `In the generated shop ${count(after)} training sessions start after the first test session, so the model sees the future of its test.`}`;
}

/** What becomes of the events, in numbers. */
export function pipelineDetails({figures}: Pick<StudyResult, "figures">): string {
  const of = (name: string) => count(figures[name].value);
  return `In the generated shop ${of("events")} events become ${of("sessions")} sessions. The split cuts ${of("straddlingSessions")} of them, and ${of("trainAfterTest")} training sessions start after the first test session.`;
}
