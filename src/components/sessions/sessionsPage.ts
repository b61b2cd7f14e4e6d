export type {SessionsPage} from "../../lib/reports/sessionsPage.js";

export const PART_NAMES = ["train", "validation", "test"] as const;
