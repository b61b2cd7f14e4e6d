import {handOnOutput} from "../../../loaders/published.js";

await handOnOutput("split_sessions");
