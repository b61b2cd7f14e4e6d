import {handOnOutput} from "../../../loaders/pages/published.js";

await handOnOutput("split_sessions");
