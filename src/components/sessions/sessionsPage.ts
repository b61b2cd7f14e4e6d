export type {SessionsPage} from "../../lib/pipeline/sessionsPage.js";

export const PART_NAMES = ["train", "validation", "test"] as const;
